// Tests that detections are read as they were written, and that damaged and foreign files are refused.
import type { Landmark } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { personMask } from '../../../src/crop/mask.js';
import { decodeDetections, encodeDetections } from '../../../src/evaluate/detections/detectionFile.js';

const landmarks = Array.from({ length: 16 }, (_, n): Landmark => [n + 0.25, 2 * n, n % 3 === 0 ? 0 : 0.5, n / 100]);
const mask = personMask(
  Float32Array.from({ length: 64 }, (_, at) => (at % 5) / 5),
  8,
  { left: -2, top: 1.5, side: 60 },
);
const detections = new Map([
  [3, { square: { left: 0.5, top: -1, side: 48 }, landmarks, mask }],
  [12, undefined],
]);
const text = encodeDetections(detections, 'set a');

describe('detections', () => {
  it('survive their file; masks are rounded to bytes', () => {
    const back = decodeDetections(text, 'set a');
    expect([...back.keys()]).toEqual([3, 12]);
    expect(back.get(12)).toBeUndefined();
    const { square, landmarks: points, mask: again } = back.get(3)!;
    expect(square).toEqual({ left: 0.5, top: -1, side: 48 });
    expect(points).toEqual(landmarks);
    expect(again.square).toEqual(mask.square);
    const error = again.data.reduce((most, value, at) => Math.max(most, Math.abs(value - mask.data[at]!)), 0);
    expect(error).toBeLessThanOrEqual(0.5 / 255);
    expect(encodeDetections(back, 'set a')).toBe(text);
  });

  /** Returns the file with other values in the detection of sample 3. */
  const change = (values: (detection: { mask: object }) => object): string => {
    const file = JSON.parse(text) as { samples: Record<'3', { mask: object }> };
    Object.assign(file.samples['3'], values(file.samples['3']));
    return JSON.stringify(file);
  };
  it.each([
    ['other text', 'people', /text must be JSON/],
    ['another format', '{"format": 1}', /must be JSON of format 'vrn detections 1', got 1/],
    ['another set', text.replace('set a', 'set b'), /must be of the set that is scored/],
    ['a name that is no number', text.replace('"12"', '"x"'), /samples must have numbers, got 'x'/],
    ['a missing landmark', change(() => ({ landmarks: [] })), /sample 3 .* 16 landmarks/],
    ['no square', change(() => ({ square: [1, 2] })), /squares of three numbers/],
    ['a mask of another size', change((one) => ({ mask: { ...one.mask, size: 9 } })), /a mask of 9 × 9 pixels/],
    ['a damaged mask', change((one) => ({ mask: { ...one.mask, data: '?' } })), /a mask of 8 × 8 pixels/],
  ])('of %s are refused', (_, file, message) => {
    expect(() => decodeDetections(file, 'set a')).toThrow(message);
  });
});
