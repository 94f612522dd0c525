// Tests fractions of 40,000 tetrahedra whose faces, edges and vertices lie on planes between voxels and on each other's
// planes: every fraction is within 0..1, and their sum gives the exact volume.
import { expect, it } from 'vitest';
import { random, voxelize } from '../../src/index.js';

const COORDINATES = [-1, -0.5, 0, 0.5, 1];
const INDICES = Uint32Array.of(0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3);
const COUNT = 40_000;

it(`fractions of ${COUNT} tetrahedra with coordinates from {−1, −½, 0, ½, 1} · a, seed 1: within 0..1, sum exact`, () => {
  const rng = random(1);
  const wrong: unknown[] = [];
  for (let n = 0; n < COUNT; n++) {
    const a = rng.uniform(0.5, 1.5);
    const positions = Float32Array.from({ length: 12 }, () => COORDINATES[rng.integer(5)]! * a);
    const [u, v, w] = [3, 6, 9].map((at) => [0, 1, 2].map((k) => positions[at + k]! - positions[k]!)) as [
      number[],
      number[],
      number[],
    ];
    const volume =
      Math.abs(
        u[0]! * (v[1]! * w[2]! - v[2]! * w[1]!) -
          u[1]! * (v[0]! * w[2]! - v[2]! * w[0]!) +
          u[2]! * (v[0]! * w[1]! - v[1]! * w[0]!),
      ) / 6;
    const r = a * (1 + 1e-7);
    const grid = { shape: [6, 6, 6], min: [-r, -r, -r], max: [r, r, r] } as const;
    const { data } = voxelize({ positions, indices: INDICES }, grid, { occupancy: 'fraction' });
    let sum = 0;
    let isWithin = true;
    for (const share of data) {
      sum += share;
      if (!(share >= 0 && share <= 1)) isWithin = false;
    }
    // 1e-5 cubic world units allow for rounding 216 fractions to float32.
    if (!isWithin || Math.abs(sum * (r / 3) ** 3 - volume) > 1e-5) wrong.push([...positions]);
  }
  expect(wrong).toEqual([]);
}, 1_200_000);
