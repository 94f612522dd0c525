// Tests the frame of a view: exact inverses, lines of sight, normals, depths, and which meshes are refused.
import { describe, expect, it } from 'vitest';
import type { Grid } from '../../src/core/grid.js';
import { random } from '../../src/core/random.js';
import type { TriangleMesh } from '../../src/core/triangleMesh.js';
import { fromViewFrame, toViewFrame, viewDistance } from '../../src/shape/viewFrame.js';

const grid: Grid = { shape: [64, 64, 64], min: [-1, 0, -1.2], max: [1, 2, 0.8] };
const rng = random(5);
const unit = (): [number, number, number] => {
  const v = [rng.normal(), rng.normal(), rng.normal()] as const;
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
};
const points: TriangleMesh = {
  positions: Float32Array.from({ length: 3000 }, (_, at) => grid.min[at % 3]! + 2 * rng.uniform()),
  normals: Float32Array.from(Array.from({ length: 1000 }, unit).flat()),
  indices: Uint32Array.from({ length: 999 }, (_, at) => at),
};

describe('toViewFrame and fromViewFrame', () => {
  it.each([15, 30, 50, 70])('are inverses of each other at %i°', (fov) => {
    for (const there of [toViewFrame, fromViewFrame]) {
      const back = there === toViewFrame ? fromViewFrame : toViewFrame;
      const out = back(there(points, { grid, fov }), { grid, fov });
      // Errors come from two roundings to single precision, which the maps enlarge at most fourfold.
      const worst = (a: Float32Array, b: Float32Array) =>
        a.reduce((most, x, at) => Math.max(most, Math.abs(x - b[at]!)), 0);
      expect(worst(out.positions, points.positions) / 2).toBeLessThan(1e-6);
      expect(worst(out.normals!, points.normals!)).toBeLessThan(2e-6);
    }
  });

  it('keep depths, the middle plane and the axis of the camera', () => {
    const { positions } = toViewFrame(points, { grid, fov: 40 });
    for (let v = 2; v < positions.length; v += 3) expect(positions[v]).toBe(points.positions[v]);
    const still = { positions: Float32Array.of(0.3, 1.5, -0.2, 0, 1, 0.7), indices: new Uint32Array(0) };
    const kept = toViewFrame(still, { grid, fov: 40 }).positions;
    for (const [at, value] of kept.entries()) expect(value).toBeCloseTo(still.positions[at]!, 6);
  });

  it('map every point of a line of sight to the same x and y', () => {
    const distance = viewDistance({ grid, fov: 50 });
    expect(distance).toBeCloseTo(1 / Math.tan((25 * Math.PI) / 180), 12);
    // From the camera through (0.4, 1.7) of the middle plane.
    const along = [0.6, 0.8, 1, 1.2, 1.4].flatMap((t) => [0.4 * t, 1 + 0.7 * t, -0.2 + distance * (1 - t)]);
    const { positions } = toViewFrame(
      { positions: Float32Array.from(along), indices: new Uint32Array(0) },
      { grid, fov: 50 },
    );
    for (let v = 0; v < positions.length; v += 3) {
      expect(positions[v]).toBeCloseTo(0.4, 6);
      expect(positions[v + 1]).toBeCloseTo(1.7, 6);
    }
  });

  it('keep normals perpendicular to the surface', () => {
    const [normal, other] = [unit(), unit()];
    const cross = (a: readonly number[], b: readonly number[]) =>
      [a[1]! * b[2]! - a[2]! * b[1]!, a[2]! * b[0]! - a[0]! * b[2]!, a[0]! * b[1]! - a[1]! * b[0]!] as const;
    const first = cross(normal, other);
    const second = cross(normal, first);
    const at = [0.4, 0.6, 0.1];
    const step = 1e-3;
    const corners = [at, at.map((x, i) => x + step * first[i]!), at.map((x, i) => x + step * second[i]!)];
    for (const map of [toViewFrame, fromViewFrame]) {
      const mesh = map(
        {
          positions: Float32Array.from(corners.flat()),
          normals: Float32Array.from([...normal, ...normal, ...normal]),
          indices: Uint32Array.of(0, 1, 2),
        },
        { grid, fov: 60 },
      );
      const p = (v: number) => [0, 1, 2].map((i) => mesh.positions[3 * v + i]! - mesh.positions[i]!);
      const face = cross(p(1), p(2));
      const length = Math.hypot(...face);
      const agreement = face.reduce((sum, x, i) => sum + (x / length) * mesh.normals![i]!, 0);
      // The orientation is kept, too. Positions are rounded by 6e-8 relative to 1, and edges are 1e-3 long: angles are
      // right to 1e-4.
      expect(agreement).toBeGreaterThan(0.9999);
    }
  });

  it('return the same mesh without perspective', () => {
    expect(toViewFrame(points, { grid, fov: 0 })).toBe(points);
    expect(fromViewFrame(points, { grid, fov: 0 })).toBe(points);
    expect(viewDistance({ grid, fov: 0 })).toBe(Infinity);
  });

  it('bend edges in depth by at most what the description says', () => {
    const camera = { grid, fov: 50 };
    const away = (z: number) => viewDistance(camera) - (z + 0.2);
    for (const [near, far] of [
      [0.5, 0.43],
      [0, -0.5],
      [0.8, -1.2],
    ] as const) {
      // Finds the depth of the point of an edge that is seen in the middle of the edge's image.
      const share = away(near) / (away(near) + away(far));
      const deviation = Math.abs(near + share * (far - near) - (near + far) / 2);
      expect(deviation).toBeLessThanOrEqual(((near - far) ** 2 / (4 * away(near))) * (1 + 1e-9));
    }
  });

  it.each([
    [() => toViewFrame(points, { grid, fov: 120 }), /toViewFrame: camera\.fov must be an angle of view from 0 to 100/],
    [() => fromViewFrame(points, { grid, fov: Number.NaN }), /fromViewFrame: camera\.fov/],
    [() => toViewFrame(points, { grid: { ...grid, max: grid.min }, fov: 30 }), /toViewFrame: grid/],
    [
      () => toViewFrame(points, { grid, fov: 95 }),
      /toViewFrame: mesh must be at least .* in front of the camera, got .* at vertex/,
    ],
    [() => viewDistance({ grid, fov: 30, fav: 1 } as never), /fav/],
  ])('refuse what they cannot map %#', (call, message) => {
    expect(call).toThrow(message);
  });
});
