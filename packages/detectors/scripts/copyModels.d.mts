// Declares the types of copyModels.mjs.

/** Copies the models and their notices from the development dependency into `models/`. */
export function copyModels(): void;
