// Checks checkpoints on a failing disk: the last checkpoint stays complete, and the error names the cause.

import { spawnSync } from 'node:child_process';
import * as nodeFiles from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileSystem, fileCheckpoint, type TrainingSample, train } from '../../src/train.js';
import { enableWasmTraining } from '../../src/wasm/enableWasmTraining.js';
import { sameBytes } from '../helpers/samples.js';
import { tiny, tinySamples } from '../helpers/tiny.js';

const options = { epochs: 3, batchSize: 2, schedule: 1e-3, checkpointEvery: 1 } as const;

let folder: string;
let samples: TrainingSample[];
let unbroken: Uint8Array;
beforeAll(async () => {
  await tf.setBackend('wasm');
  enableWasmTraining();
  folder = await mkdtemp(join(tmpdir(), 'vrn-disk-'));
  samples = tinySamples(3);
  const vrn = tiny();
  await train(vrn, samples, options);
  unbroken = await vrn.save();
  vrn.dispose();
});
afterAll(() => rm(folder, { recursive: true }));

const full = (): Error => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

/** The file operation that fails while a checkpoint is written. */
type Fault = 'mkdir' | 'open' | 'write' | 'sync' | 'close' | 'rename';
const FAULTS: readonly Fault[] = ['mkdir', 'open', 'write', 'sync', 'close', 'rename'];

/** Node's `fs/promises`, but one operation fails while `armed()` is true; a write fails after half of the bytes. */
function failing(fault: Fault, armed: () => boolean): FileSystem {
  const strike = (at: Fault): void => {
    if (at === fault && armed()) throw full();
  };
  return {
    ...nodeFiles,
    async mkdir(path, options) {
      strike('mkdir');
      return nodeFiles.mkdir(path, options);
    },
    async open(path, flags) {
      strike('open');
      const file = await nodeFiles.open(path, flags);
      return {
        async writeFile(bytes) {
          if (fault === 'write' && armed()) await file.writeFile(bytes.slice(0, bytes.length >> 1));
          strike('write');
          await file.writeFile(bytes);
        },
        async sync() {
          strike('sync');
          await file.sync();
        },
        async close() {
          await file.close();
          strike('close');
        },
      };
    },
    async rename(from, to) {
      strike('rename');
      await nodeFiles.rename(from, to);
    },
  };
}

describe('a full disk', () => {
  it.each(FAULTS)('at %s: the run ends with an error, and resumes from the last checkpoint', async (fault) => {
    const path = join(folder, fault, 'run.safetensors');
    const vrn = tiny();
    expect(vrn.params.size).toBeGreaterThan(0);
    const tensors = tf.memory().numTensors;
    let step = 0;
    const broken = train(vrn, samples, {
      ...options,
      checkpoint: fileCheckpoint(path, { files: failing(fault, () => step === 4) }),
      onStep: (report) => {
        step = report.step;
      },
    });
    await expect(broken).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(/cannot write .*run\.safetensors: ENOSPC.*what was there before is unchanged/),
      cause: { code: 'ENOSPC' },
    });
    expect(step).toBe(4);
    expect(tf.memory().numTensors).toBe(tensors);
    // The folder contains only the checkpoint of step 3, and it is complete.
    expect(await readdir(join(folder, fault))).toEqual(['run.safetensors']);
    const again = tiny();
    const first: number[] = [];
    await train(again, samples, { ...options, checkpoint: path, onStep: (report) => void first.push(report.step) });
    expect(first).toEqual([4, 5, 6]);
    expect(sameBytes(await again.save(), unbroken)).toBe(true);
    for (const each of [vrn, again]) each.dispose();
  });

  it('reports the first error if cleaning up fails too', async () => {
    const path = join(folder, 'stuck.safetensors');
    const files = { ...failing('rename', () => true), rm: async () => Promise.reject(new Error('EIO')) };
    await expect(fileCheckpoint(path, { files }).save(Uint8Array.of(1))).rejects.toThrow(/ENOSPC/);
  });
});

describe('files of a killed process', () => {
  it('a temporary file beside the last checkpoint is removed when the run resumes', async () => {
    const path = join(folder, 'killed', 'run.safetensors');
    const store = fileCheckpoint(path);
    await store.save(Uint8Array.of(1, 2, 3));
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await writeFile(join(folder, 'killed', `.vrn-${pid}-0.tmp`), new Uint8Array(1e6));
    const again = fileCheckpoint(path);
    expect(await again.load()).toEqual(Uint8Array.of(1, 2, 3));
    await again.save(Uint8Array.of(4));
    expect(new Uint8Array(await readFile(path))).toEqual(Uint8Array.of(4));
    expect(await readdir(join(folder, 'killed'))).toEqual(['run.safetensors']);
  });

  it('an unreadable checkpoint is an error, and does not restart the run', async () => {
    await expect(fileCheckpoint(folder).load()).rejects.toThrow(/cannot read .*EISDIR/);
    expect(await fileCheckpoint(join(folder, 'nothing.safetensors')).load()).toBeUndefined();
  });
});
