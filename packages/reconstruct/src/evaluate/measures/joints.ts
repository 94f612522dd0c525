// Locates the true joints of a sample in its volume, from landmarks with depths.
import type { StoredSample } from '@vrn/bodies';
import { LANDMARK_NAMES } from '@vrn/voxel';
import { nearestMiddle, runsOf, sizeOf } from './columns.js';

/** A joint in fractional voxels. */
export interface Joint {
  readonly row: number;
  readonly column: number;
  readonly slice: number;
}

/** Position of a landmark in rows and columns of the volume, before perspective is undone; undefined if missing. */
export type Seen = { readonly row: number; readonly column: number } | undefined;

/** The part of a sample that locates joints. */
export type Posed = Pick<StoredSample, 'image' | 'landmarks' | 'volume' | 'drawn'>;

/** Number of iterations. Each undoes the perspective for the current slice of the pelvis, then corrects that slice. */
const ROUNDS = 3;

const PELVIS = LANDMARK_NAMES.indexOf('pelvis');

/** Returns the landmarks of a sample in rows and columns of its volume. */
export function seenJoints({ landmarks, image, volume }: Posed): Seen[] {
  const [rows, columns] = sizeOf(volume);
  const [height, width] = image.shape as [number, number, number];
  return landmarks.map(([row, column, confidence = 1]) => {
    if (!(confidence > 0) || !Number.isFinite(row + column)) return undefined;
    return { row: ((row + 0.5) * rows) / height - 0.5, column: ((column + 0.5) * columns) / width - 0.5 };
  });
}

/**
 * Returns the joints of a sample in its volume, undefined where a landmark or its depth is missing. Returns undefined
 * unless the pelvis and at least one other landmark have depths.
 *
 * Depths are relative to the pelvis, whose slice is not stored. It is chosen so that the median offset of the joints
 * from the middles of the nearest runs of the true body is 0. Under perspective, rows and columns of the landmarks are
 * converted to those of the metric volume, unless the volume is in the frame of the view.
 */
export function jointsOf(sample: Posed): (Joint | undefined)[] | undefined {
  const { landmarks, volume, drawn } = sample;
  const [rows, columns, slices] = sizeOf(volume);
  const depths = landmarks.map(([, , , depth]) => depth ?? Number.NaN);
  if (!Number.isFinite(depths[PELVIS]) || depths.every((depth, n) => n === PELVIS || !Number.isFinite(depth))) {
    return undefined;
  }
  const seen = seenJoints(sample);
  // Columns of a volume in the frame of the view are lines of sight.
  const half = drawn?.frame === 'view' ? 0 : ((drawn?.fov ?? 0) * Math.PI) / 360;
  // Distance from the camera to the middle of the grid, in voxels. Voxels are cubic in data sets.
  const distance = half === 0 ? Number.POSITIVE_INFINITY : rows / 2 / Math.tan(half);
  let pelvis = (slices - 1) / 2;
  let joints: (Joint | undefined)[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    joints = seen.map((place, n): Joint | undefined => {
      if (place === undefined || !Number.isFinite(depths[n])) return undefined;
      const slice = pelvis + depths[n]! * rows;
      const farther = slice - (slices - 1) / 2;
      const size = distance === Number.POSITIVE_INFINITY ? 1 : distance / (distance + farther);
      const [middleRow, middleColumn] = [(rows - 1) / 2, (columns - 1) / 2];
      return {
        row: middleRow + (place.row - middleRow) / size,
        column: middleColumn + (place.column - middleColumn) / size,
        slice,
      };
    });
    const offsets = joints.flatMap((joint) => {
      if (joint === undefined) return [];
      const middle = nearestMiddle(runsOf(volume, joint.row, joint.column), joint.slice);
      return middle === undefined ? [] : [middle - joint.slice];
    });
    if (offsets.length === 0) break;
    const shift = medianOf(offsets);
    pelvis += shift;
    joints = joints.map((joint) => joint && { ...joint, slice: joint.slice + shift });
  }
  return joints;
}

/** Returns the median; of an even number of values the mean of the middle two. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
