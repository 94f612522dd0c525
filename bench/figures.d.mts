// Declares the types of figures.mjs.

/** Returns the rows of the table: scores and times, each with its description. */
export function figures(): [string, string][];

/** Replaces the table between the markers of a README. */
export function withFigures(text: string): string;
