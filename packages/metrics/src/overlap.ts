// How many voxels are set in one volume, in the other, and in both: what iou, dice, precision and recall are made of.
import type { View } from '@vrn/voxel';
import { checkPair, eachRun, type Names, refuse } from './pair.js';

/** Numbers of voxels. */
export interface Overlap {
  readonly a: number;
  readonly b: number;
  readonly both: number;
}

/** Counts voxels of at least `threshold` in one pass, which meets any NaN on its way. */
export function overlap(a: View, b: View, threshold: number, caller: string, names: Names = ['a', 'b']): Overlap {
  checkPair(a, b, caller, names);
  const [dataA, dataB] = [a.data, b.data];
  const counts = { a: 0, b: 0, both: 0 };
  let sound = true;
  eachRun(a, b, (startA, stepA, startB, stepB, length) => {
    let setA = 0;
    let setB = 0;
    let both = 0;
    let numbers = true;
    for (let n = 0, i = startA, j = startB; n < length; n++, i += stepA, j += stepB) {
      const x = dataA[i]!;
      const y = dataB[j]!;
      const inA = x >= threshold ? 1 : 0;
      const inB = y >= threshold ? 1 : 0;
      setA += inA;
      setB += inB;
      both += inA & inB;
      if (Number.isNaN(x) || Number.isNaN(y)) numbers = false;
    }
    counts.a += setA;
    counts.b += setB;
    counts.both += both;
    sound &&= numbers;
  });
  if (!sound) refuse({ [names[0]]: a, [names[1]]: b }, 'hold numbers', Number.isNaN, caller);
  return counts;
}

/** Intersection over union of counts. */
export const unionShare = ({ a, b, both }: Overlap, empty: number): number => share(both, a + b - both, empty);

/** Part of a whole; `empty` where the whole is nothing. */
export const share = (part: number, whole: number, empty: number): number => (whole === 0 ? empty : part / whole);
