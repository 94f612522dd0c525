// Tests whether the current backend computes networks correctly, with small networks whose results are known.
import * as tf from '@tensorflow/tfjs-core';
import { check, VolumetricError } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { buildVRN } from './buildVRN.js';
import { BLOCKS, type BlockKind } from './network/blocks.js';
import type { VRNConfig } from './network/config.js';
import { trainablePaths } from './network/shapes.js';
import type { VRN } from './vrn.js';
import { WASM } from './wasm/backend.js';

/** Options of {@link probeBackend}. */
export interface ProbeOptions {
  /** Whether to test gradients too, which requires an import of `@vrn/model/train`. Default false. */
  readonly training?: boolean;
  /** Kinds of blocks to test. Default: all. */
  readonly blocks?: readonly BlockKind[];
}

export const PROBE_DEFAULTS = {
  training: false,
  blocks: Object.keys(BLOCKS) as BlockKind[],
} as const satisfies Required<ProbeOptions>;

/** Two checksums of values vᵢ: Σ|vᵢ| and Σ vᵢ·cos 2.3i. */
type Sums = readonly [size: number, shares: number];

/** Checksums of `probeNetwork` on tfjs' cpu backend. `test/probe.backends.ts` computes them again. */
const KNOWN: Readonly<Record<BlockKind, { readonly logits: Sums; readonly gradients: Sums }>> = {
  bottleneck: { logits: [850.6078, -1.991893], gradients: [258134.8, -1641.903] },
  multiscale: { logits: [677.8191, -0.590287], gradients: [32646.56, -60.17937] },
  flat: { logits: [998.6647, 0.259675], gradients: [10156.74, 25.7112] },
};

/**
 * Tolerance of both checksums, relative to Σ|v|. Rounding changes a checksum by at most 3e-5 of Σ|v|; wrong kernels
 * change it by tens of per cent.
 */
const TOLERANCE = 1e-3;

/** Config of the test networks. No feature map is a single pixel, so that no norm amplifies rounding errors. */
const SMALL: Partial<VRNConfig> = {
  rows: 16,
  columns: 16,
  slices: 8,
  features: 8,
  flatFeatures: 8,
  liftFeatures: 4,
  stem: [4, 8, 8],
  stacks: 1,
  modules: 1,
  depth: 1,
  forkResiduals: [1],
};
/** Samples per batch: more than one, to detect kernels that mix up samples. */
const BATCH = 2;

/** Deterministic values in −1..1. */
const wave = (size: number): Float32Array => Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + 0.3));

/** Computes the checksums of a small network with one kind of block, for a known input, on the current backend. */
export async function probeNetwork(block: BlockKind, training: boolean): Promise<{ logits: Sums; gradients?: Sums }> {
  const vrn = buildVRN({ ...SMALL, block }, { seed: 1 });
  const x = tf.tensor(wave(BATCH * vrn.inputShape.reduce((size, n) => size * n, 1)), [BATCH, ...vrn.inputShape]);
  try {
    const logits = await sums(vrn.forward(x));
    return training ? { logits, gradients: await sums(gradients(vrn, x)) } : { logits };
  } finally {
    x.dispose();
    vrn.dispose();
  }
}

/** Gradients of Σ logits·wave with respect to every trainable parameter. Norms use the statistics of the batch. */
function gradients(vrn: VRN, x: tf.Tensor): tf.Tensor[] {
  const paths = trainablePaths(vrn);
  const total = (...values: tf.Tensor[]): tf.Scalar => {
    const params = new Map(vrn.params);
    for (const [i, path] of paths.entries()) params.set(path, values[i]!);
    const [logits] = vrn.forward(x, { training: true, params });
    return tf.sum(tf.mul(logits!, tf.tensor(wave(logits!.size), logits!.shape)));
  };
  return tf.grads(total)(paths.map((path) => vrn.params.get(path)!));
}

/** Computes the checksums of the values of all tensors, and disposes the tensors. */
async function sums(tensors: readonly tf.Tensor[]): Promise<Sums> {
  let size = 0;
  let shares = 0;
  let at = 0;
  for (const tensor of tensors) {
    for (const value of await tensor.data()) {
      size += Math.abs(value);
      shares += value * Math.cos(2.3 * at++);
    }
  }
  tf.dispose([...tensors]);
  return [size, shares];
}

/**
 * Checks that the current backend computes networks correctly. Backends are judged by their results, not by their
 * names: the check detects a backend that lacks a kernel, or whose shaders fail to compile without an error.
 *
 * @param options kinds of blocks to test, and whether to test gradients.
 * @returns a promise that is resolved when all tests have passed.
 * @throws {VolumetricError} `no-backend` if no backend is set or it does not start; `no-training-kernels` if
 *   gradients are tested and a kernel for them is missing or wrong; `bad-backend` if a kernel for outputs is missing or
 *   wrong; `bad-argument` for unknown options, and if `blocks` is not a list of known kinds.
 * Cost: hundreds of small kernels per kind of block, thousands with gradients.
 *
 * @example
 * const vrn = buildVRN('multistack');
 * await probeBackend({ blocks: [vrn.config.block] });
 */
export async function probeBackend(options: ProbeOptions = {}): Promise<void> {
  checkOptions('probeBackend', options, PROBE_DEFAULTS);
  const { training = PROBE_DEFAULTS.training, blocks = PROBE_DEFAULTS.blocks } = options;
  const areKinds = (list: unknown): boolean =>
    Array.isArray(list) && list.every((block) => Object.hasOwn(KNOWN, block));
  check(areKinds(blocks), 'bad-argument', () => {
    return `probeBackend: blocks must be a list of ${Object.keys(KNOWN).join(', ')}, got ${String(blocks)}`;
  });
  const name = await readyBackend();
  for (const block of blocks) {
    const known = KNOWN[block];
    const forward = await attempt('bad-backend', name, () => probeNetwork(block, false));
    checkSums('bad-backend', forward.logits, known.logits, `${name} must compute the known logits of ${block} blocks`);
    if (!training) continue;
    const both = await attempt('no-training-kernels', name, () => probeNetwork(block, true));
    checkSums(
      'no-training-kernels',
      both.gradients!,
      known.gradients,
      `${name} must compute the known gradients of ${block} blocks`,
    );
  }
}

/** Waits until the backend is ready. Returns its name. */
async function readyBackend(): Promise<string> {
  try {
    await tf.ready();
    return tf.getBackend();
  } catch (cause) {
    throw new VolumetricError('no-backend', `probeBackend: a tfjs backend must be set, got none (${text(cause)})`, {
      cause,
    });
  }
}

/** Runs a test, and converts its error to one with the given code. */
async function attempt<T>(
  code: 'bad-backend' | 'no-training-kernels',
  name: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const hint = code === 'no-training-kernels' && name === WASM ? '; call enableWasmTraining() first' : '';
    throw new VolumetricError(code, `probeBackend: backend ${name} must have all kernels, got ${text(cause)}${hint}`, {
      cause,
    });
  }
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;

function checkSums(code: 'bad-backend' | 'no-training-kernels', found: Sums, known: Sums, what: string): void {
  const close = found.every((value, i) => Math.abs(value - known[i]!) <= TOLERANCE * known[0]);
  const digits = (sums: Sums): string => sums.map((value) => value.toPrecision(6)).join(' and ');
  check(close, code, () => `probeBackend: backend ${what}, ${digits(known)}, got ${digits(found)}`);
}
