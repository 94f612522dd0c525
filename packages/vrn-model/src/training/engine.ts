// What takes training steps: the interface between the loop of `train` and the runtime that computes.
import type { VRN } from '../vrn.js';
import type { TrainingSample } from './data/trainingSample.js';
import type { Optimiser } from './optimiser/optimiser.js';
import type { StepOptions, StepResult } from './trainStep.js';

/** Takes training steps. The default of `train` is `trainStep` on tfjs, which has nothing to settle. */
export interface TrainingEngine {
  /**
   * One update of a network's parameters, as `trainStep` makes it: the same losses, errors and numbers within rounding.
   * An engine may keep the new values until {@link settle}. Values that others have assigned to the network or the
   * optimiser since the last step are used as they are.
   *
   * @throws {VolumetricError} what `trainStep` throws; `bad-argument` for an option that the engine does not have.
   */
  step(vrn: VRN, samples: readonly TrainingSample[], options: StepOptions): Promise<StepResult>;
  /** Brings `vrn.params` and `optimiser.state` up to date; call it before reading them. Free when nothing has changed. */
  settle(vrn: VRN, optimiser: Optimiser): Promise<void>;
}
