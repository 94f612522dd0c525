// Reads the columns of volumes, which are lines of sight: filled runs, and their middles.
import type { View } from '@vrn/voxel';

/** A filled run of slices, both ends included. */
export interface Run {
  readonly first: number;
  readonly last: number;
}

export const sizeOf = (volume: View): [rows: number, columns: number, slices: number] => [
  volume.shape[0]!,
  volume.shape[1]!,
  volume.shape[2]!,
];

/** Returns the value of a voxel. */
export const at = ({ data, stride, offset }: View, row: number, column: number, slice: number): number =>
  data[offset + row * stride[0]! + column * stride[1]! + slice * stride[2]!]!;

/** Returns the fractional slice at the middle of a run. */
export const middleOf = ({ first, last }: Run): number => (first + last) / 2;

/**
 * Lists the filled runs (voxels of at least `threshold`) on a line of sight, nearest to the camera first. The line
 * passes through the voxel nearest to the fractional row and column; outside of the volume there are none.
 */
export function runsOf(volume: View, row: number, column: number, threshold = 0.5): Run[] {
  const [rows, columns, slices] = sizeOf(volume);
  const [i, j] = [Math.round(row), Math.round(column)];
  if (!(i >= 0 && i < rows && j >= 0 && j < columns)) return [];
  const runs: Run[] = [];
  for (let k = 0; k < slices; k++) {
    if (!(at(volume, i, j, k) >= threshold)) continue;
    const last = runs.at(-1);
    if (last?.last === k - 1) runs[runs.length - 1] = { first: last.first, last: k };
    else runs.push({ first: k, last: k });
  }
  return runs;
}

/** Returns the middle of the run that contains a slice, or else of the nearest run; undefined if there is none. */
export function nearestMiddle(runs: readonly Run[], slice: number): number | undefined {
  const distance = ({ first, last }: Run): number => Math.max(first - slice, slice - last, 0);
  const best = runs.reduce<Run | undefined>((found, run) => {
    return found === undefined || distance(run) < distance(found) ? run : found;
  }, undefined);
  return best && middleOf(best);
}

/** Returns the middle of the longest run; undefined if there is none. */
export function longestMiddle(runs: readonly Run[]): number | undefined {
  const best = runs.reduce<Run | undefined>((found, run) => {
    return found === undefined || run.last - run.first > found.last - found.first ? run : found;
  }, undefined);
  return best && middleOf(best);
}
