// What networks are trained on: the inputs of one person, and the volume to be found.
import type { View } from '@vrn/voxel';
import type { Inputs } from '../../network/inputs.js';

/** Inputs of a network, and the ground truth. A `Sample` of @vrn/voxel is one. */
export interface TrainingSample extends Inputs {
  /** `[rows, columns, slices]`, 0..1. */
  readonly volume: View;
}
