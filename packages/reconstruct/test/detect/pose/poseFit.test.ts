// Tests the conversion of BlazePose's points to the landmarks of MPII.
import { LANDMARK_FLIP_PAIRS, LANDMARK_NAMES, random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { combineDepths, combinePositions, mainPoints } from '../../../src/detect/pose/poseFit.js';

/** For each of BlazePose's 33 points, the index of its mirror image. */
const MIRRORED = [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9, ...Array.from({ length: 22 }, (_, i) => 11 + (i ^ 1))];

const rng = random(3);
const values = Array.from({ length: 33 }, () => rng.uniform(0, 100));
const mirrored = MIRRORED.map((point) => values[point]!);

describe('combinations of points', () => {
  it('move with the points: weights of positions sum to 1', () => {
    const moved = combinePositions(values.map((value) => value + 10));
    for (const [i, value] of combinePositions(values).entries()) expect(moved[i]! - value).toBeCloseTo(10, 9);
  });

  it.each([
    ['positions', combinePositions],
    ['depths', combineDepths],
  ])('treat left and right alike: %s', (_, combine) => {
    const [direct, mirror] = [combine(values), combine(mirrored)];
    const partner = LANDMARK_NAMES.map((_, i) => {
      const pair = LANDMARK_FLIP_PAIRS.find((each) => (each as readonly number[]).includes(i));
      return pair === undefined ? i : pair[0] === i ? pair[1] : pair[0];
    });
    for (const [i, other] of partner.entries()) expect(mirror[i]).toBeCloseTo(direct[other]!, 9);
  });

  it('have depths behind the pelvis', () => {
    expect(combineDepths(values)[LANDMARK_NAMES.indexOf('pelvis')]).toBe(0);
    expect(combineDepths(values.map(() => 0)).every((depth) => depth === 0)).toBe(true);
  });

  it('depend mostly on the points of the same joint', () => {
    expect(mainPoints(LANDMARK_NAMES.indexOf('right knee'))).toEqual([26]);
    expect(mainPoints(LANDMARK_NAMES.indexOf('left elbow'))).toEqual([13]);
  });
});
