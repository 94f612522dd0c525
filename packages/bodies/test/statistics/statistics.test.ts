// Tests statistics of known samples, and their page.
import { type Landmark, packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { sample } from '../../src/sample/sample.js';
import { gatherStatistics, type Measured } from '../../src/statistics/gatherStatistics.js';
import { gatherHistogram } from '../../src/statistics/histogram.js';
import { poseAngles } from '../../src/statistics/poseAngles.js';
import { statistics } from '../../src/statistics/statistics.js';
import { statisticsPage } from '../../src/statistics/statisticsPage.js';

/**
 * Returns a sample: a block of 4 × 2 × 3 voxels of 10 cm in a grid of 8 × 4 × 4, its mask, and an image whose upper
 * half is black and whose lower half is white.
 */
function block(more: Partial<Measured> = {}): Measured {
  const [volume, mask] = [packed(new Uint8Array(128), [8, 4, 4]), packed(new Float32Array(32), [8, 4])];
  for (let i = 2; i < 6; i++) {
    for (let j = 1; j < 3; j++) {
      mask.set(i, j, 1);
      for (let k = 0; k < 3; k++) volume.set(i, j, k, 1);
    }
  }
  return {
    volume,
    mask,
    image: packed(
      Float32Array.from({ length: 96 }, (_, at) => (at < 48 ? 0 : 1)),
      [8, 4, 3],
    ),
    grid: { shape: [8, 4, 4], min: [0, 0, 0], max: [0.4, 0.8, 0.4] },
    landmarks: Array.from({ length: 16 }, (_, n): Landmark => (n < 8 ? [3, 1] : n < 12 ? [0, 0] : [3, 1, 0])),
    ...more,
  };
}

describe('statistics', () => {
  it('measures a block', async () => {
    const visible = Array.from({ length: 16 }, (_, n) => n === 0);
    const stats = await statistics([block({ visible }), block({ visible })], 'train');
    expect(stats.samples).toBe(2);
    expect(stats.splits).toEqual({ train: 2 });
    expect(stats.shapes).toEqual({ '8×4×4': 2 });
    expect(stats.height.mean).toBeCloseTo(0.4, 12);
    expect(stats.width.mean).toBeCloseTo(0.2, 12);
    expect(stats.depth.mean).toBeCloseTo(0.3, 12);
    expect(stats.pictureShare.mean).toBe(0.5);
    expect(stats.occupied.mean).toBeCloseTo((100 * 24) / 128, 12);
    expect(stats.masked.mean).toBe(25);
    expect(stats.agreement.mean).toBe(1);
    expect(stats.brightness.mean).toBeCloseTo(0.5, 6);
    expect(stats.contrast.mean).toBeCloseTo(0.5, 6);
    expect(stats.landmarks[0]).toEqual({
      name: 'right ankle',
      found: 1,
      visible: 1,
      onMask: 1,
      row: 3.5 / 8,
      column: 1.5 / 4,
    });
    expect(stats.landmarks[9]).toMatchObject({ found: 1, visible: 0, onMask: 0 });
    expect(stats.landmarks[15]).toMatchObject({ found: 0, onMask: 0, row: null, column: null });
    expect(stats.places.counts.reduce((sum, count) => sum + count, 0)).toBe(24);
  });

  it('counts people, subjects and motions, most frequent first', () => {
    const gatherer = gatherStatistics();
    for (let n = 0; n < 60; n++) {
      const provenance = { source: 'a', person: `p${n % 50}`, subject: `s${n % 3}`, motion: 'walk' };
      gatherer.add(block({ provenance }), n < 50 ? 'train' : 'test');
    }
    const { people, subjects, motions, splits } = gatherer.result();
    expect(people.distinct).toBe(50);
    expect(people.most).toHaveLength(40);
    expect(people.most[0]).toEqual(['a/p0', 2]);
    expect(subjects.distinct).toBe(3);
    expect(motions.most).toEqual([['a/walk', 60]]);
    expect(splits).toEqual({ test: 10, train: 50 });
  });

  it('measures people of human size, and accepts any kind of iterable', async () => {
    const people = Array.from({ length: 6 }, (_, seed) =>
      sample(bodySource('capsules'), seed, { shape: [32, 32, 32] }),
    );
    const stats = await statistics(people);
    async function* later() {
      yield* people;
    }
    expect(await statistics(later())).toEqual(stats);
    expect(JSON.parse(JSON.stringify(stats))).toEqual(stats);
    expect(stats.height.mean).toBeGreaterThan(1.2);
    expect(stats.height.mean).toBeLessThan(1.9);
    expect(stats.agreement.least).toBeGreaterThan(0.7);
  });

  it('accepts no samples, and empty volumes', async () => {
    expect(await statistics([])).toMatchObject({ samples: 0, height: { total: 0, mean: null } });
    const empty = block({ volume: packed(new Uint8Array(128), [8, 4, 4]), mask: packed(new Float32Array(32), [8, 4]) });
    expect(await statistics([empty])).toMatchObject({ height: { mean: 0 }, agreement: { total: 0, mean: null } });
  });
});

describe('histograms', () => {
  it('count in bins of which the last is closed, and values beyond the range in the outermost', () => {
    const gatherer = gatherHistogram(0, 10, 5);
    for (const value of [-3, 0, 1.9, 2, 9.9, 10, 99, Number.NaN, Number.POSITIVE_INFINITY]) gatherer.add(value);
    const { counts, total, least, most, mean, deviation } = gatherer.result();
    expect(counts).toEqual([3, 1, 0, 0, 3]);
    expect([total, least, most]).toEqual([7, -3, 99]);
    const values = [-3, 0, 1.9, 2, 9.9, 10, 99];
    const average = values.reduce((sum, value) => sum + value, 0) / 7;
    expect(mean).toBeCloseTo(average, 12);
    expect(deviation).toBeCloseTo(Math.sqrt(values.reduce((sum, v) => sum + (v - average) ** 2, 0) / 7), 12);
  });
});

describe('pose angles', () => {
  // An upright trunk that faces the camera. The right arm hangs. The left upper arm and thigh point sideways, the left
  // forearm up and the left shin down.
  const upright: Landmark[] = [
    [100, 40],
    [80, 40],
    [60, 40],
    [60, 50],
    [60, 70],
    [80, 70],
    [60, 45],
    [20, 45],
    [15, 45],
    [0, 45],
    [60, 35],
    [40, 35],
    [20, 35],
    [20, 55],
    [20, 75],
    [0, 75],
  ];

  it('are those of a known figure', () => {
    const { elbow, knee, shoulder, lean, facing } = poseAngles(upright);
    expect(elbow.map(Math.round)).toEqual([180, 90]);
    expect(knee.map(Math.round)).toEqual([180, 90]);
    expect(shoulder.map(Math.round)).toEqual([0, 90]);
    expect(lean.map(Math.round)).toEqual([0]);
    expect(facing).toEqual([0.5]);
  });

  it('omit missing landmarks', () => {
    const missing = upright.map(([row, column], n): Landmark => [row, column, n === 14 || n === 7 ? 0 : 1]);
    const { elbow, shoulder, lean, facing } = poseAngles(missing);
    expect([elbow.length, shoulder.length, lean.length, facing.length]).toEqual([1, 0, 0, 0]);
  });
});

describe('statisticsPage', () => {
  it('is self-contained, has all charts, and escapes names', async () => {
    const provenance = { source: 'a', person: '<script>alert(1)</script>' };
    const page = statisticsPage(await statistics([block({ provenance })]), { title: 'A & B' });
    expect(page).toContain('<h1>A &#38; B</h1>');
    expect(page.match(/<svg /g)).toHaveLength(17);
    expect(page.match(/<svg /g)).toHaveLength(page.match(/<\/svg>/g)!.length);
    expect(page).not.toMatch(/<script|<link|<img|href=|NaN|undefined/);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
    expect(statisticsPage(await statistics([]))).not.toMatch(/NaN|undefined/);
  });
});
