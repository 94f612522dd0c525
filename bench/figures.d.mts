// Types of figures.mjs.

/** How good and how fast the project is, as rows of a table. */
export function figures(): [string, string][];

/** The text of a README with the table between its markers. */
export function withFigures(text: string): string;
