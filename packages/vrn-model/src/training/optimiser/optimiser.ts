// What an optimiser is: a rule for the next value of a parameter, and a memory by name.
import type * as tf from '@tensorflow/tfjs-core';

/**
 * An optimiser's rule as plain data, for engines that compute it themselves: `Optimiser.rule`.
 *
 * Its memory, by name in `Optimiser.state`: of `rmsprop` the mean square under the parameter's path; of `adam` the mean
 * under `path/mean`, the mean square under `path/square`, and the number of updates, a scalar, under `steps`.
 */
export type UpdateRule =
  | { readonly kind: 'rmsprop'; readonly decay: number; readonly epsilon: number }
  | { readonly kind: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number };

/** The names in an optimiser's state once every parameter has been updated. */
export interface MemoryLayout {
  /** Endings of the names of tensors shaped like a parameter, each after the parameter's path. */
  readonly perParameter: readonly string[];
  /** Names of scalars. */
  readonly scalars: readonly string[];
  /** Those of either list whose values are never negative. */
  readonly nonNegative: readonly string[];
}

/** Turns gradients into new parameters, and keeps what it needs by parameter path. */
export interface Optimiser {
  /** The memory, by name; the optimiser's own tensors. */
  readonly state: Map<string, tf.Tensor>;
  /** A parameter's next value; value and gradient stay the caller's. */
  next(path: string, value: tf.Tensor, gradient: tf.Tensor, rate: number): tf.Tensor;
  /** The same rule as plain data, for engines that compute it themselves; absent where plain data cannot express it. */
  readonly rule?: UpdateRule;
  /** Names in {@link state}; checkpoints are checked against them. Absent: any names are accepted. */
  readonly memory?: MemoryLayout;
  dispose(): void;
  /** The same as {@link dispose}, for `using` declarations. */
  [Symbol.dispose]?(): void;
}
