// Defines the paths of a run's files, and reads and writes them.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of the files of one training. `out` is the folder of the run, `name` the name of the `Entry`. */
export const files = (out: string, name: string) => {
  const at = (ending: string) => join(out, `${name}${ending}`);
  return {
    result: at('.json'),
    weights: at('.safetensors'),
    checkpoint: at('.run'),
    metrics: at('.jsonl'),
    curves: at('.svg'),
    /** One line per start, resume and epoch. */
    log: at('.log'),
    /** Volumes predicted for the bodies of the picture. */
    pictured: at('.pictured.npy.gz'),
    /** Duration of an unfinished training so far in seconds, over all processes that worked on it. */
    time: at('.time.json'),
    /** Scores of every test body after an epoch, counted from 1. */
    scores: (epoch: number) => at(`.epoch${epoch}.json`),
  };
};

/** Paths of the files that all trainings of a run share. */
export const runFiles = (out: string) => {
  const at = (name: string) => join(out, name);
  return {
    spec: at('spec.json'),
    data: at('data.json'),
    baselines: at('baselines.json'),
    times: at('times.json'),
    table: at('table.md'),
    results: at('results.json'),
    picture: at('bodies.png'),
  };
};

/** Reads a JSON file; returns undefined if it does not exist. */
export const readJson = <T>(path: string): T | undefined =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;

/** Writes a file atomically: at any time, the file has its old or its complete new content. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.tmp`, content);
  await rename(`${path}.tmp`, path);
}

/** Writes a value atomically as indented JSON. */
export const writeJson = (path: string, value: unknown): Promise<void> =>
  writeAtomically(path, `${JSON.stringify(value, null, 2)}\n`);

/** Appends a line with date and time to a log, and prints it. */
export function log(path: string, line: string): void {
  const dated = `${new Date().toISOString()} ${line}`;
  appendFileSync(path, `${dated}\n`);
  console.log(dated);
}
