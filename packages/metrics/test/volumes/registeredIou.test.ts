// Tests registeredIou on single columns and small bodies, with known shifts.

import { restride } from '@vrn/test-utils';
import { emptyVolume, packed, type View } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { registeredIou } from '../../src/index.js';

/** Creates a volume of one row from one line per column: slices from left to right, nearest first. */
const columns = (...lines: string[]) =>
  packed(
    Uint8Array.from(lines.join(''), (glyph) => (glyph === '#' ? 1 : 0)),
    [1, lines.length, lines[0]!.length],
  );

describe('registeredIou', () => {
  it.each([
    ['.##.....', '....##..', { iou: 1, shift: 3 }],
    ['....##..', '.##.....', { iou: 1, shift: -3 }],
    ['.##.....', '.##.....', { iou: 1, shift: 0 }],
    ['##......', '......##', { iou: 1, shift: 6 }],
    ['#.......', '.......#', { iou: 0, shift: 0 }],
    ['.####...', '..##....', { iou: 1 / 2, shift: 0 }],
    ['..##....', '.####...', { iou: 1 / 2, shift: 0 }],
    ['.#......', '#.#.....', { iou: 1 / 2, shift: -1 }],
  ])('%s moves onto %s', (a, b, best) => {
    expect(registeredIou(columns(a), columns(b))).toEqual(best);
  });

  it('loses voxels that leave the grid', () => {
    expect(registeredIou(columns('##..##..'), columns('..##....'), { range: 2 })).toEqual({ iou: 1, shift: -2 });
    expect(registeredIou(columns('..####'), columns('....##'), { range: 2 })).toEqual({ iou: 1, shift: 2 });
  });

  it('moves all columns by the same shift', () => {
    const a = columns('##......', '.##.....', '..##....');
    const b = columns('..##....', '...##...', '...##...');
    // A shift of 2: the columns share 2 + 2 + 1 voxels.
    expect(registeredIou(a, b)).toEqual({ iou: 5 / 7, shift: 2 });
  });

  it('does not match an empty ground truth by moving the prediction out of the grid', () => {
    const edge = columns('#.......');
    const nothing = columns('........');
    expect(registeredIou(edge, nothing, { range: 8 })).toEqual({ iou: 0, shift: 0 });
    expect(registeredIou(nothing, edge, { range: 8 })).toEqual({ iou: 0, shift: 0 });
    expect(registeredIou(nothing, nothing)).toEqual({ iou: 1, shift: 0 });
    expect(registeredIou(nothing, nothing, { empty: 0 })).toEqual({ iou: 0, shift: 0 });
  });

  it.each([31, 32, 33, 64, 96, 100])('moves across words of bits in %d slices', (slices) => {
    const line = (...set: number[]) =>
      columns(Array.from({ length: slices }, (_, k) => (set.includes(k) ? '#' : '.')).join(''));
    for (const shift of [1, 6, 16, 30]) {
      expect(registeredIou(line(0), line(shift), { range: slices })).toEqual({ iou: 1, shift });
      expect(registeredIou(line(slices - 1), line(slices - 1 - shift), { range: slices })).toEqual({
        iou: 1,
        shift: -shift,
      });
    }
    expect(registeredIou(line(0), line(slices - 1), { range: 1e9 })).toEqual({ iou: 1, shift: slices - 1 });
  });

  it('tries no shift for a range of 0, and none beyond the range', () => {
    expect(registeredIou(columns('#...'), columns('.#..'), { range: 0 })).toEqual({ iou: 0, shift: 0 });
    expect(registeredIou(columns('#...'), columns('..#.'), { range: 1 })).toEqual({ iou: 0, shift: 0 });
  });

  it('reads other layouts and soft values', () => {
    const a = packed(Float32Array.of(0.6, 0.2, 0, 0), [1, 1, 4]);
    const b = restride(columns('..##'), { order: [2, 1, 0], reversed: [2], gap: 2 });
    expect(registeredIou(a, b, { threshold: 0.2 })).toEqual({ iou: 1, shift: 2 });
    expect(registeredIou(a, b)).toEqual({ iou: 1 / 2, shift: 2 });
  });

  it('rejects NaN, different shapes, and an invalid range', () => {
    const a = columns('#...');
    const holed = packed(Float32Array.of(0, 0, Number.NaN, 1), [1, 1, 4]);
    expect(() => registeredIou(holed, a)).toThrow('registeredIou: a must hold numbers, got NaN at [0, 0, 2]');
    expect(() => registeredIou(a, holed)).toThrow('registeredIou: b must hold numbers, got NaN at [0, 0, 2]');
    expect(() => registeredIou(a, emptyVolume([1, 4, 1]))).toThrow(
      'b must have the shape of a, [1, 1, 4], got [1, 4, 1]',
    );
    expect(() => registeredIou({ data: [1], shape: [1], stride: [1], offset: 0 } as View, a)).toThrow(
      'a must have 3 axes',
    );
    for (const range of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => registeredIou(a, a, { range })).toThrow(
        `registeredIou: range must be an integer from 0, got ${range}`,
      );
    }
  });
});
