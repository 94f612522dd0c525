// What a command prints: lines for people, one JSON value for programs.

/** Prints lines, or with `json` the value alone. */
export function report(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${lines.join('\n')}\n`);
}

/** A count with its thousands apart. */
export const thousands = (value: number): string => value.toLocaleString('en-US');

/** Runs a step; what it gives, and the milliseconds it took. */
export async function timed<T>(step: () => T | Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  const value = await step();
  return [value, Math.round(performance.now() - began)];
}

/** `1 sample`, `2 samples` */
export const counted = (count: number, what: string): string => `${thousands(count)} ${what}${count === 1 ? '' : 's'}`;
