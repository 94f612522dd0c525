// Tests faults of inputs separately: what each one changes and by how much, and which options are rejected.
import { LANDMARK_FLIP_PAIRS, type Landmark, packed, random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { type CorruptOptions, corruptInputs } from '../../src/corrupt/corruptInputs.js';
import { growMask } from '../../src/corrupt/growMask.js';
import { lowerResolution } from '../../src/corrupt/lowerResolution.js';
import { sample } from '../../src/sample/sample.js';

const person = sample(bodySource('capsules'), 2, { shape: [48, 48, 48] });
const NONE = {
  jitter: 0,
  dropout: 0,
  swap: 0,
  erosion: 0,
  holes: 0,
  depth: false,
  missingElevation: 0,
} as const satisfies CorruptOptions;
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

/** Corrupts the person once per seed, with no other faults than the given ones. */
const each = (options: CorruptOptions) =>
  SEEDS.map((seed) => corruptInputs(person, random(seed), { ...NONE, ...options }));
const area = ({ data }: { data: Float32Array }) => data.reduce((sum, value) => sum + value, 0);
const confidence = ([, , value = 1]: Landmark) => value;
const apart = (a: Landmark, b: Landmark) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const mask = (rows: string[]) =>
  packed(
    Float32Array.from(rows.join(''), (letter) => (letter === '.' ? 0 : 1)),
    [rows.length, rows[0]!.length],
  );

describe('corruptInputs', () => {
  it('changes nothing if every fault is 0, and never the volume', () => {
    for (const corrupted of each({})) expect(corrupted).toEqual(person);
    const all: CorruptOptions = { occluders: 3, cut: 1, lowResolution: 4, missingMask: 0.5, dilation: 0.05 };
    for (const corrupted of each(all)) expect(corrupted.volume).toBe(person.volume);
  });

  it('does not change its input, and depends only on the sample, the options and the seed', () => {
    const before = structuredClone([person.image.data, person.mask.data, person.landmarks]);
    const options = { occluders: [1, 4], cut: 0.5, dilation: [0, 0.05], lowResolution: [1, 4] } as const;
    const once = corruptInputs(person, random(9), options);
    expect(corruptInputs(person, random(9), options)).toEqual(once);
    expect(corruptInputs(person, random(10), options)).not.toEqual(once);
    expect([person.image.data, person.mask.data, person.landmarks]).toEqual(before);
  });

  it('gives the same default faults, whatever other faults are on', () => {
    const disc = Float32Array.from({ length: 48 * 48 }, (_, at) =>
      Math.hypot((at % 48) - 24, at / 48 - 24) < 15 ? 1 : 0,
    );
    const points = Array.from({ length: 16 }, (_, n): Landmark => [3 * n, 40 - 2 * n]);
    const drawing = { landmarks: points, mask: packed(disc, [48, 48]) };
    const { landmarks, mask } = corruptInputs(drawing, random(1));
    const rounded = ([row, column, value = 1]: Landmark) => [+row.toFixed(6), +column.toFixed(6), value];
    expect([rounded(landmarks[6]!), rounded(landmarks[9]!), +area(mask).toFixed(3)]).toEqual([
      [17.289364, 28.314029, 1],
      [27.193798, 23.089423, 1],
      646.392,
    ]);
    const more = corruptInputs(drawing, random(1), { missingImage: 1, occluderSize: [0.2, 0.3], cutDepth: [0.1, 0.1] });
    expect(more.landmarks).toEqual(landmarks);
    expect(more.mask).toEqual(mask);
  });

  it.each<[string, CorruptOptions]>([
    ['lost or displaced', { jitter: 0.02, dropout: [1, 1] }],
    ['behind occluders', { occluders: [9, 9], occluderSize: [0.5, 1] }],
    ['beyond the frame', { cut: 1, cutDepth: [0.4, 0.5] }],
    ['missing', { missingLandmarks: 1 }],
  ])('keeps the depths of landmarks that are %s', (_, options) => {
    const depths = person.landmarks.map((landmark) => landmark[3]);
    expect(depths.every(Number.isFinite)).toBe(true);
    const corrupted = each(options);
    for (const { landmarks } of corrupted) expect(landmarks.map((landmark) => landmark[3])).toEqual(depths);
    expect(corrupted.some(({ landmarks }) => landmarks.some((landmark) => confidence(landmark) === 0))).toBe(true);
  });

  it('leaves out the elevation at the given rate, and never invents one', () => {
    const known = each({ missingElevation: 0.5 }).filter(({ elevation }) => elevation === person.elevation).length;
    expect(known).toBeGreaterThan(15);
    expect(known).toBeLessThan(45);
    expect(each({ missingElevation: 1 }).every(({ elevation }) => Number.isNaN(elevation))).toBe(true);
    const { elevation, ...rest } = person;
    expect(corruptInputs(rest, random(1), { missingElevation: 1 })).not.toHaveProperty('elevation');
    expect(elevation).toBe(0);
  });

  it('swaps depths with their landmarks', () => {
    const [right, left] = LANDMARK_FLIP_PAIRS[3];
    for (const { landmarks } of each({ swap: 1 })) {
      expect([landmarks[right], landmarks[left]]).toEqual([person.landmarks[left], person.landmarks[right]]);
    }
  });

  it('jitter moves landmarks by the given amount', () => {
    const off = each({ jitter: [0.02, 0.02] }).flatMap(({ landmarks }) => {
      return landmarks.flatMap((at, n) => [at[0] - person.landmarks[n]![0], at[1] - person.landmarks[n]![1]]);
    });
    const spread = Math.sqrt(off.reduce((sum, value) => sum + value * value, 0) / off.length);
    expect(spread / (0.02 * 48)).toBeGreaterThan(0.93);
    expect(spread / (0.02 * 48)).toBeLessThan(1.07);
  });

  it('dropout drops landmarks, and swap exchanges them', () => {
    const lost = each({ dropout: [0.25, 0.25] }).flatMap(({ landmarks }) => landmarks.map(confidence));
    expect(lost.filter((value) => value === 0).length / lost.length).toBeGreaterThan(0.2);
    expect(lost.filter((value) => value === 0).length / lost.length).toBeLessThan(0.3);
    for (const { landmarks } of each({ swap: 1 })) {
      for (const [a, b] of LANDMARK_FLIP_PAIRS) expect(apart(landmarks[a]!, person.landmarks[b]!)).toBe(0);
    }
  });

  it('erosion and dilation shrink or grow the mask by the given amount, at its outline only', () => {
    const within = (a: Float32Array, b: Float32Array) => a.every((value, at) => value <= b[at]! + 1e-6);
    for (const corrupted of each({ erosion: [0.01, 0.03], dilation: 0 })) {
      expect(within(corrupted.mask.data, person.mask.data)).toBe(true);
      expect(area(corrupted.mask)).toBeLessThan(area(person.mask));
    }
    for (const corrupted of each({ dilation: [0.01, 0.03] })) {
      expect(within(person.mask.data, corrupted.mask.data)).toBe(true);
      expect(area(corrupted.mask)).toBeGreaterThan(area(person.mask));
    }
    const both = each({ erosion: 0.03, dilation: 0.03 }).filter(
      (corrupted) => area(corrupted.mask) < area(person.mask),
    );
    expect(both.length).toBeGreaterThan(15);
    expect(both.length).toBeLessThan(45);
  });

  it('lowResolution removes detail from the mask and keeps its area', () => {
    for (const corrupted of each({ lowResolution: [3, 6] })) {
      expect(area(corrupted.mask) / area(person.mask)).toBeGreaterThan(0.95);
      expect(area(corrupted.mask) / area(person.mask)).toBeLessThan(1.05);
      expect(Math.max(...corrupted.mask.data)).toBeLessThanOrEqual(1);
      expect(corrupted.mask.data.filter((value) => value > 0.02 && value < 0.98).length).toBeGreaterThan(150);
    }
  });

  it('occluders cover the image where they cut the mask, and hide landmarks if requested', () => {
    for (const corrupted of each({ occluders: [1, 2], occluderSize: [0.2, 0.4] })) {
      let changed = 0;
      for (let at = 0; at < 48 * 48; at++) {
        const isSame = [0, 1, 2].every((c) => corrupted.image.data[3 * at + c] === person.image.data[3 * at + c]);
        if (!isSame) changed++;
        expect(corrupted.mask.data[at]! <= person.mask.data[at]!).toBe(true);
        if (corrupted.mask.data[at]! < person.mask.data[at]!) expect(isSame).toBe(false);
      }
      expect(changed).toBeGreaterThan(20);
      for (const [n, at] of corrupted.landmarks.entries()) {
        const [i, j] = [Math.round(at[0]), Math.round(at[1])];
        if (person.mask.get(i, j) > 0.9 && corrupted.mask.get(i, j) === 0) expect(confidence(at)).toBe(0);
        expect(apart(at, person.landmarks[n]!)).toBe(0);
      }
    }
    const hidden = each({ occluders: [2, 2] }).flatMap(({ landmarks }) => landmarks.map(confidence));
    expect(hidden.filter((value) => value === 0).length).toBeGreaterThan(50);
    const guessed = each({ occluders: [2, 2], occludersHide: false }).flatMap(({ landmarks }) =>
      landmarks.map(confidence),
    );
    expect(guessed.every((value) => value === 1)).toBe(true);
  });

  it('cut clears everything beyond a line, and landmarks there are missing', () => {
    for (const corrupted of each({ cut: 1, cutDepth: [0.2, 0.4] })) {
      const rows = Array.from({ length: 48 }, (_, i) => person.image.data.slice(144 * i, 144 * i + 144).join());
      const lost = (i: number, j: number) => [0, 1, 2].every((c) => corrupted.image.get(i, j, c) === 0);
      const blank = rows.flatMap((_, i) => Array.from({ length: 48 }, (_, j) => (lost(i, j) ? 1 : 0)));
      const count = blank.reduce<number>((sum, value) => sum + value, 0);
      expect(count % 48).toBe(0);
      expect(count).toBeGreaterThan(0);
      expect(area(corrupted.mask)).toBeLessThan(area(person.mask));
      for (const [at, value] of blank.entries()) if (value === 1) expect(corrupted.mask.data[at]).toBe(0);
      for (const at of corrupted.landmarks) {
        expect(confidence(at) === 0).toBe(blank[Math.floor(at[0] + 0.5) * 48 + Math.floor(at[1] + 0.5)] === 1);
      }
    }
    const sides = new Set(each({ cut: 1 }).map(({ mask }) => [...mask.data].findIndex((value) => value > 0)));
    expect(sides.size).toBeGreaterThan(10);
  });

  it('missing inputs are all 0, with the given probability', () => {
    const corrupted = each({ missingMask: 0.5, missingLandmarks: 0.3, missingImage: 0.1 });
    const none = {
      mask: corrupted.filter(({ mask }) => area(mask) === 0).length,
      landmarks: corrupted.filter(({ landmarks }) => landmarks.every((at) => confidence(at) === 0)).length,
      image: corrupted.filter(({ image }) => area(image) === 0).length,
    };
    expect(none.mask).toBeGreaterThan(20);
    expect(none.landmarks).toBeGreaterThan(8);
    expect(none.landmarks).toBeLessThan(30);
    expect(none.image).toBeGreaterThan(0);
    expect(none.image).toBeLessThan(15);
  });

  it('accepts samples without an image', () => {
    const { landmarks, mask } = person;
    const corrupted = corruptInputs({ landmarks, mask }, random(3), { occluders: 3, cut: 1, missingImage: 1 });
    expect(Object.keys(corrupted).sort()).toEqual(['landmarks', 'mask']);
  });

  it.each([
    ['jitter', { jitter: -1 }, 'jitter must be a number in 0..1, or [low, high] of such, got -1'],
    ['a range', { erosion: [0.2, 0.1] }, 'erosion must be'],
    ['a probability', { cut: 1.5 }, 'cut must be a probability, 0..1, got 1.5'],
    ['half an occluder', { occluders: 0.5 }, 'occluders must be an integer in 0..1000'],
    ['a finer mask', { lowResolution: 0.5 }, 'lowResolution must be a number in 1..1024'],
    ['NaN', { dilation: Number.NaN }, 'dilation must be'],
  ] as const)('rejects %s that is none', (_, options, message) => {
    expect(() => corruptInputs(person, random(1), options as CorruptOptions)).toThrow(message);
  });
});

describe('masks', () => {
  it('are dilated and eroded by a disc', () => {
    const dot = mask(['.....', '.....', '..#..', '.....', '.....']);
    expect([...growMask(dot, 1).data]).toEqual(
      [...mask(['.....', '..#..', '.###.', '..#..', '.....']).data].map((v, at) => {
        return v === 1 ? 1 : [6, 8, 16, 18].includes(at) ? Math.fround(2 - Math.SQRT2) : 0;
      }),
    );
    expect(area(growMask(dot, -1))).toBe(0);
    const full = mask(['###', '###']);
    expect(growMask(full, -2).data).toEqual(full.data);
  });

  it('are averaged over squares', () => {
    const half = mask(['####....', '####....', '####....', '####....']);
    const low = lowerResolution(half, 4);
    expect([...low.data.slice(0, 8)]).toEqual([1, 1, 0.875, 0.625, 0.375, 0.125, 0, 0]);
    expect(lowerResolution(half, 1)).toBe(half);
    expect([...lowerResolution(mask(['#..', '...', '...']), 100).data]).toEqual(Array(9).fill(Math.fround(1 / 9)));
  });
});
