// Stores and prints the results of benchmarks: bench/results/NAME.jsonl has one line per version and processor.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** One measurement: its subject `what`, and values; the name of a number contains its unit, if it has one. */
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

export interface RecordOptions {
  /** Whether to keep earlier rows of the same version and processor that this run did not measure. Default false. */
  readonly keep?: boolean;
}

/** Reads the newest rows of a benchmark, whatever their version and processor. */
export function kept(name: string): readonly Measured[] {
  const file = new URL(`./results/${name}.jsonl`, import.meta.url);
  const last = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').at(-1) : '';
  return last ? (JSON.parse(last) as Result).rows : [];
}

/** Prints the rows and stores them in place of those of the same version and processor. */
export function record(name: string, rows: readonly Measured[], { keep = false }: RecordOptions = {}): void {
  const manifest = readFileSync(new URL('../packages/voxel/package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const node = process.version;
  const processor = cpus()[0]?.model ?? 'unknown';
  mkdirSync(new URL('./results/', import.meta.url), { recursive: true });
  const file = new URL(`./results/${name}.jsonl`, import.meta.url);
  const known = (existsSync(file) ? readFileSync(file, 'utf8') : '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Result);
  const same = (old: Result): boolean => old.version === version && old.processor === processor;
  const old = keep ? known.filter(same).flatMap((each) => each.rows) : [];
  const updated = new Map(rows.map((row) => [row.what, row]));
  const all = [
    ...old.map((row) => updated.get(row.what) ?? row),
    ...rows.filter(({ what }) => !old.some((row) => row.what === what)),
  ];
  const result: Result = { version, node, processor, rows: all };
  const lines = [...known.filter((each) => !same(each)), result].map((each) => `${JSON.stringify(each)}\n`);
  writeFileSync(file, lines.join(''));
  for (const { what, ...numbers } of rows) {
    const width = Math.max(...Object.keys(numbers).map((key) => key.length));
    const lines = Object.entries(numbers).map(([key, value]) => `  ${key.padEnd(width)}  ${value}`);
    console.log([`${name}: ${what}`, ...lines].join('\n'));
  }
}

/** Rounds to three significant digits, since timings vary by a few percent. */
export const digits = (value: number): number => +value.toPrecision(3);
