// Tests the measures of a body on slabs whose overlap, depth errors, lean and turn are known exactly.
import { emptyVolume } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { scoreBody } from '../../../src/evaluate/measures/scoreBody.js';
import { isBody, PLACES, SIDE, sampleOf, volumeOf } from '../samples.js';

const flat = (from: number, to: number) => volumeOf((i, j) => (isBody(i, j) ? [from, to] : undefined));
const level = PLACES.map(() => 0);

describe('scoreBody', () => {
  it('of the ground truth itself is perfect', () => {
    const sample = sampleOf(flat(28, 36), level);
    const scores = scoreBody(sample.volume, sample, { points: 2000 });
    expect(scores).toMatchObject({
      iou: 1,
      registeredIou: 1,
      depthShift: 0,
      silhouetteIou: 1,
      maskIou: 1,
      leanError: 0,
      turnError: 0,
      lean: 0,
      turn: 0,
      jointDepthErrorCm: 0,
      assumedHeight: false,
    });
    expect(scores.chamferCm).toBeCloseTo(0, 5);
    expect(scores.normalConsistency).toBeCloseTo(1, 6);
    expect(scores.normalError).toBe(0);
    expect(scores.thicknessCm).toBeCloseTo(16, 9);
    expect(scores.sweep).toEqual(Array(9).fill(1));
  });

  it('of a slab 2 slices too far: 4 cm at every joint, registered', () => {
    const sample = sampleOf(flat(28, 36), level);
    const scores = scoreBody(flat(30, 38), sample, { points: 2000 });
    expect(scores.iou).toBeCloseTo(6 / 10, 9);
    expect(scores).toMatchObject({ registeredIou: 1, depthShift: -2, silhouetteIou: 1 });
    for (const error of scores.joints!) {
      expect(error!.absolute).toBeCloseTo(4, 9);
      expect(error!.signed).toBeCloseTo(4, 9);
    }
    expect(scores.jointDepthErrorCm).toBeCloseTo(4, 9);
    expect(scores.chamferCm!).toBeGreaterThan(1);
    expect(scores.chamferCm!).toBeLessThan(4.01);
  });

  it('counts pixels that only one of two boxes covers in the normal error', () => {
    const sample = sampleOf(flat(28, 36), level);
    const moved = volumeOf((i, j) => (isBody(i, j - 6) ? [28, 36] : undefined));
    // Each box covers 6 columns of 50 rows alone, in a square of side 1.1 · 50 voxels. Rounded edges add to this.
    const outlines = (2 * 6 * 50) / (1.1 * 50) ** 2;
    const { normalError } = scoreBody(moved, sample, { points: 100 });
    expect(normalError! / outlines).toBeGreaterThan(0.9);
    expect(normalError! / outlines).toBeLessThan(1.3);
  });

  it('finds the slice of the pelvis from joints at their true depths', () => {
    // The body leans by one slice per two rows. The joints lie in the middle of its depth.
    const slanted = (row: number): number => 20 + Math.round(row / 2);
    const truth = volumeOf((i, j) => (isBody(i, j) ? [slanted(i), slanted(i) + 5] : undefined));
    const pelvis = slanted(PLACES[6]![0]);
    const sample = sampleOf(
      truth,
      PLACES.map(([row]) => (slanted(row) - pelvis) / SIDE),
    );
    const scores = scoreBody(truth, sample, { points: 100 });
    expect(scores.joints!.map((each) => each!.absolute)).toEqual(Array(16).fill(0));
    const nearer = volumeOf((i, j) => (isBody(i, j) ? [slanted(i) - 3, slanted(i) + 2] : undefined));
    expect(scoreBody(nearer, sample, { points: 100 }).joints![10]!.signed).toBeCloseTo(-6, 9);
  });

  it('counts 30 cm where the line of sight is empty, and no joint outside of the true body', () => {
    const sample = sampleOf(flat(28, 36), level);
    const handless = volumeOf((i, j) => (isBody(i, j) && j > 23 ? [28, 36] : undefined));
    const { joints } = scoreBody(handless, sample, { points: 100 });
    expect(joints![10]).toEqual({ absolute: 30 });
    expect(joints![15]).toEqual({ absolute: 0, signed: 0 });
    const { joints: fromHandless } = scoreBody(sample.volume, { ...sample, volume: handless }, { points: 100 });
    expect(fromHandless![10]).toBeUndefined();
  });

  it('leaves out depth errors if landmarks have no depths', () => {
    const scores = scoreBody(flat(28, 36), sampleOf(flat(28, 36)), { points: 100 });
    expect(scores.joints).toBeUndefined();
    expect(scores.jointDepthErrorCm).toBeUndefined();
    expect(scores.lean).toBe(0);
  });

  it('reads the lean: 45° for one slice per row, positive with the head nearer', () => {
    const leaning = volumeOf((i, j) => (isBody(i, j) ? [i, i + 6] : undefined));
    const sample = sampleOf(leaning, level);
    const away = volumeOf((i, j) => (isBody(i, j) ? [57 - i, 63 - i] : undefined));
    expect(scoreBody(leaning, sample, { points: 100 }).trueLean).toBeCloseTo(45, 9);
    const scores = scoreBody(away, sample, { points: 100 });
    expect(scores.lean).toBeCloseTo(-45, 9);
    expect(scores.leanError).toBeCloseTo(90, 9);
  });

  it('reads the turn: 45° to the left where the left shoulder is farther', () => {
    const turned = volumeOf((i, j) => (isBody(i, j) ? [j, j + 6] : undefined));
    const sample = sampleOf(turned);
    expect(scoreBody(turned, sample, { points: 100 }).trueTurn).toBeCloseTo(45, 9);
    // Seen from behind, the shoulders are exchanged: the turn is 180° + 45°, which is −135°.
    const { landmarks } = sample;
    const behind = {
      ...sample,
      landmarks: landmarks.map((_, n) => (n === 12 ? landmarks[13]! : n === 13 ? landmarks[12]! : landmarks[n]!)),
    };
    const scores = scoreBody(flat(28, 36), behind, { points: 100 });
    expect(scores.trueTurn).toBeCloseTo(-135, 9);
    expect(Math.abs(scores.turn!)).toBeCloseTo(180, 9);
    expect(scores.turnError).toBeCloseTo(45, 9);
  });

  it('has no turn if one shoulder hides the other', () => {
    const sample = sampleOf(flat(28, 36));
    const landmarks = sample.landmarks.map((each, n) => (n === 12 || n === 13 ? ([16, 32, 1] as const) : each));
    expect(scoreBody(flat(28, 36), { ...sample, landmarks }, { points: 100 }).trueTurn).toBeUndefined();
  });

  it('of an empty prediction has no distances', () => {
    const scores = scoreBody(emptyVolume([SIDE, SIDE, SIDE]), sampleOf(flat(28, 36), level));
    expect(scores).toMatchObject({ iou: 0, registeredIou: 0, jointDepthErrorCm: 30 });
    expect(scores.chamferCm).toBeUndefined();
    expect(scores.lean).toBeUndefined();
  });

  it('assumes a height of 1.7 m where the grid is in another unit', () => {
    const sample = sampleOf(flat(28, 36), level);
    const grid = { ...sample.grid, min: [-640, -640, -640], max: [640, 640, 640] } as const;
    const scores = scoreBody(flat(30, 38), { ...sample, grid }, { points: 100 });
    expect(scores.assumedHeight).toBe(true);
    expect(scores.jointDepthErrorCm).toBeCloseTo((2 * 170) / 50, 9);
  });

  it('refuses a prediction of another shape', () => {
    expect(() => scoreBody(emptyVolume([8, 8, 8]), sampleOf(flat(28, 36)))).toThrow(
      'scoreBody: prediction must be [64,64,64] as the ground truth is, got [8,8,8]',
    );
  });
});
