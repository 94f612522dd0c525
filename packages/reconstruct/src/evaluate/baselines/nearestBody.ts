// Provides the baseline that returns the training body whose landmarks are nearest.
import { emptyVolume } from '@vrn/voxel';
import type { Method } from '../evaluateSet.js';
import { type Seen, seenJoints } from '../measures/joints.js';
import type { TrainingBodies, TrainingBody } from './trainingBodies.js';

/** Minimum number of landmarks that two people must share to be compared. */
const MIN_SHARED = 4;

/**
 * Creates the method that returns, unchanged, the training body with the smallest mean distance in the image between
 * landmarks that both people show; the first body if none has at least `MIN_SHARED` such landmarks.
 */
export function nearestBody({ shape, bodies }: TrainingBodies): Method {
  const [, , slices] = shape;
  return {
    name: 'nearest body',
    predict: (sample) => {
      const seen = seenJoints(sample);
      const best = bodies.reduce<{ body: TrainingBody; distance: number } | undefined>((found, body) => {
        const distance = distanceBetween(seen, body.seen);
        return found === undefined || distance < found.distance ? { body, distance } : found;
      }, undefined);
      const volume = emptyVolume(shape);
      const { before } = best!.body;
      for (let n = 0; n < volume.data.length; n++) {
        const place = Math.floor(n / slices) * (slices + 1) + (n % slices);
        volume.data[n] = before[place + 1]! - before[place]!;
      }
      return volume;
    },
  };
}

function distanceBetween(a: readonly Seen[], b: readonly Seen[]): number {
  const distances = a.flatMap((one, n) => {
    const other = b[n];
    return one && other ? [Math.hypot(one.row - other.row, one.column - other.column)] : [];
  });
  if (distances.length < MIN_SHARED) return Number.POSITIVE_INFINITY;
  return distances.reduce((sum, each) => sum + each, 0) / distances.length;
}
