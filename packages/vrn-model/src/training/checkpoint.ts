// The whole state of a training run as bytes, and where such bytes are kept.
import * as tf from '@tensorflow/tfjs-core';
import { check, VolumetricError } from '@vrn/voxel';
import { decodeSafetensors, encodeSafetensors } from '../safetensors.js';
import type { VRN } from '../vrn.js';
import type { Optimiser } from './rmsprop.js';

/** Keeps the newest checkpoint. `save` must replace the old one at once or not at all. */
export interface CheckpointStore {
  load(): Promise<Uint8Array | undefined>;
  save(bytes: Uint8Array): Promise<void>;
}

/** Where a run is, and what it was started with. */
export interface RunState {
  /** Steps taken. */
  readonly step: number;
  /** What must be the same for the run to go on: data, batches, seeds. */
  readonly run: string;
  /** One entry for each finished epoch. */
  readonly history: readonly EpochReport[];
  /** Sums of the epoch in progress. */
  readonly partial: { readonly steps: number; readonly losses: readonly number[] };
}

/** What an epoch came to. */
export interface EpochReport {
  readonly epoch: number;
  /** Mean over the epoch's steps of the loss, the sum over stacks. */
  readonly loss: number;
  /** The same for every supervised stack. */
  readonly losses: readonly number[];
  /** The rate of its last step. */
  readonly rate: number;
}

const values = async (tensor: tf.Tensor) => ({ shape: tensor.shape, data: (await tensor.data()) as Float32Array });

/** Parameters, running averages, the optimiser's memory and the run's place, as one safetensors file. */
export async function encodeCheckpoint(vrn: VRN, optimiser: Optimiser, state: RunState): Promise<Uint8Array> {
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const [path, tensor] of vrn.params) tensors.set(`params/${path}`, await values(tensor));
  for (const [path, tensor] of optimiser.state) tensors.set(`optimiser/${path}`, await values(tensor));
  const metadata = { format: 'vrn-checkpoint', config: JSON.stringify(vrn.config), state: JSON.stringify(state) };
  return encodeSafetensors({ tensors, metadata });
}

/**
 * Puts a checkpoint's values into a network and an optimiser, and gives the run's place.
 *
 * @throws {VolumetricError} `bad-file`, or `bad-weights` when it is another network's.
 */
export function restoreCheckpoint(vrn: VRN, optimiser: Optimiser, bytes: Uint8Array): RunState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  check(metadata['format'] === 'vrn-checkpoint', 'bad-file', () => 'train: checkpoint must be one that train wrote');
  check(metadata['config'] === JSON.stringify(vrn.config), 'bad-weights', () => {
    return 'train: checkpoint must be of a network with the same config; remove it to start anew';
  });
  optimiser.dispose();
  for (const [name, { shape, data }] of tensors) {
    const slash = name.indexOf('/');
    const [group, path] = [name.slice(0, slash), name.slice(slash + 1)];
    const tensor = tf.keep(tf.tensor(data, [...shape]));
    if (group === 'params') vrn.assign(path, tensor);
    else optimiser.state.set(path, tensor);
  }
  try {
    return JSON.parse(metadata['state'] ?? '') as RunState;
  } catch (cause) {
    throw new VolumetricError('bad-file', 'train: checkpoint metadata.state must be JSON', { cause });
  }
}

/** Node's files, by a name that bundlers for browsers do not look for. */
const nodeFiles = (): Promise<typeof import('node:fs/promises')> =>
  import(/* webpackIgnore: true */ /* @vite-ignore */ ['node:fs', 'promises'].join('/'));

/**
 * Keeps checkpoints in a file (Node only): written beside it under a temporary name, flushed, then moved in place, so that
 * the file is always a whole one.
 */
export function fileCheckpoint(path: string): CheckpointStore {
  return {
    async load() {
      const { readFile } = await nodeFiles();
      try {
        return new Uint8Array(await readFile(path));
      } catch (error) {
        if ((error as { code?: string }).code === 'ENOENT') return undefined;
        throw new VolumetricError('bad-file', `train: cannot read checkpoint ${path}`, { cause: error });
      }
    },
    async save(bytes) {
      const { mkdir, open, rename, rm } = await nodeFiles();
      const folder = path.replace(/[^/\\]*$/, '');
      if (folder !== '') await mkdir(folder, { recursive: true });
      // One name, so that what a killed run leaves is overwritten by the next.
      const temporary = `${path}.tmp`;
      try {
        const file = await open(temporary, 'w');
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
  };
}
