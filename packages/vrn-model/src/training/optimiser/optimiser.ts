// Defines the interface of optimisers: an update rule for parameters, and a state by name.
import type * as tf from '@tensorflow/tfjs-core';

/**
 * The update rule of an optimiser as plain data, for engines that implement the update themselves.
 *
 * Names in `Optimiser.state`: for `rmsprop` the mean square under the parameter's path; for `adam` the mean under
 * `path/mean`, the mean square under `path/square`, and the number of updates, a scalar, under `steps`.
 */
export type UpdateRule =
  | { readonly kind: 'rmsprop'; readonly decay: number; readonly epsilon: number }
  | { readonly kind: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number };

/** The names in an optimiser's state once every parameter has been updated. */
export interface MemoryLayout {
  /** Suffixes of the names of tensors shaped like a parameter, each appended to the parameter's path. */
  readonly perParameter: readonly string[];
  /** Names of the scalars in the state. */
  readonly scalars: readonly string[];
  /** Entries of `perParameter` and `scalars` whose tensors have no negative values. */
  readonly nonNegative: readonly string[];
}

/** Computes new parameters from gradients, and keeps its state as tensors by name. */
export interface Optimiser {
  /** State tensors by name, owned by the optimiser. */
  readonly state: Map<string, tf.Tensor>;
  /**
   * Updates the state, and returns a parameter's next value as a new tensor. The caller owns `value`, `gradient` and
   * the result.
   */
  next(path: string, value: tf.Tensor, gradient: tf.Tensor, rate: number): tf.Tensor;
  /** The update rule as plain data; absent if {@link UpdateRule} cannot express it, as for Adam with weight decay. */
  readonly rule?: UpdateRule;
  /** Names in {@link state}; checkpoints are checked against them. Absent: any names are accepted. */
  readonly memory?: MemoryLayout;
  dispose(): void;
  /** The same as {@link dispose}, for `using` declarations. */
  [Symbol.dispose]?(): void;
}
