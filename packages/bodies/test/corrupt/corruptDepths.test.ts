// Tests each fault of landmark depths separately, and how large the errors of the default faults are.
import { type Landmark, random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { DEPTH_FAULT_DEFAULTS, type DepthFaults } from '../../src/corrupt/corruptDepths.js';
import { corruptInputs } from '../../src/corrupt/corruptInputs.js';
import { sample } from '../../src/sample/sample.js';

const source = bodySource('capsules');
const SIDE = 32;
const people = Array.from({ length: 40 }, (_, seed) =>
  sample(source, seed, {
    shape: [SIDE, SIDE, SIDE],
    image: false,
    camera: { turn: [-60, 60], pitch: [-15, 30] },
  }),
);
const NO_ERROR = { ankle: 0, knee: 0, hip: 0, thorax: 0, neck: 0, head: 0, wrist: 0, elbow: 0, shoulder: 0 } as const;
const NONE = { slope: [1, 1], error: NO_ERROR, lean: 0, flip: 0, missing: 0 } as const satisfies DepthFaults;
const POSITIONS = { jitter: 0, dropout: 0, swap: 0, erosion: 0, holes: 0 } as const;

const depthsOf = (landmarks: readonly Landmark[]) => landmarks.map((landmark) => landmark[3]!);
/** Returns clean and corrupted landmarks of each of the 40 people, with ten seeds per person. */
const pairs = (depth: DepthFaults, landmarks = (n: number): readonly Landmark[] => people[n]!.landmarks) =>
  Array.from({ length: 400 }, (_, seed) => {
    const clean = { ...people[seed % 40]!, landmarks: landmarks(seed % 40) };
    return [clean.landmarks, corruptInputs(clean, random(seed), { ...POSITIONS, depth }).landmarks] as const;
  });
const errors = (depth: DepthFaults, joints: readonly number[]) =>
  pairs(depth).flatMap(([clean, seen]) => joints.map((n) => seen[n]![3]! - clean[n]![3]!));
const deviation = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

describe('faults of depths', () => {
  it('change nothing if all are 0, and never positions and confidences', () => {
    for (const [clean, seen] of pairs(NONE)) expect(seen).toEqual(clean);
    for (const [clean, seen] of pairs({})) {
      expect(seen.map((each) => each.slice(0, 3))).toEqual(clean.map((each) => each.slice(0, 3)));
    }
  });

  it('multiply by a slope in the given range, the same for all landmarks of a sample', () => {
    const slopes = pairs({ ...NONE, slope: [0.5, 0.6] }).map(([clean, seen]) => {
      const ratios = depthsOf(seen).map((depth, n) => depth / clean[n]![3]!);
      for (const ratio of ratios) if (!Number.isNaN(ratio)) expect(ratio).toBeCloseTo(ratios[0]!, 9);
      return ratios[0]!;
    });
    expect(Math.min(...slopes)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...slopes)).toBeLessThanOrEqual(0.6);
    expect(Math.max(...slopes) - Math.min(...slopes)).toBeGreaterThan(0.08);
  });

  it('add an error to the given joints on both sides, with the given deviation', () => {
    const wrists = { ...NONE, error: { ...NO_ERROR, wrist: 0.05 } };
    expect(deviation(errors(wrists, [10, 15]))).toBeCloseTo(0.05, 2);
    expect(deviation(errors(wrists, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14]))).toBe(0);
    const others = { ...NONE, error: { wrist: 0 } };
    expect(deviation(errors(others, [0, 5]))).toBeCloseTo(DEPTH_FAULT_DEFAULTS.error.ankle, 2);
    expect(deviation(errors(others, [6, 10, 15]))).toBe(0);
  });

  it('lean the person about the pelvis: head and feet move in opposite directions', () => {
    for (const [clean, seen] of pairs({ ...NONE, lean: 8 })) {
      const slopes = seen.map((each, n) => ((each[3]! - clean[n]![3]!) * SIDE) / (each[0] - clean[6]![0]));
      for (const [n, slope] of slopes.entries()) if (n !== 6) expect(slope).toBeCloseTo(slopes[0]!, 6);
    }
    const angles = pairs({ ...NONE, lean: 8 }).map(([clean, seen]) => {
      const height = (seen[0]![0] - seen[6]![0]) / SIDE;
      return (Math.atan2(seen[0]![3]! - clean[0]![3]!, height) * 180) / Math.PI;
    });
    expect(deviation(angles)).toBeGreaterThan(7);
    expect(deviation(angles)).toBeLessThan(9);
  });

  it('mirror arms and legs in depth at the given rate, each by itself', () => {
    const limbs = [
      [2, 1, 0],
      [3, 4, 5],
      [12, 11, 10],
      [13, 14, 15],
    ] as const;
    let mirrored = 0;
    for (const [clean, seen] of pairs({ ...NONE, flip: 0.3 })) {
      for (const [root, middle, end] of limbs) {
        const along = (from: readonly Landmark[], to: number) => from[to]![3]! - from[root]![3]!;
        const isMirrored = along(seen, end) !== along(clean, end);
        mirrored += Number(isMirrored);
        const sign = isMirrored ? -1 : 1;
        expect(along(seen, middle)).toBeCloseTo(sign * along(clean, middle), 9);
        expect(along(seen, end)).toBeCloseTo(sign * along(clean, end), 9);
        expect(seen[root]![3]).toBe(clean[root]![3]);
      }
    }
    expect(mirrored / 1600).toBeCloseTo(0.3, 1);
  });

  it('leave out all depths of a third of the samples by default, and keep unknown ones unknown', () => {
    const lost = pairs({}).filter(([, seen]) => seen.every((each) => Number.isNaN(each[3])));
    const kept = pairs({}).filter(([, seen]) => seen.every((each) => Number.isFinite(each[3])));
    expect(lost.length + kept.length).toBe(400);
    expect(lost.length).toBeGreaterThan(105);
    expect(lost.length).toBeLessThan(160);
    const half = pairs({ missing: 0 }, (n) =>
      people[n]!.landmarks.map(([row, column, sure = 1, depth = 0], m) =>
        m % 2 ? [row, column, sure] : [row, column, sure, m === 2 ? Number.NaN : depth],
      ),
    );
    for (const [clean, seen] of half) {
      for (const [n, landmark] of seen.entries()) {
        if (n % 2) expect(landmark).toEqual(clean[n]);
        else expect(Number.isNaN(landmark[3])).toBe(n === 2);
      }
    }
  });

  it('are independent: one does not change the random numbers of the others, nor of other faults', () => {
    const some = { ...POSITIONS, jitter: 0.02, dropout: 0.2 };
    const off = corruptInputs(people[0]!, random(4), { ...some, depth: false });
    const on = corruptInputs(people[0]!, random(4), { ...some, depth: { missing: 0 } });
    const without = (landmarks: readonly Landmark[]) => landmarks.map((each) => each.slice(0, 3));
    expect(without(on.landmarks)).toEqual(without(off.landmarks));
    expect(on.mask.data).toEqual(off.mask.data);
    const errorOf = (faults: DepthFaults) => {
      const seen = corruptInputs(people[0]!, random(4), { ...POSITIONS, depth: { ...NONE, error: {}, ...faults } });
      return seen.landmarks[10]![3]! - people[0]!.landmarks[10]![3]!;
    };
    const { landmarks } = people[0]!;
    const halved = errorOf({ slope: [0.5, 0.5] });
    expect(halved).toBeCloseTo(errorOf({}) - landmarks[10]![3]! / 2, 9);
  });

  it('by default err as the detector does: most at ankles and wrists, least at hips, with flattened depths', () => {
    // Measured for BlazePose in centimetres: hips 1.4, shoulders and elbows 7–9, knees 9, wrists 12–14, ankles 13–15.
    const all = pairs({ missing: 0 });
    const centimetres = (joints: readonly number[]) => {
      const sum = all.reduce((total, [clean, seen], n) => {
        const { min, max } = people[n % 40]!.grid;
        const apart = joints.reduce((each, joint) => each + Math.abs(seen[joint]![3]! - clean[joint]![3]!), 0);
        return total + 100 * (max[1] - min[1]) * apart;
      }, 0);
      return sum / (all.length * joints.length);
    };
    const [hips, trunk, knees, ends] = [
      [2, 3],
      [11, 12, 13, 14],
      [1, 4],
      [0, 5, 10, 15],
    ].map(centimetres);
    expect(hips).toBeLessThan(3);
    expect(trunk).toBeGreaterThan(5);
    expect(trunk).toBeLessThan(11);
    expect(knees).toBeGreaterThan(5);
    expect(knees).toBeLessThan(11);
    expect(ends).toBeGreaterThan(9);
    expect(ends).toBeLessThan(17);
    const points = all.flatMap(([clean, seen]) => clean.map((each, n) => [each[3]!, seen[n]![3]!] as const));
    const slope = points.reduce((sum, [a, b]) => sum + a * b, 0) / points.reduce((sum, [a]) => sum + a * a, 0);
    expect(slope).toBeGreaterThan(0.45);
    expect(slope).toBeLessThan(0.65);
  });

  it.each<[string, DepthFaults, RegExp]>([
    ['a slope that is no range', { slope: [1, 0.5] }, /depth.slope must be \[low, high\], got \[1,0.5\]/],
    ['an error below 0', { error: { wrist: -1 } }, /depth.error.wrist must be a number in 0..1, got -1/],
    ['an unknown joint', { error: { wrists: 0.1 } as never }, /did you mean 'wrist'/],
    ['a probability above 1', { flip: 1.5 }, /depth.flip must be a probability, 0..1, got 1.5/],
    ['a lean beyond 45°', { lean: 90 }, /depth.lean must be 0..45 degrees, got 90/],
    ['an unknown fault', { slopes: [1, 1] } as never, /did you mean 'slope'/],
  ])('refuse %s', (_, depth, message) => {
    expect(() => corruptInputs(people[0]!, random(1), { depth })).toThrow(message);
  });
});
