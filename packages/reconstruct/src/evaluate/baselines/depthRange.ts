// Scores and builds bodies that fill one range of slices in every column that the mask covers.
import { emptyVolume, type Volume } from '@vrn/voxel';
import type { TrainingBodies } from './trainingBodies.js';

/** Range of slices [from, to) in a column. It is rounded to integers within the volume, and to at least one slice. */
export type Range = readonly [from: number, to: number];

/**
 * Returns the mean IoU of training bodies with bodies that fill `rangeOf(column, body)` in every covered column.
 * `column` is the index of a pixel in row order, and `body` the index of a training body.
 *
 * Cost: O(rows · columns) per body.
 */
export function meanIou({ shape, bodies }: TrainingBodies, rangeOf: (column: number, body: number) => Range): number {
  const [, , slices] = shape;
  let sum = 0;
  for (const [number, { covered, before, occupied }] of bodies.entries()) {
    let [size, shared] = [0, 0];
    for (let column = 0; column < covered.length; column++) {
      if (covered[column] === 0) continue;
      const [from, to] = within(rangeOf(column, number), slices);
      size += to - from;
      shared += before[column * (slices + 1) + to]! - before[column * (slices + 1) + from]!;
    }
    const either = size + occupied - shared;
    sum += either === 0 ? 1 : shared / either;
  }
  return sum / bodies.length;
}

/** Builds the body that fills `rangeOf(column)` in every covered column. */
export function fillRanges(
  covered: ArrayLike<number>,
  shape: TrainingBodies['shape'],
  rangeOf: (column: number) => Range,
): Volume<Uint8Array> {
  const volume = emptyVolume(shape);
  for (let column = 0; column < covered.length; column++) {
    if (covered[column] === 0) continue;
    const [from, to] = within(rangeOf(column), shape[2]);
    volume.data.fill(1, column * shape[2] + from, column * shape[2] + to);
  }
  return volume;
}

/** Rounds a range to integers within the slices; at least one slice. */
function within([from, to]: Range, slices: number): Range {
  const first = Math.min(slices - 1, Math.max(0, Math.round(from)));
  return [first, Math.min(slices, Math.max(first + 1, Math.round(to)))];
}
