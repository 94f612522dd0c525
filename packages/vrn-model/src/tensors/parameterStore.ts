// Stores the parameters of a network as tensors. They are allocated on first use and disposed together.
import * as tf from '@tensorflow/tfjs-core';
import { check, random } from '@vrn/voxel';
import type { Parameter } from '../network/shapes.js';
import { checkBackend } from './checkBackend.js';

/** Values of parameters by path, as in weight files. */
export type Values = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** The parameters of one network. */
export interface ParameterStore {
  /** Returns the tensors by path, sorted by path. The first call allocates them. */
  all(): Map<string, tf.Tensor>;
  /** Whether a map is the one that {@link ParameterStore.all} returns. */
  owns(params: ReadonlyMap<string, tf.Tensor>): boolean;
  /** Reads all values back from the backend. */
  values(): Promise<Values>;
  /** Replaces a parameter. Disposes the old tensor, unless `value` is the same tensor; the store owns `value`. */
  assign(path: string, value: tf.Tensor): void;
  /** Disposes all tensors. The store cannot be used afterwards. */
  dispose(): void;
}

/**
 * Creates the store of a network, without allocating tensors.
 *
 * @param parameters paths, shapes and roles of the parameters.
 * @param start      returns the initial values of a parameter.
 * @returns the store.
 */
export function parameterStore(
  parameters: readonly Parameter[],
  start: (parameter: Parameter) => Float32Array,
): ParameterStore {
  let tensors: Map<string, tf.Tensor> | undefined;
  let disposed = false;
  const all = (): Map<string, tf.Tensor> => {
    check(!disposed, 'disposed', () => 'VRN: this network has been disposed');
    if (tensors !== undefined) return tensors;
    checkBackend('VRN');
    const sorted = [...parameters].sort((a, b) => (a.path < b.path ? -1 : 1));
    tensors = new Map(sorted.map((p) => [p.path, tf.keep(tf.tensor(start(p), [...p.shape], 'float32'))]));
    return tensors;
  };
  return {
    all,
    owns: (params) => params === tensors,
    async values() {
      const entries = [...all()].map(
        async ([path, tensor]) => [path, { shape: tensor.shape, data: (await tensor.data()) as Float32Array }] as const,
      );
      return new Map(await Promise.all(entries));
    },
    assign(path, value) {
      const old = all().get(path);
      check(old !== undefined && String(old.shape) === String(value?.shape), 'bad-weights', () => {
        const expected = old === undefined ? 'a parameter of this network' : `a parameter of shape [${old.shape}]`;
        return `VRN.assign: ${path} must be ${expected}, got [${value?.shape}]`;
      });
      all().set(path, tf.keep(value));
      if (old !== value) old.dispose();
    },
    dispose() {
      for (const tensor of tensors?.values() ?? []) tensor.dispose();
      tensors = undefined;
      disposed = true;
    },
  };
}

// Constants of the 32-bit FNV-1a hash.
const HASH_BASIS = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

/** Computes the 32-bit FNV-1a hash of a text's UTF-16 code units. */
function hash(text: string): number {
  let h = HASH_BASIS;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), HASH_PRIME);
  return h >>> 0;
}

/**
 * Computes the initial values of a parameter. Weights and biases of convolutions are uniform within ±1/√fanIn
 * (Torch's default). Norms start with scale and variance 1, shift and mean 0. Each parameter has its own random stream,
 * so that parameters with the same path, shape, fan-in and seed have the same values in every network.
 */
export function initialValues(parameter: Parameter, seed: number): Float32Array {
  const size = parameter.shape.reduce((product, n) => product * n, 1);
  const values = new Float32Array(size);
  if (parameter.role === 'weight' || parameter.role === 'bias') {
    const rng = random(seed).fork(hash(parameter.path));
    const bound = 1 / Math.sqrt(parameter.fanIn);
    for (let i = 0; i < size; i++) values[i] = rng.uniform(-bound, bound);
  } else if (parameter.role === 'scale' || parameter.role === 'variance') {
    values.fill(1);
  }
  return values;
}
