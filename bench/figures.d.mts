// Declares the types of figures.mjs.

/** Returns the rows of the table: a description and its scores or times. */
export function figures(): [string, string][];

/** Returns the text of a README with the current table, and a note on the machine, between its markers. */
export function withFigures(text: string): string;
