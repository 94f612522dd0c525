// What takes training steps: the seam between train's loop and whatever computes.
import type { VRN } from '../vrn.js';
import type { Optimiser } from './optimiser/rmsprop.js';
import type { StepOptions, StepResult, TrainingSample } from './trainStep.js';

/**
 * An optimiser's rule as plain data, for engines that write it themselves: `Optimiser.rule`.
 *
 * Its memory, by name in `Optimiser.state`: of `rmsprop` the mean square under the parameter's path; of `adam` the mean
 * under `path/mean`, the mean square under `path/square`, and the number of updates, a scalar, under `steps`.
 */
export type UpdateRule =
  | { readonly kind: 'rmsprop'; readonly decay: number; readonly epsilon: number }
  | { readonly kind: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number };

/** Takes training steps. `trainStep` with nothing to settle is one, on tfjs. */
export interface TrainingEngine {
  /**
   * One update of a network's parameters, as `trainStep` makes it: the same losses, errors and numbers within rounding.
   * An engine may keep the new values to itself until {@link settle}; it takes values that others put into the network or
   * the optimiser since the last step as they are.
   *
   * @throws {VolumetricError} what `trainStep` throws; `bad-argument` for an option that the engine does not have.
   */
  step(vrn: VRN, samples: readonly TrainingSample[], options: StepOptions): Promise<StepResult>;
  /** Brings `vrn.params` and `optimiser.state` up to date: before anything reads them. Free when nothing has changed. */
  settle(vrn: VRN, optimiser: Optimiser): Promise<void>;
}
