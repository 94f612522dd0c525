// Prints results as lines of text or as one JSON value.
import { escapeControls, terminalJson } from './messages.js';

/** Prints the lines, or with `json` only the value. `stream` is stderr if the result itself goes to standard output. */
export function report(
  json: boolean | undefined,
  value: unknown,
  lines: readonly string[],
  stream: NodeJS.WritableStream = process.stdout,
): void {
  const printed = json ? [terminalJson(value)] : lines.flatMap((line) => line.split('\n')).map(escapeControls);
  if (printed.length > 0) stream.write(`${printed.join('\n')}\n`);
}

/** Formats a count with thousands separators. */
export const thousands = (value: number): string => value.toLocaleString('en-US');

/** Runs a step. Returns its result and its duration in milliseconds, rounded. */
export async function timed<T>(step: () => T | Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  const value = await step();
  return [value, Math.round(performance.now() - began)];
}

/** Formats a count with its noun: `1 sample`, `2 samples`. */
export const counted = (count: number, what: string): string => `${thousands(count)} ${what}${count === 1 ? '' : 's'}`;
