// Keeps what benchmarks measure: bench/results/NAME.jsonl has a row a version and processor; printed too.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** One thing measured: `what` it is, then numbers under names that carry their unit. */
export interface Measured {
  readonly what: string;
  readonly [name: string]: string | number;
}

/** A line of a results file. */
export interface Result {
  readonly version: string;
  readonly node: string;
  readonly processor: string;
  readonly rows: readonly Measured[];
}

/** Puts the rows in the place of those of the same version and processor, and prints them. */
export function record(name: string, rows: readonly Measured[]): void {
  const manifest = readFileSync(new URL('../packages/voxel/package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const result: Result = { version, node: process.version, processor: cpus()[0]?.model ?? 'unknown', rows };
  mkdirSync(new URL('./results/', import.meta.url), { recursive: true });
  const file = new URL(`./results/${name}.jsonl`, import.meta.url);
  const others = (existsSync(file) ? readFileSync(file, 'utf8') : '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Result)
    .filter((old) => old.version !== result.version || old.processor !== result.processor);
  writeFileSync(file, [...others, result].map((each) => `${JSON.stringify(each)}\n`).join(''));
  for (const { what, ...numbers } of rows) {
    const width = Math.max(...Object.keys(numbers).map((key) => key.length));
    const lines = Object.entries(numbers).map(([key, value]) => `  ${key.padEnd(width)}  ${value}`);
    console.log([`${name}: ${what}`, ...lines].join('\n'));
  }
}

/** Rounded to three digits: what a clock that moves by some percent is good for. */
export const digits = (value: number): number => +value.toPrecision(3);
