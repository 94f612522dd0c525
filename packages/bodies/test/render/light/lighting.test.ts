// Tests lamps, sky, shadows and ambient occlusion on scenes with known results.
import { icosphere } from '@vrn/test-utils';
import { random, type TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import type { Surface } from '../../../src/person/person.js';
import { drawLighting, type Lighting, lampAndSky, skyAt } from '../../../src/render/light/lighting.js';
import { surfaceNormals } from '../../../src/render/raster/surfaceNormals.js';
import { renderSurfaces } from '../../../src/render/renderSurfaces.js';

const grid = { shape: [32, 32, 32], min: [-1, -1, -1], max: [1, 1, 1] } as const;
const view = { grid, rows: 32, columns: 32, background: [0, 0, 0] } as const;
const DARK: Lighting = { lights: [], sky: new Float64Array(27), occlusion: 0, shadow: 0 };
const evenSky = Float64Array.from({ length: 27 }, (_, at) => (at < 3 ? 0.5 : 0));

/** Returns a rectangle that faces the camera. */
function wall(left: number, right: number, low: number, high: number, z: number): TriangleMesh {
  const positions = Float32Array.of(left, low, z, right, low, z, right, high, z, left, high, z);
  return { positions, indices: Uint32Array.of(0, 1, 2, 0, 2, 3) };
}
const seen = (mesh: TriangleMesh, more: Partial<Surface> = {}): Surface => ({
  what: 'body',
  name: 'test',
  mesh,
  ...more,
});

describe('sky', () => {
  it('approximates a clamped cosine around a distant light, and is constant for uniform light', () => {
    const { sky } = lampAndSky([0, 0, 1], 1);
    const out = new Float64Array(3);
    skyAt(sky, 0, 1, 0, out);
    expect([...out]).toEqual([1, 1, 1]);
    skyAt(sky, 0, -1, 0, out);
    expect([...out]).toEqual([0.5, 0.5, 0.5]);
  });

  it('is finite, not negative and not too bright, whichever way a surface faces', () => {
    const out = new Float64Array(3);
    for (let seed = 0; seed < 40; seed++) {
      const rng = random(seed);
      const { sky, lights, occlusion, shadow } = drawLighting(rng.fork(1), { ambient: [0.5, 0.5] });
      expect(lights.length).toBeGreaterThanOrEqual(1);
      expect(lights.length).toBeLessThanOrEqual(4);
      expect(occlusion + shadow).toBeGreaterThan(0);
      for (const { direction, colour } of lights) {
        expect(Math.hypot(...direction)).toBeCloseTo(1, 12);
        expect(Math.min(...colour)).toBeGreaterThan(0);
      }
      expect(lights[0]!.direction[2]).toBeGreaterThan(0);
      for (let k = 0; k < 20; k++) {
        const n = [rng.normal(), rng.normal(), rng.normal()];
        const length = Math.hypot(...n);
        skyAt(sky, n[0]! / length, n[1]! / length, n[2]! / length, out);
        expect(Math.min(...out)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...out)).toBeLessThan(1.6);
      }
    }
  });

  it('follows the given ranges', () => {
    const white = drawLighting(random(1), { tint: [0, 0], count: [3, 3], occlusion: [0, 0], shadow: [0.5, 0.5] });
    expect(white.lights).toHaveLength(3);
    for (const { colour } of white.lights) expect(colour[0]).toBeCloseTo(colour[2], 12);
    expect([white.occlusion, white.shadow]).toEqual([0, 0.5]);
    expect(drawLighting(random(1))).toEqual(drawLighting(random(1)));
  });
});

describe('shadows and ambient occlusion', () => {
  it('a lamp casts a shadow on a wall along its rays', () => {
    const back = seen(wall(-0.9, 0.9, -0.9, 0.9, -0.5));
    const plate = seen(wall(-0.2, 0.2, -0.2, 0.2, 0), { twoSided: true });
    const length = Math.hypot(0.8, 1);
    // The light comes from the left. The wall is half a unit behind the plate, so the shadow moves right by 0.4.
    const lights = [{ direction: [-0.8 / length, 0, 1 / length], colour: [1, 1, 1] }] as const;
    const { image } = renderSurfaces([back, plate], { ...view, lighting: { ...DARK, lights, shadow: 1 } });
    const at = (x: number, y: number) => image.get(Math.floor((1 - y) * 16), Math.floor((1 + x) * 16), 0);
    expect(at(0.45, 0)).toBeLessThan(0.2);
    expect(at(-0.5, 0)).toBeGreaterThan(0.5);
    expect(at(0.8, 0)).toBeCloseTo(at(-0.5, 0), 2);
    expect(at(0.45, 0.5)).toBeCloseTo(at(-0.5, 0), 2);
    const half = renderSurfaces([back, plate], { ...view, lighting: { ...DARK, lights, shadow: 0.5 } }).image;
    expect(half.get(16, 23, 0)).toBeGreaterThan(0.3);
  });

  it('no surface shadows itself: the lit part of a ball looks the same with and without shadows', () => {
    const ball = seen(icosphere({ radius: 0.8, subdivisions: 5 }));
    const lights = [{ direction: [0.6, 0, 0.8], colour: [1, 1, 1] }] as const;
    const [bare, cast] = [0, 1].map(
      (shadow) => renderSurfaces([ball], { ...view, lighting: { ...DARK, lights, shadow } }).image.data,
    ) as [Float32Array, Float32Array];
    // Only pixels where the cosine of the angle to the lamp is about a quarter or more are compared.
    const worst = bare.reduce((most, value, at) => (value > 0.4 ? Math.max(most, value - cast[at]!) : most), 0);
    expect(worst).toBeLessThan(0.02);
  });

  it('corners are darker than open walls, and flat walls are not darkened', () => {
    const lighting = { ...DARK, sky: evenSky, occlusion: 1 };
    const flat = renderSurfaces([seen(wall(-0.9, 0.9, -0.9, 0.9, 0))], { ...view, lighting }).image;
    const open = flat.get(16, 16, 0);
    expect(flat.get(16, 4, 0)).toBeCloseTo(open, 6);
    const pole = seen(wall(-0.1, 0.1, -0.9, 0.9, 0.1));
    const corner = renderSurfaces([seen(wall(-0.9, 0.9, -0.9, 0.9, 0)), pole], { ...view, lighting }).image;
    // Column 18 is beside the pole, column 28 far from it. Values are in sRGB.
    expect(corner.get(16, 18, 0)).toBeLessThan(open - 0.015);
    expect(corner.get(16, 18, 0)).toBeGreaterThan(open / 2);
    expect(corner.get(16, 28, 0)).toBeCloseTo(open, 6);
  });
});

describe('normals', () => {
  it('of coincident vertices are equal, even if a texture seam splits them', () => {
    const ball = icosphere({ radius: 1, subdivisions: 2 });
    const { indices } = ball;
    const positions = Float32Array.from([...indices].flatMap((v) => [...ball.positions.slice(3 * v, 3 * v + 3)]));
    const split = {
      positions,
      indices: Uint32Array.from(indices, (_, at) => at),
      uvs: new Float32Array((positions.length / 3) * 2),
    };
    const normals = surfaceNormals(split);
    let most = 0;
    for (let at = 0; at < normals.length; at++) most = Math.max(most, Math.abs(normals[at]! - positions[at]!));
    expect(most).toBeLessThan(0.03);
    expect(surfaceNormals({ ...split, normals })).toBe(normals);
  });
});
