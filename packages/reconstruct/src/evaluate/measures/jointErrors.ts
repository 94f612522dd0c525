// Measures the depth errors of a predicted body at the true joints.
import type { View } from '@vrn/voxel';
import { nearestMiddle, runsOf } from './columns.js';
import type { Joint } from './joints.js';

/** Absolute error in centimetres of a joint if the prediction is empty on its line of sight. */
export const NO_RUN_CM = 30;

/** The depth error of a joint in centimetres. */
export interface JointError {
  readonly absolute: number;
  /** Signed error, positive if too far from the camera. Undefined if the prediction is empty on the line of sight. */
  readonly signed?: number;
}

/**
 * Returns the depth error of each joint: from the joint to the middle of the predicted run that is nearest to it on its
 * line of sight; 30 cm if there is none. Undefined for joints that are missing, and for those whose line of sight
 * misses the true body.
 *
 * @param slice  centimetres per slice.
 */
export function jointErrors(
  prediction: View,
  truth: View,
  { joints, slice }: { readonly joints: readonly (Joint | undefined)[]; readonly slice: number },
): (JointError | undefined)[] {
  return joints.map((joint) => {
    if (joint === undefined || runsOf(truth, joint.row, joint.column).length === 0) return undefined;
    const middle = nearestMiddle(runsOf(prediction, joint.row, joint.column), joint.slice);
    if (middle === undefined) return { absolute: NO_RUN_CM };
    const signed = (middle - joint.slice) * slice;
    return { absolute: Math.abs(signed), signed };
  });
}
