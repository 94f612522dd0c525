// Defines the residual blocks: chains of convolutions at one resolution, with a skip connection.
import type { Convolution, Interpreter } from './interpreter.js';

/** A residual block: keeps the resolution and outputs `out` channels. */
export type Block = <T>(net: Interpreter<T>, path: string, x: T, out: number) => T;

/** Number of channels of a feature map. */
export const channelsOf = <T>(net: Interpreter<T>, x: T): number => net.shape(x).at(-1)!;

/** Kernel size of a pointwise convolution: 1 per spatial axis of x. */
const pointwise = <T>(net: Interpreter<T>, x: T): number[] => new Array<number>(net.shape(x).length - 2).fill(1);

/** Batch norm, ReLU, convolution: the pre-activation order of all blocks here. */
function normReluConvolution<T>(net: Interpreter<T>, path: string, x: T, options: Convolution): T {
  return net.convolution(`${path}/conv`, net.relu(net.norm(`${path}/norm`, x)), options);
}

/**
 * The bottleneck block of the published face network and of stacked hourglasses: 1×1 to `out` / 2 channels, 3×3, 1×1
 * to `out`. Convolutions have biases. The skip is the identity, or a 1×1 convolution without norm if the number of
 * channels changes. Source: Jackson 2017 as released; Newell 2016, `Residual.lua`.
 */
export const bottleneck: Block = (net, path, x, out) => {
  const a = normReluConvolution(net, `${path}/a`, x, { out: out / 2, kernel: [1, 1], bias: true, normed: true });
  const b = normReluConvolution(net, `${path}/b`, a, { out: out / 2, kernel: [3, 3], bias: true, normed: true });
  const c = normReluConvolution(net, `${path}/c`, b, { out, kernel: [1, 1], bias: true, normed: true });
  const skip =
    channelsOf(net, x) === out
      ? x
      : net.convolution(`${path}/skip/conv`, x, { out, kernel: [1, 1], bias: true, normed: true });
  return net.add(c, skip);
};

/**
 * Creates a block of three chained convolutions with out/2, out/4 and out/4 channels, whose outputs are concatenated.
 * The skip is the identity, or norm, ReLU and pointwise convolution if the number of channels changes.
 *
 * @param kernels kernel sizes of the three convolutions, one length per spatial axis.
 */
export const chain =
  (kernels: readonly [readonly number[], readonly number[], readonly number[]]): Block =>
  (net, path, x, out) => {
    const a = normReluConvolution(net, `${path}/a`, x, { out: out / 2, kernel: kernels[0], bias: false });
    const b = normReluConvolution(net, `${path}/b`, a, { out: out / 4, kernel: kernels[1], bias: false });
    const c = normReluConvolution(net, `${path}/c`, b, { out: out / 4, kernel: kernels[2], bias: false });
    const skip =
      channelsOf(net, x) === out
        ? x
        : normReluConvolution(net, `${path}/skip`, x, { out, kernel: pointwise(net, x), bias: false });
    return net.add(net.concat([a, b, c]), skip);
  };

/** Pointwise convolution to the same number of channels, batch norm, ReLU. */
export function linear<T>(net: Interpreter<T>, path: string, x: T): T {
  return linearTo(net, path, { x, out: channelsOf(net, x) });
}

/** {@link linear} with `out` output channels. */
export function linearTo<T>(net: Interpreter<T>, path: string, { x, out }: { readonly x: T; readonly out: number }): T {
  const y = net.convolution(`${path}/conv`, x, { out, kernel: pointwise(net, x), bias: true, normed: true });
  return net.relu(net.norm(`${path}/norm`, y));
}
