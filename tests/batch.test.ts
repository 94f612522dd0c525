// Tests that a batch that is killed midway, and one in shards, give the files of an undisturbed run, byte for byte.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import { buildVRN } from '@vrn/model';
import { afterAll, beforeAll, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import { interrupted, makePhotographs, mustBeEqual, runBatch, sharded } from '../scripts/batch.mjs';

const PHOTOGRAPHS = 8;

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-batch-'));
  await setBackend('cpu');
  // A small untrained network: detection, textures and files take most of the time.
  const size = { rows: 16, columns: 16, slices: 16, features: 8 };
  const network = buildVRN({ inputs: ['landmarks', 'mask'], stacks: 1, depth: 2 }, size);
  await writeFile(at('small.safetensors'), await network.save());
  network.dispose();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('a killed batch continues, shards share the photographs, and both give the files of an undisturbed run', async () => {
  const photographs = at('photographs');
  await makePhotographs(photographs, PHOTOGRAPHS);
  const args = ['--weights', at('small.safetensors')];
  const [whole, { kept }] = await Promise.all([
    runBatch(photographs, at('whole'), { args }),
    interrupted(photographs, at('interrupted'), PHOTOGRAPHS, args),
    sharded(photographs, at('sharded'), PHOTOGRAPHS, args),
  ]);
  expect(whole).toMatchObject({ code: 0, done: { length: PHOTOGRAPHS } });
  expect(kept).toBeGreaterThanOrEqual(Math.floor(PHOTOGRAPHS / 2));
  expect(kept).toBeLessThan(PHOTOGRAPHS);
  // Two files per photograph, the CSV and a contact sheet.
  for (const other of ['interrupted', 'sharded']) {
    expect(mustBeEqual(at('whole'), at(other), PHOTOGRAPHS)).toBe(2 * PHOTOGRAPHS + 2);
  }
});
