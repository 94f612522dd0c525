// Defines training samples: the inputs of one person and the ground truth volume.
import type { View } from '@vrn/voxel';
import type { Inputs } from '../../network/inputs.js';

/** Inputs of a network with the ground truth. A `Sample` of @vrn/voxel is assignable to it. */
export interface TrainingSample extends Inputs {
  /** Ground truth occupancy, `[rows, columns, slices]`, 0..1. */
  readonly volume: View;
}
