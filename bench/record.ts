// Keeps what benchmarks measure: one row a run in bench/results.jsonl, printed too.
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Appends a row with version, Node and processor, and prints it. */
export function record(name: string, row: Readonly<Record<string, string | number>>): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const full = { name, commit, node: process.version, processor: cpus()[0]?.model ?? 'unknown', ...row };
  appendFileSync(new URL('./results.jsonl', import.meta.url), `${JSON.stringify(full)}\n`);
  console.table([row]);
}
