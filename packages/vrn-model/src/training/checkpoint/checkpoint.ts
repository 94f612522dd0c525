// Encodes the complete state of a training run as a safetensors file, and restores it.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import type { Bytes } from '@vrn/voxel/internal';
import type { VRN } from '../../vrn.js';
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from '../../weights/safetensors.js';
import type { Optimiser } from '../optimiser/optimiser.js';
import { checkTensors } from './checkTensors.js';
import { parseState, type RunState } from './runState.js';

/** The objects whose tensors a checkpoint stores. */
export interface RunTensors {
  readonly vrn: VRN;
  readonly optimiser: Optimiser;
  /** Averaged weights; undefined if the run keeps none. */
  readonly average: Map<string, tf.Tensor> | undefined;
}

const FORMAT = 'vrn-checkpoint';

/**
 * Encodes the network's config and parameters (running averages included), the optimiser's state, averaged weights and
 * the run's progress as one safetensors file. Names of tensors begin with `params/`, `optimiser/` or `average/`.
 *
 * @throws {VolumetricError} `bad-weights` if a value is not finite.
 */
export async function encodeCheckpoint({ vrn, optimiser, average }: RunTensors, state: RunState): Promise<Uint8Array> {
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>();
  const groups = { params: vrn.params, optimiser: optimiser.state, average: average ?? new Map<string, tf.Tensor>() };
  for (const [group, members] of Object.entries(groups)) {
    for (const [path, tensor] of members) {
      tensors.set(`${group}/${path}`, { shape: tensor.shape, data: (await tensor.data()) as Float32Array });
    }
  }
  const metadata = { format: FORMAT, config: JSON.stringify(vrn.config), state: JSON.stringify(state) };
  return encodeSafetensors({ tensors, metadata });
}

/**
 * Restores a network, an optimiser and averaged weights from a checkpoint. Everything is checked first: if any check
 * fails, nothing is changed.
 *
 * @param tensors the network, optimiser and averages to restore.
 * @param bytes   the checkpoint.
 * @param run     the required value of {@link RunState.run}.
 * @returns the run's progress.
 * @throws {VolumetricError} `bad-file` if the bytes are not a checkpoint; `bad-weights` for tensors that are missing,
 *   unexpected, of a wrong shape or negative where they must not be, and for another network; `bad-argument` for
 *   another run.
 */
export function restoreCheckpoint(tensors: RunTensors, bytes: Bytes, run: RunState['run']): RunState {
  const { vrn, optimiser, average } = tensors;
  const file = decodeSafetensors(bytes);
  const { format, config, state: stateText } = file.metadata;
  check(format === FORMAT, 'bad-file', () => 'train: checkpoint must be one that train wrote');
  check(isSameConfig(config, vrn.config), 'bad-weights', () => {
    return 'train: checkpoint must be of a network with the same config; remove it to start anew';
  });
  const state = parseState(stateText ?? '');
  checkSameRun(state.run, run);
  checkTensors(file, {
    parameters: vrn.description.parameters,
    memory: optimiser.memory,
    hasAverage: average !== undefined,
    hasStarted: state.step > 0,
  });
  const restored = allocate(file);
  for (const group of [optimiser.state, average]) {
    for (const tensor of group?.values() ?? []) tensor.dispose();
    group?.clear();
  }
  for (const [name, tensor] of restored) {
    const slash = name.indexOf('/');
    const group = name.slice(0, slash);
    const path = name.slice(slash + 1);
    if (group === 'params') vrn.assign(path, tensor);
    else (group === 'average' ? average! : optimiser.state).set(path, tensor);
  }
  return state;
}

/**
 * Whether a stored config is that of the network. Configs of earlier versions lack `fineFeatures`, which was 0; the
 * earliest also lack `frame`, which affects no parameter.
 */
function isSameConfig(stored: string | undefined, config: VRN['config']): boolean {
  const without = (...fields: string[]): string =>
    JSON.stringify(config, (field, value) => (fields.includes(field) ? undefined : value));
  const earlier = config.fineFeatures === 0 ? [without('fineFeatures'), without('fineFeatures', 'frame')] : [];
  return [without(), ...earlier].includes(stored ?? '');
}

/** Creates all tensors of a file; if the backend fails, disposes those already created. */
function allocate({ tensors }: SafetensorsFile): Map<string, tf.Tensor> {
  const made = new Map<string, tf.Tensor>();
  try {
    for (const [name, { shape, data }] of tensors) made.set(name, tf.keep(tf.tensor(data, [...shape])));
    return made;
  } catch (error) {
    for (const tensor of made.values()) tensor.dispose();
    throw error;
  }
}

function checkSameRun(saved: RunState['run'], run: RunState['run']): void {
  const fields = [...new Set([...Object.keys(saved), ...Object.keys(run)])];
  const text = (value: unknown): string => JSON.stringify(value) ?? 'none';
  const others = fields.filter((field) => text(saved[field]) !== text(run[field]));
  check(others.length === 0, 'bad-argument', () => {
    const words = others.map((field) => `${field} ${text(saved[field])} and not ${text(run[field])}`);
    return `train: checkpoint must be of a run with the same data, batchSize and seed, optimiser and averages, got ${words.join(', ')}; remove it to start anew`;
  });
}
