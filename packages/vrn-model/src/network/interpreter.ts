// What a reading of the network must be able to do. The network is written once, in network.ts, and read on shapes
// (summary, parameter lists) and on tensors (inference, training).

/** A convolution that keeps the resolution (odd kernels, stride 1) or halves it, rounding up (stride 2). */
export interface Convolution {
  /** Output channels. */
  readonly out: number;
  /** One odd length a spatial axis: `[rows, columns]`, or `[slices, rows, columns]` for volumetric features. */
  readonly kernel: readonly number[];
  readonly stride?: 1 | 2;
  readonly bias: boolean;
  /** Whether norms alone see what comes out, now or further on: they take any constant away, so the bias has no gradient. */
  readonly normed?: boolean;
}

/**
 * Values are feature maps `[batch, rows, columns, channels]`, or volumetric `[batch, slices, rows, columns, channels]`.
 * Parameters are named by paths.
 */
export interface Interpreter<T> {
  shape(x: T): readonly number[];
  convolution(path: string, x: T, options: Convolution): T;
  /** Batch norm over all axes but the last. */
  norm(path: string, x: T): T;
  relu(x: T): T;
  add(a: T, b: T): T;
  /** Along channels. */
  concat(parts: readonly T[]): T;
  /** Maximum over `factors` (1 or 2, one a spatial axis). */
  pool(x: T, factors: readonly number[]): T;
  /** Nearest neighbour, by `factors` (1 or 2, one a spatial axis). */
  upsample(x: T, factors: readonly number[]): T;
  /** Linear along each spatial axis, corners aligned. */
  resize(x: T, size: readonly number[]): T;
  /** `[batch, rows, columns, slices · features]` → `[batch, slices, rows, columns, features]`. */
  lift(x: T, slices: number): T;
  /** `[batch, slices, rows, columns, 1]` → `[batch, rows, columns, slices]`. */
  flatten(x: T): T;
}
