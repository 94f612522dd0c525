// Whether the backend in use can do what networks need, found out by trying: small networks whose answers are known.
import * as tf from '@tensorflow/tfjs-core';
import { check, VolumetricError } from '@vrn/voxel';
import type { BlockKind, VRNConfig } from './network/config.js';
import { buildVRN, trainablePaths, type VRN } from './vrn.js';

export interface ProbeOptions {
  /** Whether gradients are tried too; `@vrn/model/train` must have been imported. Default false. */
  readonly training?: boolean;
  /** Of the networks that are wanted. Default all. */
  readonly blocks?: readonly BlockKind[];
}

export const PROBE_DEFAULTS = {
  training: false,
  blocks: ['bottleneck', 'multiscale', 'flat'],
} as const satisfies Required<ProbeOptions>;

/** Two numbers in which every value has its share: Σ|v|, and Σ v·cos 2.3i over all values in their order. */
type Sums = readonly [size: number, shares: number];

/** What the networks below put out, on tfjs' cpu backend. `test/probe.backends.ts` has them computed anew. */
const KNOWN: Readonly<Record<BlockKind, { readonly logits: Sums; readonly gradients: Sums }>> = {
  bottleneck: { logits: [850.6078, -1.991893], gradients: [258134.8, -1641.903] },
  multiscale: { logits: [677.8191, -0.590287], gradients: [32646.56, -60.17937] },
  flat: { logits: [998.6647, 0.259675], gradients: [10156.74, 25.7112] },
};

/** Of Σ|v|. Rounding is off by 3e-5 at most, in gradients; a kernel that is wrong by tens of per cent. */
const TOLERANCE = 1e-3;

/** Two samples, and no feature map of a single pixel: nothing in it makes rounding large. */
const SMALL: Partial<VRNConfig> = {
  ...{ rows: 16, columns: 16, slices: 8, features: 8, flatFeatures: 8, liftFeatures: 4 },
  ...{ stem: [4, 8, 8], stacks: 1, modules: 1, depth: 1, forkResiduals: [1] },
};
const BATCH = 2;

const wave = (size: number): Float32Array => Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + 0.3));

/** A network of one block kind, and what it makes of a known input on the backend in use. */
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

/** Of Σ logits·wave, norms by the batch's statistics, to every trainable parameter. */
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

async function sums(tensors: readonly tf.Tensor[]): Promise<Sums> {
  let [size, shares, at] = [0, 0, 0];
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
 * Throws unless the backend in use computes networks rightly. Nothing is looked up by a name: a backend is as good as its
 * numbers, and one that lacks a kernel, or whose shaders do not compile and leave rubbish without an error, is found out.
 *
 * @throws {VolumetricError} `no-backend` when none is set or it does not start; `no-training-kernels` when gradients are
 *   wanted and it lacks a kernel for them, or gives wrong ones; `bad-backend` when what it puts out is wrong.
 * Cost: some hundred small kernels a block, four times that with gradients.
 *
 * @example
 * await setBackend('webgl');
 * await probeBackend({ training: true, blocks: [vrn.config.block] });
 */
export async function probeBackend(options: ProbeOptions = {}): Promise<void> {
  const { training, blocks } = { ...PROBE_DEFAULTS, ...options };
  const name = await started();
  for (const block of blocks) {
    const known = KNOWN[block];
    const forward = await attempt('bad-backend', name, () => probeNetwork(block, false));
    checkSums('bad-backend', forward.logits, known.logits, `${name} must put out the known logits of ${block} blocks`);
    if (!training) continue;
    const both = await attempt('no-training-kernels', name, () => probeNetwork(block, true));
    checkSums(
      'no-training-kernels',
      both.gradients!,
      known.gradients,
      `${name} must give the known gradients of ${block} blocks`,
    );
  }
}

/** The backend's name, once it runs. */
async function started(): Promise<string> {
  try {
    await tf.ready();
    return tf.getBackend();
  } catch (cause) {
    throw new VolumetricError('no-backend', `probeBackend: a backend of tfjs must be set, got none (${text(cause)})`, {
      cause,
    });
  }
}

async function attempt<T>(
  code: 'bad-backend' | 'no-training-kernels',
  name: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw new VolumetricError(code, `probeBackend: backend ${name} must have all kernels, got ${text(cause)}`, {
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
