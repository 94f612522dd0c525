// Tests the depth buffer against brute force, and projection against its inverse.
import { random, type TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { camera, project, unproject, unprojection } from '../../../src/render/camera/camera.js';
import { mipmaps } from '../../../src/render/raster/mipmaps.js';
import { type Layer, NOTHING, rasterizeSurfaces } from '../../../src/render/raster/rasterizeSurfaces.js';
import { bars, card } from '../../wrapped.js';

const grid = { shape: [16, 16, 16], min: [-1, -1, -1], max: [1, 1, 1] } as const;

/** Returns random triangles, some of them partly or completely outside the image. */
function soup(seed: number, count: number): TriangleMesh {
  const rng = random(seed);
  const positions = Float32Array.from({ length: 9 * count }, () => rng.uniform(-1.5, 1.5));
  return { positions, indices: Uint32Array.from({ length: 3 * count }, (_, at) => at) };
}

/**
 * Reference in double precision: returns the first triangle that the ray through (x, y, 0) meets, by the number of its
 * surface and its face, and z of the intersection.
 */
function brute(
  layers: readonly Layer[],
  eye: number,
  x: number,
  y: number,
): { number: number; face: number; z: number } {
  let best = { number: NOTHING, face: -1, z: Number.NEGATIVE_INFINITY };
  for (const [number, { mesh, twoSided }] of layers.entries()) {
    const { positions: p, indices } = mesh;
    for (let f = 0; f < indices.length; f += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => [0, 1, 2].map((axis) => p[3 * indices[f + k]! + axis]!)) as [
        number[],
        number[],
        number[],
      ];
      // Points on the ray are (x, y, 0) + t · d. `eye` is the camera's z, infinite without perspective.
      const d = eye === Infinity ? [0, 0, 1] : [-x, -y, eye];
      const e1 = [b[0]! - a[0]!, b[1]! - a[1]!, b[2]! - a[2]!];
      const e2 = [c[0]! - a[0]!, c[1]! - a[1]!, c[2]! - a[2]!];
      const cross = (p: number[], q: number[]) => [
        p[1]! * q[2]! - p[2]! * q[1]!,
        p[2]! * q[0]! - p[0]! * q[2]!,
        p[0]! * q[1]! - p[1]! * q[0]!,
      ];
      const dot = (p: number[], q: number[]) => p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!;
      const h = cross(d, e2);
      const det = dot(e1, h);
      if (det === 0) continue;
      const s = [x - a[0]!, y - a[1]!, -a[2]!];
      const u = dot(s, h) / det;
      const q = cross(s, e1);
      const v = dot(d, q) / det;
      if (u < 0 || v < 0 || u + v > 1) continue;
      // A triangle is front-facing if its normal points to the camera.
      if (!twoSided && dot(cross(e1, e2), d) < 0) continue;
      const t = dot(e2, q) / det;
      const z = t * d[2]!;
      if (z < eye && z > best.z) best = { number, face: f / 3, z };
    }
  }
  return best;
}

describe.each([0, 50])('rasterizeSurfaces with a field of view of %i°', (fov) => {
  const seenBy = camera(grid, 24, 20, fov);
  const layer = (mesh: TriangleMesh, twoSided: boolean): Layer => ({
    mesh,
    projected: project(mesh.positions, seenBy),
    twoSided,
  });

  it.each([1, 2, 3, 4])('finds the nearest triangle of two surfaces, seed %i', (seed) => {
    const layers = [layer(soup(seed, 12), true), layer(soup(seed + 10, 12), false)];
    const raster = rasterizeSurfaces(layers, 24, 20, fov > 0);
    const eye = fov === 0 ? Infinity : seenBy.distance;
    const by = unprojection(seenBy);
    const place = new Float64Array(3);
    let covered = 0;
    for (let i = 0; i < 24; i++) {
      for (let j = 0; j < 20; j++) {
        const expected = brute(layers, eye, -1 + (j + 0.5) / 10, 1 - (i + 0.5) / 12);
        const at = i * 20 + j;
        expect([raster.surface[at], raster.face[at]]).toEqual([expected.number, expected.face]);
        if (expected.face < 0) continue;
        covered++;
        unproject(by, j, i, raster.key[at]!, place);
        expect(place[2]).toBeCloseTo(expected.z, 4);
      }
    }
    expect(covered).toBeGreaterThan(100);
  });

  it('leaves holes of a texture open, at their position in the world', () => {
    const mesh = { ...card([0, 0, 0], 0.8, bars).mesh };
    // The plane is slanted, so that perspective foreshortens it.
    mesh.positions = mesh.positions.slice();
    for (let v = 0; v < 12; v += 3) mesh.positions[v + 2] = 0.9 * mesh.positions[v]!;
    const sharp = camera(grid, 160, 160, fov);
    const layers = [{ mesh, projected: project(mesh.positions, sharp), twoSided: true, mips: mipmaps(bars) }];
    const raster = rasterizeSurfaces(layers, 160, 160, fov > 0);
    const by = unprojection(sharp);
    const place = new Float64Array(3);
    let [open, closed] = [0, 0];
    for (let j = 0; j < 160; j++) {
      const at = 80 * 160 + j;
      // The ray (x0, 0, 0) + t·(−x0, 0, eye) meets the plane z = 0.9 x at this x; x0 is the pixel's position in the
      // plane z = 0.
      const x0 = -1 + (j + 0.5) / 80;
      const x = fov === 0 ? x0 : x0 / (1 + (0.9 * x0) / sharp.distance);
      if (Math.abs(x) > 0.79) continue;
      const bar = Math.floor(((x / 0.8 + 1) / 2) * 8 + 1e-9);
      const near = Math.abs(((x / 0.8 + 1) / 2) * 8 - Math.round(((x / 0.8 + 1) / 2) * 8)) < 0.05;
      if (near) continue;
      expect(raster.surface[at]).toBe(bar % 2 === 1 ? NOTHING : 0);
      if (bar % 2 === 1) open++;
      else {
        closed++;
        unproject(by, j, 80, raster.key[at]!, place);
        expect(place[0]).toBeCloseTo(x, 4);
      }
    }
    expect(Math.min(open, closed)).toBeGreaterThan(30);
  });
});

describe('camera', () => {
  it.each([0, 30, 90])('inverts its projection, %i°', (fov) => {
    const seenBy = camera({ shape: [8, 4, 4], min: [0, 1, 2], max: [2, 5, 4] }, 40, 20, fov);
    const rng = random(1);
    const positions = Float64Array.from({ length: 30 }, (_, at) => [1, 3, 3][at % 3]! + rng.uniform(-1, 1));
    const projected = project(positions, seenBy);
    const out = new Float64Array(3);
    for (let v = 0; v < 30; v += 3) {
      unproject(unprojection(seenBy), projected[v]!, projected[v + 1]!, projected[v + 2]!, out);
      for (const axis of [0, 1, 2]) expect(out[axis]).toBeCloseTo(positions[v + axis]!, 9);
    }
  });

  it('agrees with orthographic projection in the central plane, and enlarges nearer positions', () => {
    const [flat, deep] = [camera(grid, 32, 32), camera(grid, 32, 32, 60)];
    expect([...project([0.5, -0.25, 0], deep)].slice(0, 2)).toEqual(
      [...project([0.5, -0.25, 0], flat)].slice(0, 2).map((n) => expect.closeTo(n, 9)),
    );
    const columnOf = (z: number) => project([0.5, 0, z], deep)[0]!;
    expect(columnOf(0.5)).toBeGreaterThan(columnOf(0));
    expect(columnOf(0)).toBeGreaterThan(columnOf(-0.5));
    // Half the height over the distance is the tangent of half the angle.
    expect(1 / deep.distance).toBeCloseTo(Math.tan(Math.PI / 6), 12);
  });

  it('omits positions behind the pinhole', () => {
    const seenBy = camera(grid, 16, 16, 90);
    const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 1.5);
    const projected = project(positions, seenBy);
    expect(Number.isNaN(projected[6])).toBe(true);
    const mesh = { positions, indices: Uint32Array.of(0, 1, 2) };
    const raster = rasterizeSurfaces([{ mesh, projected, twoSided: true }], 16, 16, true);
    expect(raster.face.every((face) => face === -1)).toBe(true);
  });

  it.each([
    ['a field of view', () => camera(grid, 8, 8, 170), /fov must be/],
    ['a size', () => camera(grid, 0, 8), /rows and columns/],
    ['a grid', () => camera({ ...grid, max: [-2, 1, 1] }, 8, 8), /grid must have/],
  ])('rejects an invalid argument: %s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
