// Tests images of textured surfaces: orientation, holes, back faces, depth and normals.
import { icosphere } from '@vrn/test-utils';
import { packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import type { Surface } from '../../src/person/person.js';
import type { Lighting } from '../../src/render/light/lighting.js';
import { coverage } from '../../src/render/raster/coverage.js';
import { renderSurfaces } from '../../src/render/renderSurfaces.js';
import { bars, card, checker } from '../wrapped.js';

const grid = { shape: [16, 16, 10], min: [-1, -1, -1], max: [1, 1, 1] } as const;
const view = { grid, rows: 16, columns: 16, background: [0, 0, 1] } as const;
/** Uniform lighting: a white surface is fully bright, whichever way it faces. */
const bright: Lighting = {
  lights: [],
  sky: Float64Array.from({ length: 27 }, (_, at) => (at < 3 ? 1 : 0)),
  occlusion: 0,
  shadow: 0,
};
const at = { ...view, lighting: bright };
const ball: Surface = { what: 'body', name: 'ball', mesh: icosphere({ radius: 0.5, subdivisions: 4 }) };

describe('renderSurfaces', () => {
  it('shows a texture upright and not mirrored', () => {
    const four = {
      ...{ rows: 2, columns: 2 },
      data: Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255),
    };
    const { image } = renderSurfaces([card([0, 0, 0], 1, four)], at);
    const pixel = (i: number, j: number) => [0, 1, 2].map((c) => Math.round(image.get(i, j, c)));
    expect([pixel(2, 2), pixel(2, 13), pixel(13, 2), pixel(13, 13)]).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 1],
    ]);
  });

  it.each([0, 40])('averages a texture finer than pixels in linear light, field of view %i°', (fov) => {
    const fine = {
      ...{ rows: 64, columns: 64 },
      data: Uint8Array.from({ length: 64 * 64 * 4 }, (_, k) => {
        return k % 4 === 3 || ((k >> 2) + (k >> 8)) % 2 === 0 ? 255 : 0;
      }),
    };
    const { image } = renderSurfaces([card([0, 0, 0], 1.5, fine)], { ...at, rows: 8, columns: 8, fov });
    for (const value of image.data) expect(value).toBeCloseTo(188 / 255, 2);
  });

  it('shows the background through holes of the texture, in image and mask', () => {
    const { image, mask } = renderSurfaces([card([0, 0, 0], 0.8, bars)], { ...at, rows: 80, columns: 80 });
    const total = mask.data.reduce((sum, value) => sum + value, 0) / 6400;
    expect(total).toBeCloseTo(0.64 / 2, 2);
    // Bars are 8 pixels wide and start at column 8.
    expect([mask.get(40, 12), mask.get(40, 20)]).toEqual([1, 0]);
    expect([image.get(40, 20, 2), Math.round(255 * image.get(40, 12, 1))]).toEqual([1, 160]);
  });

  it('omits back faces of one-sided surfaces', () => {
    const back = card([0, 0, 0], 0.8, checker);
    const turned = { ...back, mesh: { ...back.mesh, indices: Uint32Array.of(0, 2, 1, 0, 3, 2) } };
    expect(renderSurfaces([{ ...turned, twoSided: false }], at).mask.get(8, 8)).toBe(0);
    const { mask, normals } = renderSurfaces([turned], { ...at, normals: true });
    expect(mask.get(8, 8)).toBe(1);
    // Normals of visible surfaces point to the camera.
    expect(normals!.get(8, 8, 2)).toBe(1);
  });

  it('returns depth in slices and normals in world axes', () => {
    const { depth, normals, mask } = renderSurfaces([ball], { ...at, depth: true, normals: true, supersample: 4 });
    expect(depth!.get(0, 0)).toBe(10);
    // The ball's nearest point, z = ½, is 2½ slices behind the grid's front: at the centre of slice 2.
    expect(depth!.get(8, 8)).toBeCloseTo(2, 1);
    expect([0, 1, 2].map((c) => normals!.get(0, 0, c))).toEqual([0, 0, 0]);
    expect(normals!.get(8, 8, 2)).toBeGreaterThan(0.98);
    expect(normals!.get(8, 11, 0)).toBeGreaterThan(0.6);
    expect(normals!.get(5, 8, 1)).toBeGreaterThan(0.5);
    for (let pixel = 0; pixel < 256; pixel++) {
      const length = Math.hypot(...[0, 1, 2].map((c) => normals!.data[3 * pixel + c]!));
      expect(length).toBeCloseTo(mask.data[pixel]! > 0 ? 1 : 0, 5);
    }
  });

  it('returns the same depth with perspective', () => {
    const flat = renderSurfaces([card([0, 0, 0.5], 0.3, checker)], { ...at, depth: true });
    const deep = renderSurfaces([card([0, 0, 0.5], 0.3, checker)], { ...at, depth: true, fov: 60 });
    expect(flat.depth!.get(8, 8)).toBeCloseTo(2, 5);
    expect(deep.depth!.get(8, 8)).toBeCloseTo(2, 5);
    const area = (mask: { data: Float32Array }) => mask.data.reduce((sum, value) => sum + value, 0);
    // The camera is √3 from the central plane. The card is ½ nearer, so it looks √3 / (√3 − ½) times as wide.
    const wider = Math.sqrt(3) / (Math.sqrt(3) - 0.5);
    expect(area(deep.mask) / area(flat.mask)).toBeCloseTo(wider * wider, 0);
  });

  it('has the same mask as coverage, and leaves the background unchanged', () => {
    const scene = [ball, card([0.4, 0.4, 0.6], 0.3, bars)];
    const behind = packed(
      Float32Array.from({ length: 768 }, (_, k) => (k % 97) / 97),
      [16, 16, 3],
    );
    const { mask, image } = renderSurfaces(scene, { ...at, background: behind });
    expect(coverage(scene, { grid, rows: 16, columns: 16, fov: 0, supersample: 2 }).mask.data).toEqual(mask.data);
    for (let k = 0; k < 768; k++) if (mask.data[Math.floor(k / 3)] === 0) expect(image.data[k]).toBe(behind.data[k]);
  });

  it.each([
    ['missing uvs', [{ ...ball, texture: checker }], {}, /surface ball must have uvs/],
    ['a supersample', [ball], { supersample: 9 }, /supersample/],
    ['a background', [ball], { background: packed(new Float32Array(3), [1, 1, 3]) }, /background must be/],
    ['faces', [{ ...ball, mesh: { ...ball.mesh, indices: Uint32Array.of(0, 1, 99999) } }], {}, /indices must be below/],
  ] as const)('rejects %s', (_, surfaces, more, message) => {
    expect(() => renderSurfaces(surfaces, { ...at, ...more })).toThrow(message);
  });
});
