// Defines the operations of a network as an interface. The network is written once, in network.ts, and interpreted on
// shapes (summary, parameter lists), on tensors (inference, training) and as a graph (inference plans, ONNX).

/** A convolution that keeps the resolution (stride 1) or halves it, rounded up (stride 2). Kernels have odd lengths. */
export interface Convolution {
  /** Output channels. */
  readonly out: number;
  /** Kernel size, one odd length per spatial axis: `[rows, columns]`, or `[slices, rows, columns]` if volumetric. */
  readonly kernel: readonly number[];
  /** Step along each spatial axis. Default 1. */
  readonly stride?: 1 | 2;
  /** Whether a bias per output channel is added. */
  readonly bias: boolean;
  /**
   * Whether only norms use the output, directly or after sums, pooling, upsampling and pointwise convolutions. Norms
   * with batch statistics cancel a constant added to a channel, so the gradient of the bias is zero. Default false.
   */
  readonly normed?: boolean;
}

/**
 * The operations of the network on values of type T. Values are feature maps `[batch, rows, columns, channels]`, or
 * volumetric `[batch, slices, rows, columns, channels]`. Parameters are named by paths.
 */
export interface Interpreter<T> {
  /** Shape of a value, batch included. */
  shape(x: T): readonly number[];
  convolution(path: string, x: T, options: Convolution): T;
  /** Batch norm over all axes but the last. */
  norm(path: string, x: T): T;
  relu(x: T): T;
  add(a: T, b: T): T;
  /** Concatenates along channels. */
  concat(parts: readonly T[]): T;
  /** Max pooling by `factors` (1 or 2, one per spatial axis). */
  pool(x: T, factors: readonly number[]): T;
  /** Nearest-neighbour upsampling by `factors` (1 or 2, one per spatial axis). */
  upsample(x: T, factors: readonly number[]): T;
  /** Linear interpolation to `size`, one length per spatial axis, corners aligned. */
  resize(x: T, size: readonly number[]): T;
  /** `[batch, rows, columns, slices · features]` → `[batch, slices, rows, columns, features]`. */
  lift(x: T, slices: number): T;
  /** `[batch, slices, rows, columns, 1]` → `[batch, rows, columns, slices]`. */
  flatten(x: T): T;
}
