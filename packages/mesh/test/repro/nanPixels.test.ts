// Regression: NaN in images, masks, textures and attributes gave colours of NaN, or black, without an error.
import { packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { encodeGlb } from '../../src/files/gltf/encodeGlb.js';
import { marchingCubes } from '../../src/marching-cubes/marchingCubes.js';
import { textureAtlas } from '../../src/texture/atlas/textureAtlas.js';
import { projectTexture } from '../../src/texture/projectTexture.js';

const grid = { shape: [4, 4, 4], min: [-1, -1, -1], max: [1, 1, 1] } as const;
const mesh = { positions: Float32Array.of(-1, -1, 0, 1, -1, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) };
const uvs = Float32Array.of(0, 0, 1, 0, 0, 1);

/** Returns an array of the given shape that is ½ everywhere, except for NaN as the last number. */
const withNaN = (...shape: number[]) => {
  const data = new Float32Array(shape.reduce((product, n) => product * n)).fill(0.5);
  data[data.length - 1] = Number.NaN;
  return packed(data, shape);
};
const image = packed(new Float32Array(48).fill(0.5), [4, 4, 3]);

describe.each([
  ['projectTexture', projectTexture],
  ['textureAtlas', textureAtlas],
] as const)('%s', (name, colour) => {
  it('rejects NaN in the image and in the mask', () => {
    expect(() => colour(mesh, withNaN(4, 4, 3), grid)).toThrow(`${name}: image must have no NaN, got one in row 3`);
    expect(() => colour(mesh, image, grid, { mask: withNaN(4, 4) })).toThrow(`${name}: mask must have no NaN`);
    expect(() => colour(mesh, image, grid, { mask: packed(new Float32Array(16).fill(1), [4, 4]) })).not.toThrow();
  });
});

it('encodeGlb rejects NaN in the texture', async () => {
  await expect(encodeGlb({ ...mesh, uvs }, { texture: withNaN(4, 4, 3) })).rejects.toThrow(
    'encodeGlb: texture must have no NaN',
  );
});

it('marchingCubes rejects attributes that are not finite at the surface', () => {
  const data = new Float32Array(27);
  data[13] = 1;
  const volume = packed(data, [3, 3, 3]);
  const heat = new Float32Array(27);
  heat[13] = Number.NaN;
  expect(() => marchingCubes(volume, { attributes: { heat: packed(heat, [3, 3, 3]) } })).toThrow(
    'marchingCubes: attributes.heat must be finite at the surface, got NaN or infinity',
  );
  heat[13] = 1;
  heat[0] = Number.NaN;
  const { attributes } = marchingCubes(volume, { attributes: { heat: packed(heat, [3, 3, 3]) } });
  expect(attributes!['heat']!.every((value) => Math.abs(value - 0.5) < 1e-6)).toBe(true);
});
