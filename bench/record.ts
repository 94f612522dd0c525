// Keeps what benchmarks measure: one row a run in bench/results.jsonl, printed too.
import { appendFileSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Appends a row with version, Node and processor, and prints it. */
export function record(name: string, row: Readonly<Record<string, string | number>>): void {
  const manifest = readFileSync(new URL('../packages/voxel/package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const full = { name, version, node: process.version, processor: cpus()[0]?.model ?? 'unknown', ...row };
  appendFileSync(new URL('./results.jsonl', import.meta.url), `${JSON.stringify(full)}\n`);
  console.table([row]);
}
