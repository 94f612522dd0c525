// Regression: float colours on a scale of 0..255, as photogrammetry tools write, became linear values up to 524,946.
import { expect, it } from 'vitest';
import { decodeObj } from '../../src/files/obj/decodeObj.js';
import { decodePly } from '../../src/files/ply/decodePly.js';
import { srgbToLinear } from '../../src/texture/srgb.js';

const expected = [255, 127.5, 0].map((value) => Math.fround(srgbToLinear(value / 255)));

it.each([
  ['0..255', 'v 0 0 0 255 127.5 0\n'],
  ['0..1', 'v 0 0 0 1 0.5 0\n'],
  ['0..65,535', 'v 0 0 0 65535 32767.5 0\n'],
])('obj, %s', (_, text) => expect([...decodeObj(text).colors!]).toEqual(expected));

it.each([
  ['float', '255 127.5 0'],
  ['double', '65535 32767.5 0'],
  ['float', '1 0.5 0'],
])('ply, %s %s', (type, row) => {
  const properties = ['red', 'green', 'blue'].map((name) => `property ${type} ${name}\n`).join('');
  const header = `ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\n${properties}`;
  expect([...decodePly(new TextEncoder().encode(`${header}end_header\n0 0 0 ${row}\n`)).colors!]).toEqual(expected);
});

it('leaves out colours beyond any scale, with a warning', () => {
  const { colors, warnings } = decodeObj('v 0 0 0 1e7 0 0\n');
  expect([colors, warnings]).toEqual([undefined, [expect.stringMatching(/colours were left out/)]]);
});
