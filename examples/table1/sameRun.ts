// Stores the spec and the checksums of the data in the folder of a run, and rejects others later, so that one table
// never mixes results of different specs or data.
import { mkdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { check } from '@vrn/voxel';
import { readJson, runFiles, writeJson } from './files.js';
import type { Spec } from './spec.js';
import type { Bodies } from './training/bodies.js';

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/**
 * Stores the spec in the folder of a run.
 *
 * @param command  name of the command, for messages.
 * @throws {VolumetricError} `bad-argument` if the folder has another spec; only `processes` may change
 */
export async function sameSpec(out: string, spec: Spec, command: string): Promise<void> {
  mkdirSync(out, { recursive: true });
  const { spec: path } = runFiles(out);
  const before = readJson<Spec>(path) ?? spec;
  const same = { processes: 1 };
  check(isDeepStrictEqual({ ...before, ...same }, asJson({ ...spec, ...same })), 'bad-argument', () => {
    return `${command}: ${out} must be new or hold results of the same spec; remove it or give another --out`;
  });
  await writeJson(path, spec);
}

/**
 * Stores the checksums of the shards in the folder of a run.
 *
 * @throws {VolumetricError} `bad-argument` for files other than those that the run started with
 */
export async function sameData(out: string, { files }: Pick<Bodies, 'files'>, command: string): Promise<void> {
  const { data: path } = runFiles(out);
  const before = readJson(path) ?? files;
  check(isDeepStrictEqual(before, asJson(files)), 'bad-argument', () => {
    return `${command}: --data must contain the files that ${out} was started with; their checksums are in ${path}`;
  });
  await writeJson(path, files);
}
