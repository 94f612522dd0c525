// Tests maps of skeletons: depth along bones, crossing limbs, mirror images, and missing landmarks.
import { describe, expect, it } from 'vitest';
import { random } from '../../src/core/random.js';
import { LANDMARK_FLIP_PAIRS, LANDMARK_NAMES, type Landmark } from '../../src/sample/sample.js';
import { SKELETON_PARTS, skeletonMaps } from '../../src/sample/skeletonMaps.js';

const size = { rows: 24, columns: 20 } as const;
const UNKNOWN: Landmark = [0, 0, 0];
const number = Object.fromEntries(LANDMARK_NAMES.map((name, n) => [name, n]));

/** Landmarks by name; all others are missing. */
const only = (known: Readonly<Record<string, Landmark>>): Landmark[] =>
  LANDMARK_NAMES.map((name) => known[name] ?? UNKNOWN);
const channel = (part: string) => 2 * SKELETON_PARTS.findIndex(({ name }) => name === part);

describe('skeletonMaps', () => {
  it('has every bone of the 16 landmarks once, on the side of its part', () => {
    const bones = SKELETON_PARTS.flatMap((part) => part.bones.map((bone) => [...bone].sort((a, b) => a - b).join('-')));
    expect(new Set(bones).size).toBe(15);
    expect(bones).toHaveLength(15);
    // A tree: 15 bones that reach all 16 landmarks.
    const reached = new Set([6]);
    for (const { bones: own } of SKELETON_PARTS) {
      for (const [from, to] of own) {
        expect(reached).toContain(from);
        reached.add(to);
      }
    }
    expect(reached.size).toBe(16);
    for (const { name, bones: own } of SKELETON_PARTS) {
      const side = /^(right|left)/.exec(name)?.[0];
      if (side === undefined) continue;
      for (const n of own.flat()) expect(LANDMARK_NAMES[n]).toMatch(side);
    }
  });

  it('draws a bone with a Gaussian profile, and depth linear along it', () => {
    const maps = skeletonMaps(
      only({ 'left hip': [4, 6, 1, 0], 'left knee': [14, 6, 1, -0.25], 'left ankle': [20, 6, 1, 0.125] }),
      size,
    );
    const leg = channel('left leg');
    expect(maps.shape).toEqual([24, 20, 10]);
    for (const [row, depth] of [
      [4, 0],
      [9, -0.5],
      [14, -1],
      [17, -0.25],
      [20, 0.5],
    ] as const) {
      expect(maps.get(row, 6, leg)).toBe(1);
      expect(maps.get(row, 6, leg + 1)).toBeCloseTo(depth, 6);
      expect(maps.get(row, 7, leg)).toBeCloseTo(Math.exp(-0.5), 6);
      expect(maps.get(row, 7, leg + 1)).toBeCloseTo(Math.exp(-0.5) * depth, 6);
      expect(maps.get(row, 10, leg)).toBe(0);
    }
    expect(maps.get(2, 6, leg)).toBeCloseTo(Math.exp(-2), 6);
    const others = maps.data.filter((_, at) => at % 10 !== leg && at % 10 !== leg + 1);
    expect(others.every((value) => value === 0)).toBe(true);
  });

  it('keeps limbs that cross apart', () => {
    const right = { 'right elbow': [5, 5, 1, -0.2], 'right wrist': [15, 15, 1, -0.2] } as const;
    const left = { 'left elbow': [5, 15, 1, 0.1], 'left wrist': [15, 5, 1, 0.1] } as const;
    const both = skeletonMaps(only({ ...right, ...left }), size);
    const maps = [skeletonMaps(only(right), size), skeletonMaps(only(left), size)];
    expect(both.get(10, 10, channel('right arm') + 1)).toBeCloseTo(-0.8, 6);
    expect(both.get(10, 10, channel('left arm') + 1)).toBeCloseTo(0.4, 6);
    expect(both.data.every((value, at) => value === maps[0]!.data[at]! + maps[1]!.data[at]!)).toBe(true);
  });

  it('shows the nearer of two bones of one part that lie on each other, whichever is drawn first', () => {
    // The lower leg is folded back over the thigh.
    for (const [hip, ankle] of [
      [0, 0.2],
      [0.2, 0],
    ] as const) {
      const maps = skeletonMaps(
        only({ 'right hip': [4, 8, 1, hip], 'right knee': [16, 8, 1, 0.1], 'right ankle': [4, 8, 1, ankle] }),
        size,
      );
      expect(maps.get(10, 8, channel('right leg') + 1)).toBeCloseTo(0.2, 6);
    }
  });

  it('omits bones with a missing landmark or an unknown depth', () => {
    const arm = {
      'right shoulder': [5, 5, 1, 0],
      'right elbow': [12, 5, 1, 0.1],
      'right wrist': [12, 12, 1, 0],
    } as const;
    const sum = (known: Readonly<Record<string, Landmark>>) =>
      skeletonMaps(only(known), size).data.reduce((total, value) => total + value, 0);
    const whole = sum(arm);
    expect(sum({ ...arm, 'right wrist': [12, 12, 0, 0] })).toBeLessThan(0.8 * whole);
    expect(sum({ ...arm, 'right wrist': [12, 12, 1, Number.NaN] })).toBe(sum({ ...arm, 'right wrist': UNKNOWN }));
    expect(sum({ ...arm, 'right elbow': [12, 5] })).toBe(0);
    expect(sum({ ...arm, 'right elbow': [Number.NaN, 5, 1, 0] })).toBe(0);
  });

  it('of mirrored landmarks is mirrored, with the maps of right and left swapped', () => {
    const rng = random(4);
    const points = LANDMARK_NAMES.map((): Landmark => {
      return [rng.uniform(0, 23), rng.uniform(0, 19), 1, rng.uniform(-0.3, 0.3)];
    });
    const mirrored = points.map(([row, column, ...rest]): Landmark => [row, 19 - column, ...rest]);
    for (const [a, b] of LANDMARK_FLIP_PAIRS) [mirrored[a], mirrored[b]] = [mirrored[b]!, mirrored[a]!];
    const [before, after] = [skeletonMaps(points, size), skeletonMaps(mirrored, size)];
    for (let i = 0; i < 24; i++) {
      for (let j = 0; j < 20; j++) {
        for (const { name } of SKELETON_PARTS) {
          const other = name.startsWith('right') ? `left${name.slice(5)}` : name.replace('left', 'right');
          for (const map of [0, 1]) {
            expect(after.get(i, 19 - j, channel(other) + map)).toBeCloseTo(before.get(i, j, channel(name) + map), 5);
          }
        }
      }
    }
    expect(number['head top']).toBe(9);
  });

  it('refuses other numbers of landmarks, and infinite depths', () => {
    expect(() => skeletonMaps([[0, 0]], size)).toThrow(/points must be 16, got 1/);
    const deep = only({ pelvis: [0, 0, 1, Number.POSITIVE_INFINITY] });
    expect(() => skeletonMaps(deep, size)).toThrow(/infinite one at 6/);
    expect(() => skeletonMaps(only({}), { ...size, sigma: -1 })).toThrow(/sigma/);
  });
});
