// Tests smoothing: normals and volumes of voxelised balls and capsules, boundaries, components, cavities.
import { cube, icosphere, insideOut, together } from '@vrn/test-utils';
import { emptyVolume, type TriangleMesh, type Triple } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { smooth } from '../../src/edit/smooth.js';
import { marchingCubes } from '../../src/marching-cubes/marchingCubes.js';
import { inspect } from '../../src/measure/inspect.js';
import { signedVolume } from '../../src/measure/measure.js';

interface Capsule {
  readonly from: Triple;
  readonly to: Triple;
  readonly radius: number;
}

const SIDE = 64;
const BALL: Capsule = { from: [32.3, 31.8, 32.1], to: [32.3, 31.8, 32.1], radius: 20.3 };
const LIMB: Capsule = { from: [12.2, 20.7, 24.3], to: [50.4, 44.1, 38.9], radius: 7.2 };
const FINGER: Capsule = { from: [12.2, 20.7, 24.3], to: [50.4, 44.1, 38.9], radius: 1.6 };

/** Vector from the nearest point of the capsule's axis to a point. */
function fromAxis({ from, to }: Capsule, [x, y, z]: Triple): Triple {
  const axis = [to[0] - from[0], to[1] - from[1], to[2] - from[2]] as const;
  const [u, v, w] = [x - from[0], y - from[1], z - from[2]];
  const length2 = axis[0] ** 2 + axis[1] ** 2 + axis[2] ** 2 || 1;
  const along = Math.max(0, Math.min(1, (u * axis[0] + v * axis[1] + w * axis[2]) / length2));
  return [u - along * axis[0], v - along * axis[1], w - along * axis[2]];
}

/** Returns the surface of the unit voxels whose centres are inside the capsule. */
function staircase(capsule: Capsule): TriangleMesh {
  const volume = emptyVolume([SIDE, SIDE, SIDE]);
  for (let i = 0; i < SIDE; i++) {
    for (let j = 0; j < SIDE; j++) {
      for (let k = 0; k < SIDE; k++) {
        const centre: Triple = [j + 0.5, SIDE - i - 0.5, SIDE - k - 0.5];
        if (Math.hypot(...fromAxis(capsule, centre)) < capsule.radius) volume.set(i, j, k, 1);
      }
    }
  }
  return marchingCubes(volume);
}

/** Root mean square angle between the normals of faces and of the capsule, weighted by face area, in degrees. */
function roughness({ positions, indices }: TriangleMesh, capsule: Capsule): number {
  let [sum, weight] = [0, 0];
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [0, 1, 2].map((corner) => [
      ...positions.subarray(3 * indices[f + corner]!, 3 * indices[f + corner]! + 3),
    ]) as [number[], number[], number[]];
    const [u, v] = [b.map((x, axis) => x - a[axis]!), c.map((x, axis) => x - a[axis]!)];
    const normal = [0, 1, 2].map((n) => u[(n + 1) % 3]! * v[(n + 2) % 3]! - u[(n + 2) % 3]! * v[(n + 1) % 3]!);
    const truth = fromAxis(capsule, [0, 1, 2].map((n) => (a[n]! + b[n]! + c[n]!) / 3) as unknown as Triple);
    const area = Math.hypot(...normal);
    if (area === 0) continue;
    const cosine = normal.reduce((total, x, n) => total + x * truth[n]!, 0) / area / Math.hypot(...truth);
    sum += area * Math.acos(Math.max(-1, Math.min(1, cosine))) ** 2;
    weight += area;
  }
  return (Math.sqrt(sum / weight) * 180) / Math.PI;
}

describe('smoothing a voxel staircase', () => {
  it.each([
    // Measured roughness before → after smoothing: 22.7° → 5.7°, 23.1° → 6.4°, 24.6° → 12.5°.
    ['ball of radius 20', BALL, 0.35],
    ['limb of radius 7', LIMB, 0.35],
    ['finger of radius 1.6', FINGER, 0.6],
  ])('%s: corrects the normals and keeps the volume to single precision', (_, shape, factor) => {
    const rough = staircase(shape);
    const done = smooth(rough);
    expect(roughness(done, shape)).toBeLessThan(factor * roughness(rough, shape));
    // Coordinates are rounded by up to 4e-6 voxels; most of these errors cancel in the volume.
    expect(Math.abs(signedVolume(done) / signedVolume(rough) - 1)).toBeLessThan(1e-6);
    expect(inspect(done)).toMatchObject({ closed: true, eulerCharacteristic: 2 });
    expect(done.indices).toEqual(rough.indices);
  });

  it.each([
    ['ball of radius 20', BALL],
    ['limb of radius 7', LIMB],
  ])('%s: keeps the volume to a percent without keepVolume', (_, shape) => {
    const rough = staircase(shape);
    const done = smooth(rough, { keepVolume: false });
    expect(Math.abs(signedVolume(done) / signedVolume(rough) - 1)).toBeLessThan(0.01);
  });

  it('stays stable with many iterations', () => {
    const rough = staircase(FINGER);
    const done = smooth(rough, { iterations: 100 });
    expect(Math.abs(signedVolume(done) / signedVolume(rough) - 1)).toBeLessThan(1e-6);
    const { min, max } = inspect(done);
    const before = inspect(rough);
    for (let axis = 0; axis < 3; axis++) {
      expect(Math.abs(min[axis]! - before.min[axis]!)).toBeLessThan(2);
      expect(Math.abs(max[axis]! - before.max[axis]!)).toBeLessThan(2);
    }
  });
});

describe('smoothing components', () => {
  it('keeps the volume of every component and cavity', () => {
    const outer = icosphere({ radius: 3, subdivisions: 3 });
    const inner = insideOut(icosphere({ radius: 1, subdivisions: 1 }));
    const beside = cube({ side: 0.1, centre: [9, 9, 9] });
    const parts = [outer, inner, beside];
    const done = smooth(together(parts));
    let [vertex, corner] = [0, 0];
    for (const part of parts) {
      const [end, last] = [vertex + part.positions.length / 3, corner + part.indices.length];
      const piece = {
        positions: done.positions.slice(3 * vertex, 3 * end),
        indices: done.indices.slice(corner, last).map((v) => v - vertex),
      };
      // The small cube is at 9, where single precision has a step of 1e-6: 1/100,000 of its side.
      expect(Math.abs(signedVolume(piece) / signedVolume(part) - 1)).toBeLessThan(1e-4);
      [vertex, corner] = [end, last];
    }
  });

  it('restores components that would vanish', () => {
    const flat = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2, 0, 2, 1) };
    const { positions } = smooth(flat, { iterations: 50 });
    expect(positions.every(Number.isFinite)).toBe(true);
  });
});

describe('smoothing boundaries', () => {
  /** Returns a flat square of n × n cells. */
  const sheet = (n: number): TriangleMesh => ({
    positions: Float32Array.from({ length: 3 * (n + 1) ** 2 }, (_, i) => {
      return [Math.floor(i / 3) % (n + 1), Math.floor(i / 3 / (n + 1)), 0][i % 3]!;
    }),
    indices: Uint32Array.from({ length: 6 * n * n }, (_, i) => {
      const [cell, corner] = [Math.floor(i / 6), [0, 1, n + 2, 0, n + 2, n + 1][i % 6]!];
      return Math.floor(cell / n) * (n + 1) + (cell % n) + corner;
    }),
  });

  it('moves only the corners, whatever the number of iterations', () => {
    const done = smooth(sheet(20), { iterations: 100 });
    const middles = [10, 21 * 10, 21 * 10 + 20, 21 * 20 + 10];
    const at = (v: number) => [...done.positions.subarray(3 * v, 3 * v + 3)];
    for (const [i, place] of [
      [10, 0],
      [0, 10],
      [20, 10],
      [10, 20],
    ].entries()) {
      const [x, y] = at(middles[i]!);
      expect(Math.hypot(x! - place[0]!, y! - place[1]!)).toBeLessThan(0.1);
    }
    // A corner moves inwards by 0.2 to 2 edge lengths.
    expect(Math.hypot(...at(0))).toBeGreaterThan(0.2);
    expect(Math.hypot(...at(0))).toBeLessThan(2);
  });

  it('does not move locked boundaries', () => {
    const mesh = sheet(6);
    const bent = { ...mesh, positions: mesh.positions.map((x, i) => (i % 3 === 2 ? ((i * 7) % 5) / 5 : x)) };
    const done = smooth(bent, { lockBorder: true });
    for (let v = 0; v < 49; v++) {
      const onBoundary = v % 7 === 0 || v % 7 === 6 || v < 7 || v >= 42;
      const same = [0, 1, 2].every((axis) => done.positions[3 * v + axis] === bent.positions[3 * v + axis]);
      expect(same).toBe(onBoundary);
    }
  });
});

it('keeps colours and uvs, and recomputes normals', () => {
  const ball = icosphere({ radius: 1, subdivisions: 2 });
  const colors = ball.positions.map(Math.abs);
  const done = smooth({ ...ball, colors, normals: new Float32Array(ball.positions.length) });
  expect(done.colors).toBe(colors);
  expect(Math.hypot(...done.normals!.subarray(0, 3))).toBeCloseTo(1, 6);
  expect(smooth(ball, { iterations: 0 }).positions).toEqual(ball.positions);
  expect(smooth({ positions: new Float32Array(3), indices: new Uint32Array() }).positions).toHaveLength(3);
});

it('rejects options out of range', () => {
  const ball = icosphere({ radius: 1, subdivisions: 1 });
  expect(() => smooth(ball, { iterations: 0.5 })).toThrow(/iterations/);
  expect(() => smooth(ball, { lambda: 2 })).toThrow(/lambda/);
  expect(() => smooth(ball, { mu: Number.NaN })).toThrow(expect.objectContaining({ code: 'bad-argument' }));
});
