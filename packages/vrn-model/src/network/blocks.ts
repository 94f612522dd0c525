// The residual blocks, one a kind: a new kind without a block does not compile.
import type { BlockKind } from './config.js';
import type { Convolution, Interpreter } from './interpreter.js';

/** A residual block: the same resolution, `out` channels. */
export type Block = <T>(net: Interpreter<T>, path: string, x: T, out: number) => T;

const channels = <T>(net: Interpreter<T>, x: T): number => net.shape(x).at(-1)!;

/** Kernel of ones, one a spatial axis of x. */
const pointwise = <T>(net: Interpreter<T>, x: T): number[] => new Array<number>(net.shape(x).length - 2).fill(1);

/** Batch norm, ReLU, convolution: the order of all blocks here ("pre-activation"). */
function normReluConvolution<T>(net: Interpreter<T>, path: string, x: T, options: Convolution): T {
  return net.convolution(`${path}/conv`, net.relu(net.norm(`${path}/norm`, x)), options);
}

/**
 * The block of the face network and of stacked hourglasses: 1×1 down to half the channels, 3×3, 1×1 up.
 * Source: Jackson 2017 as released; Newell 2016, `Residual.lua`. Convolutions have biases, the skip has no norm.
 */
const bottleneck: Block = (net, path, x, out) => {
  const a = normReluConvolution(net, `${path}/a`, x, { out: out / 2, kernel: [1, 1], bias: true, normed: true });
  const b = normReluConvolution(net, `${path}/b`, a, { out: out / 2, kernel: [3, 3], bias: true, normed: true });
  const c = normReluConvolution(net, `${path}/c`, b, { out, kernel: [1, 1], bias: true, normed: true });
  const skip =
    channels(net, x) === out
      ? x
      : net.convolution(`${path}/skip/conv`, x, { out, kernel: [1, 1], bias: true, normed: true });
  return net.add(c, skip);
};

/** Three convolutions in a chain, halving channels, all three outputs side by side; identity or normed 1×1 skip. */
const chain =
  (kernels: readonly [readonly number[], readonly number[], readonly number[]]): Block =>
  (net, path, x, out) => {
    const a = normReluConvolution(net, `${path}/a`, x, { out: out / 2, kernel: kernels[0], bias: false });
    const b = normReluConvolution(net, `${path}/b`, a, { out: out / 4, kernel: kernels[1], bias: false });
    const c = normReluConvolution(net, `${path}/c`, b, { out: out / 4, kernel: kernels[2], bias: false });
    const skip =
      channels(net, x) === out
        ? x
        : normReluConvolution(net, `${path}/skip`, x, { out, kernel: pointwise(net, x), bias: false });
    return net.add(net.concat([a, b, c]), skip);
  };

/**
 * The blocks by kind.
 *
 * `multiscale`: Bulat and Tzimiropoulos 2017 ([32] of the paper), real-valued, convolutions without biases.
 * `flat`: the paper's Fig. 3, filters 3×1×1, 1×3×1, 1×1×3 over (slices, rows, columns). The figure shows neither norm
 * nor skip; both are our choice, mirroring `multiscale`.
 */
export const BLOCKS: Readonly<Record<BlockKind, Block>> = {
  bottleneck,
  multiscale: chain([
    [3, 3],
    [3, 3],
    [3, 3],
  ]),
  flat: chain([
    [3, 1, 1],
    [1, 3, 1],
    [1, 1, 3],
  ]),
};

/** The block of the stem, which is two-dimensional in every network. */
export const STEM_BLOCKS: Readonly<Record<BlockKind, Block>> = { ...BLOCKS, flat: BLOCKS.multiscale };

/** 1×1 convolution, batch norm, ReLU: what follows an hourglass, twice, and starts an output fork. */
export function linear<T>(net: Interpreter<T>, path: string, x: T, out = channels(net, x)): T {
  const y = net.convolution(`${path}/conv`, x, { out, kernel: pointwise(net, x), bias: true, normed: true });
  return net.relu(net.norm(`${path}/norm`, y));
}
