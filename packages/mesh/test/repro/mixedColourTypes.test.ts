// Regression: .ply colours became NaN for channels of different types, and for fractions in byte channels.
import { expect, it } from 'vitest';
import { decodePly } from '../../src/files/ply/decodePly.js';
import { srgbToLinear } from '../../src/texture/srgb.js';

it.each([
  ['uchar', 'float', 'double'],
  ['float', 'uchar', 'ushort'],
])('reads colour channels of types %s, %s and %s', (...types) => {
  const properties = types.map((type, n) => `property ${type} ${['red', 'green', 'blue'][n]}\n`).join('');
  const position = 'property float x\nproperty float y\nproperty float z\n';
  const header = `ply\nformat ascii 1.0\nelement vertex 1\n${position}${properties}end_header\n`;
  const { colors, warnings } = decodePly(new TextEncoder().encode(`${header}0 0 0 255 51 0\n`));
  expect([...colors!]).toEqual([1, Math.fround(srgbToLinear(0.2)), 0]);
  expect(warnings).toEqual([]);
});

it('reads fractions in byte channels on a scale of 0 to 1', () => {
  const properties = ['red', 'green', 'blue'].map((name) => `property uchar ${name}\n`).join('');
  const position = 'property float x\nproperty float y\nproperty float z\n';
  const header = `ply\nformat ascii 1.0\nelement vertex 1\n${position}${properties}end_header\n`;
  const { colors } = decodePly(new TextEncoder().encode(`${header}0 0 0 1 0.2 0\n`));
  expect([...colors!]).toEqual([1, Math.fround(srgbToLinear(0.2)), 0]);
});
