// Names the files of a run in its folder, and writes them.
import { appendFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of the files of one training; `name` is that of its {@link Entry}. */
export const files = (out: string, name: string) => {
  const at = (ending: string) => join(out, `${name}${ending}`);
  return {
    result: at('.json'),
    weights: at('.safetensors'),
    checkpoint: at('.run'),
    metrics: at('.jsonl'),
    curves: at('.svg'),
    /** Volumes predicted for the bodies of the picture. */
    pictured: at('.pictured.npy.gz'),
    /** Seconds of the training so far, over all processes that worked on it. */
    time: at('.time.json'),
    /** Scores of every test body after an epoch. */
    scores: (epoch: number) => at(`.epoch${epoch}.json`),
  };
};

/** Writes a file atomically: it is complete or does not exist. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.tmp`, content);
  await rename(`${path}.tmp`, path);
}

/** Appends a line with the time of day to the log of a run, and prints it. */
export function log(out: string, line: string): void {
  const dated = `${new Date().toISOString()} ${line}`;
  appendFileSync(join(out, 'log.txt'), `${dated}\n`);
  console.log(dated);
}
