// Declares the types of copyModels.mjs.

/** Fills `models/` with the models and licence of the development dependency and the files of `notices/`. */
export function copyModels(): void;
