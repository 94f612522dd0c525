// Implements the published face network as a tree of Torch modules with a forward pass. It follows the layer list of
// the published file, and uses no code of the network under test.
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '@vrn/voxel';

/** A Torch tensor. */
export interface Arrays {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * A module: its kind, child modules, own tensors in Torch's order, and forward pass on `[batch, rows, columns,
 * channels]`.
 */
export interface Module {
  readonly kind: string;
  readonly within: readonly Module[];
  readonly arrays: readonly Arrays[];
  readonly run: (x: tf.Tensor4D) => tf.Tensor4D;
}

export interface TorchSizes {
  readonly stem: readonly [number, number, number];
  readonly features: number;
  readonly modules: number;
  readonly stacks: number;
  readonly depth: number;
  readonly slices: number;
}

/** Lists all modules in Torch's order: a container, then its children. */
export const listed = (module: Module): Module[] => [module, ...module.within.flatMap(listed)];

const plain = (kind: string, run: Module['run']): Module => ({ kind, within: [], arrays: [], run });

export function torchNetwork(rng: Random, { stem, features: f, modules, stacks, depth, slices }: TorchSizes): Module {
  const values = (shape: readonly number[], low: number, high: number): Arrays => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((size, n) => size * n, 1) }, () => rng.uniform(low, high)),
  });
  const convolution = (from: number, to: number, size: number, stride = 1): Module => {
    const bound = 1.5 / Math.sqrt(from * size * size);
    const [w, b] = [values([to, from, size, size], -bound, bound), values([to], -bound, bound)];
    const pad = (size - 1) / 2;
    return {
      kind: 'nn.SpatialConvolution',
      within: [],
      arrays: [w, b],
      run: (x) => {
        const filter = tf.transpose(tf.tensor4d(w.data, [to, from, size, size]), [2, 3, 1, 0]);
        const padded = tf.pad(x, [[0, 0], [pad, pad], [pad, pad], [0, 0]]); // biome-ignore format: one line
        return tf.add(tf.conv2d(padded, filter as tf.Tensor4D, stride, 'valid'), tf.tensor1d(b.data));
      },
    };
  };
  /** Norm in training mode, as in the released code: with the mean and variance of the batch. */
  const norm = (n: number): Module => {
    const arrays = [values([n], 0.5, 1.5), values([n], -0.5, 0.5), values([n], -1, 1), values([n], 0.5, 2)];
    return {
      kind: 'nn.SpatialBatchNormalization',
      within: [],
      arrays,
      run: (x) => {
        const { mean, variance } = tf.moments(x, [0, 1, 2]);
        const normed = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
        return tf.add(tf.mul(normed, tf.tensor1d(arrays[0]!.data)), tf.tensor1d(arrays[1]!.data));
      },
    };
  };
  const relu = (): Module => plain('nn.ReLU', (x) => tf.relu(x));
  const identity = (): Module => plain('nn.Identity', (x) => x);
  const pool = (): Module => plain('nn.SpatialMaxPooling', (x) => tf.maxPool(x, 2, 2, 'valid'));
  const nearest = (): Module =>
    plain('nn.SpatialUpSamplingNearest', (x) => tf.image.resizeNearestNeighbor(x, [x.shape[1] * 2, x.shape[2] * 2]));
  const bilinear = (): Module =>
    plain('nn.SpatialUpSamplingBilinear', (x) => tf.image.resizeBilinear(x, [x.shape[1] * 4, x.shape[2] * 4], true));
  const sequential = (...within: Module[]): Module => ({
    kind: 'nn.Sequential',
    within,
    arrays: [],
    run: (x) => within.reduce((y, module) => module.run(y), x),
  });
  /** Sum of branches as two modules, as in Torch. The first already adds; the second returns its input. */
  const sum = (...branches: Module[]): Module[] => [
    {
      kind: 'nn.ConcatTable',
      within: branches,
      arrays: [],
      run: (x) => branches.map((branch) => branch.run(x)).reduce((a, b) => tf.add(a, b)),
    },
    plain('nn.CAddTable', (x) => x),
  ];
  const residual = (from: number, to: number): Module =>
    sequential(
      ...sum(
        sequential(
          ...[norm(from), relu(), convolution(from, to / 2, 1)],
          ...[norm(to / 2), relu(), convolution(to / 2, to / 2, 3)],
          ...[norm(to / 2), relu(), convolution(to / 2, to, 1)],
        ),
        from === to ? identity() : sequential(convolution(from, to, 1)),
      ),
    );
  const many = (count: number): Module[] => Array.from({ length: count }, () => residual(f, f));
  const hourglass = (level: number): Module[] => [
    ...sum(
      sequential(...many(modules), ...(level > 1 ? [sequential(...hourglass(level - 1))] : [])),
      sequential(pool(), ...many(level > 1 ? 2 * modules : 3 * modules), nearest()),
    ),
    residual(f, f),
  ];
  const linear = (): Module => sequential(convolution(f, f, 1), norm(f), relu());
  const [first, second, third] = stem;
  return sequential(
    ...[convolution(3, first, 7, 2), norm(first), relu()],
    ...[residual(first, second), pool(), residual(second, third), residual(third, f)],
    ...Array.from({ length: stacks }, () =>
      sum(identity(), sequential(...hourglass(depth), linear(), linear())),
    ).flat(),
    {
      ...sum(
        sequential(
          linear(),
          convolution(f, slices, 1),
          bilinear(),
          plain('nn.Sigmoid', (x) => tf.sigmoid(x)),
        ),
      )[0]!,
    },
  );
}
