// Tests the conversion of linear light to bytes of sRGB against the formula, number by number.
import { random } from '@vrn/voxel';
import { expect, it } from 'vitest';
import { linearToBytes, linearToSrgb } from '../../src/texture/srgb.js';

const byFormula = (linear: Float32Array): Uint8Array =>
  Uint8Array.from(linear, (value) => Math.round(255 * Math.min(1, Math.max(0, linearToSrgb(value)))));

it('equals the formula at the two single-precision numbers around the begin of every byte', () => {
  const bits = new Uint32Array(1);
  const number = new Float32Array(bits.buffer);
  const around: number[] = [];
  for (let byte = 0; byte < 255; byte++) {
    let [low, high] = [0, 0x3f800000];
    while (low + 1 < high) {
      bits[0] = (low + high) >>> 1;
      if (byFormula(number)[0]! > byte) high = bits[0];
      else low = bits[0];
    }
    for (const each of [low - 1, low, high, high + 1]) {
      bits[0] = Math.max(0, each);
      around.push(number[0]!);
    }
  }
  const values = Float32Array.from(around);
  expect(linearToBytes(values)).toEqual(byFormula(values));
  expect(new Set(linearToBytes(values)).size).toBe(256);
});

it('equals the formula in 0..1, and limits other numbers to 0..255', () => {
  const { uniform } = random(5);
  const values = Float32Array.from({ length: 200_000 }, () => uniform() ** 3);
  expect(linearToBytes(values)).toEqual(byFormula(values));
  const others = Float32Array.of(-0, -1e-9, -3, 1, 1 + 2 ** -23, 7, 3e38, -3e38, 1e-45);
  expect(linearToBytes(others)).toEqual(byFormula(others));
});
