// The whole state of a training run as bytes, and where such bytes are kept.
import * as tf from '@tensorflow/tfjs-core';
import { check, VolumetricError } from '@vrn/voxel';
import type { VRN } from '../vrn.js';
import { decodeSafetensors, encodeSafetensors } from '../weights/safetensors.js';
import { type FileSystem, nodeFiles, readWhole, writeWhole } from './report/wholeFile.js';
import type { RunState } from './runState.js';

/** Keeps the newest checkpoint. `save` must replace the old one at once or not at all. */
export interface CheckpointStore {
  load(): Promise<Uint8Array | undefined>;
  save(bytes: Uint8Array): Promise<void>;
}

/** What a run remembers in tensors, by the first part of their names in a checkpoint. */
export interface RunTensors {
  readonly vrn: VRN;
  readonly optimiser: Map<string, tf.Tensor>;
  /** Averaged weights; undefined where none are kept. */
  readonly average: Map<string, tf.Tensor> | undefined;
}

/** Parameters, running averages, the optimiser's memory, averaged weights and the run's place, as one safetensors file. */
export async function encodeCheckpoint({ vrn, optimiser, average }: RunTensors, state: RunState): Promise<Uint8Array> {
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const [group, members] of Object.entries({ params: vrn.params, optimiser, average: average ?? new Map() })) {
    for (const [path, tensor] of members as ReadonlyMap<string, tf.Tensor>) {
      tensors.set(`${group}/${path}`, { shape: tensor.shape, data: (await tensor.data()) as Float32Array });
    }
  }
  const metadata = { format: 'vrn-checkpoint', config: JSON.stringify(vrn.config), state: JSON.stringify(state) };
  return encodeSafetensors({ tensors, metadata });
}

/**
 * Puts a checkpoint's values into a network, an optimiser and averaged weights, and gives the run's place. Nothing is
 * changed where it does not fit.
 *
 * @param run what {@link RunState.run} must be.
 * @throws {VolumetricError} `bad-file`; `bad-weights` when it is another network's; `bad-argument` when it is another run's.
 */
export function restoreCheckpoint(tensors: RunTensors, bytes: Uint8Array, run: RunState['run']): RunState {
  const { vrn, optimiser, average } = tensors;
  const file = decodeSafetensors(bytes);
  check(
    file.metadata['format'] === 'vrn-checkpoint',
    'bad-file',
    () => 'train: checkpoint must be one that train wrote',
  );
  check(file.metadata['config'] === JSON.stringify(vrn.config), 'bad-weights', () => {
    return 'train: checkpoint must be of a network with the same config; remove it to start anew';
  });
  const state = parseState(file.metadata['state'] ?? '');
  sameRun(state.run, run);
  const wanted = average === undefined ? ['params'] : ['params', 'average'];
  for (const group of wanted) {
    for (const [path, { shape }] of vrn.params) {
      const found = file.tensors.get(`${group}/${path}`);
      check(String(found?.shape) === String(shape), 'bad-weights', () => {
        return `train: checkpoint must have ${group}/${path} of shape [${shape}], got ${found ? `[${found.shape}]` : 'none'}`;
      });
    }
  }
  for (const group of [optimiser, average]) {
    for (const tensor of group?.values() ?? []) tensor.dispose();
    group?.clear();
  }
  for (const [name, { shape, data }] of file.tensors) {
    const slash = name.indexOf('/');
    const [group, path] = [name.slice(0, slash), name.slice(slash + 1)];
    const tensor = tf.keep(tf.tensor(data, [...shape]));
    if (group === 'params') vrn.assign(path, tensor);
    else (group === 'average' ? average! : optimiser).set(path, tensor);
  }
  return state;
}

function parseState(text: string): RunState {
  try {
    const state = JSON.parse(text) as RunState;
    const { step, run, history, partial } = state;
    const whole = Number.isInteger(step) && Array.isArray(history) && run instanceof Object && partial.steps >= 0;
    if (whole && Array.isArray(partial.ious)) return state;
  } catch (cause) {
    throw new VolumetricError('bad-file', 'train: checkpoint metadata.state must be JSON', { cause });
  }
  throw new VolumetricError('bad-file', 'train: checkpoint metadata.state must have step, run, history and partial');
}

function sameRun(saved: RunState['run'], run: RunState['run']): void {
  const fields = [...new Set([...Object.keys(saved), ...Object.keys(run)])];
  const text = (value: unknown): string => JSON.stringify(value) ?? 'none';
  const others = fields.filter((field) => text(saved[field]) !== text(run[field]));
  check(others.length === 0, 'bad-argument', () => {
    const words = others.map((field) => `${field} ${text(saved[field])} and not ${text(run[field])}`);
    return `train: checkpoint must be of a run with the same data, batchSize and seed, optimiser and averages, got ${words.join(', ')}; remove it to start anew`;
  });
}

/**
 * Keeps checkpoints in a file (Node only) that is always a whole one: a full disk or a killed process leaves the last.
 *
 * @param options `files`: what is used in place of Node's own `fs/promises`.
 */
export function fileCheckpoint(path: string, options: { readonly files?: FileSystem } = {}): CheckpointStore {
  const files = async (): Promise<FileSystem> => options.files ?? nodeFiles();
  return {
    load: async () => readWhole(path, await files()),
    save: async (bytes) => writeWhole(path, bytes, await files()),
  };
}
