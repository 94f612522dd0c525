// Defines training engines: the interface between the loop of `train` and the runtime that computes the steps.
import type { VRN } from '../vrn.js';
import type { TrainingSample } from './data/trainingSample.js';
import type { Optimiser } from './optimiser/optimiser.js';
import type { StepOptions, StepResult } from './trainStep.js';

/** Takes training steps. The default engine of `train` is `trainStep` on tfjs, which has nothing to settle. */
export interface TrainingEngine {
  /**
   * Updates a network's parameters like `trainStep`, with the same losses, errors and, within rounding, values. An
   * engine may keep the new values until {@link settle}. Values that the caller has assigned to the network or the
   * optimiser since the last step are used.
   *
   * @throws {VolumetricError} the errors of `trainStep`; `bad-argument` for an option that the engine does not support.
   */
  step(vrn: VRN, samples: readonly TrainingSample[], options: StepOptions): Promise<StepResult>;
  /**
   * Brings `vrn.params` and `optimiser.state` up to date; call it before reading them. Does nothing if there was no
   * step since the last call.
   */
  settle(vrn: VRN, optimiser: Optimiser): Promise<void>;
}
