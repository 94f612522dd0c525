// Prints results: lines for people, one JSON value for programs.
import { escapeControls, terminalJson } from './messages.js';

/** Prints lines, or with `json` the value alone; to stderr where the result itself goes to standard output. */
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

/** Runs a step. Returns its result and the milliseconds that it took. */
export async function timed<T>(step: () => T | Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  const value = await step();
  return [value, Math.round(performance.now() - began)];
}

/** `1 sample`, `2 samples` */
export const counted = (count: number, what: string): string => `${thousands(count)} ${what}${count === 1 ? '' : 's'}`;
