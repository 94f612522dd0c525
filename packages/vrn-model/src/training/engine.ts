// Defines training engines: the interface between the loop of `train` and the runtime that computes the steps.
import type { VRN } from '../vrn.js';
import type { TrainingSample } from './data/trainingSample.js';
import type { Optimiser } from './optimiser/optimiser.js';
import type { StepOptions, StepResult } from './trainStep.js';

/** Takes training steps. The default engine of `train` is `trainStep` on tfjs, which has nothing to settle. */
export interface TrainingEngine {
  /**
   * Updates a network's parameters like `trainStep`, with the same errors and, up to rounding, the same results. An
   * engine may delay writing the new values to `vrn` and the optimiser's state until {@link settle}. If the caller has
   * assigned other values to the network or that state since the last step, the engine starts from those.
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
