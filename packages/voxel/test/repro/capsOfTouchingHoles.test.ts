// Regression: holes that touch at vertices were closed by a single cap, which crossed the whole body, so that rule
// 'winding' had to examine nearly every voxel.

import { surfaceArea } from '@vrn/mesh';
import { icosphere } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { random, type TriangleMesh, voxelize, windingNumber } from '../../src/index.js';
import { holeCaps, openEdges } from '../../src/solid/winding/holeCaps.js';

/** Returns a ball that lacks each of its faces with probability `gone`, and the total area of the missing faces. */
function holed(subdivisions: number, gone: number, seed: number): TriangleMesh & { missing: number } {
  const ball = icosphere({ subdivisions });
  const rng = random(seed);
  const kept: number[] = [];
  for (let f = 0; f < ball.indices.length; f += 3) {
    if (rng.uniform() >= gone) kept.push(...ball.indices.subarray(f, f + 3));
  }
  const mesh = { positions: ball.positions, indices: Uint32Array.from(kept) };
  return { ...mesh, missing: surfaceArea(ball) - surfaceArea(mesh) };
}

describe('caps of holes that touch', () => {
  it.each([
    [0.1, 1.2],
    [0.33, 2],
    [0.5, 3],
  ])('cover little more than what is missing: %f of the faces, seed 3', (gone, most) => {
    const mesh = holed(4, gone, 3);
    const caps = { positions: mesh.positions, indices: holeCaps(openEdges(mesh)) };
    expect(surfaceArea(caps)).toBeLessThan(most * mesh.missing);
    expect(surfaceArea(caps)).toBeGreaterThan(0.5 * mesh.missing);
  });

  it.each([
    ['a third of the faces gone', holed(3, 0.33, 4)],
    ['half a ball', holed(3, 0, 1)],
  ] as const)('give the winding number at every centre: %s', (name, given) => {
    const half = given.indices.filter((_, n) => {
      const corner = n - (n % 3);
      return [0, 1, 2].every((c) => given.positions[3 * given.indices[corner + c]! + 2]! > -0.01);
    });
    const mesh = name === 'half a ball' ? { positions: given.positions, indices: half } : given;
    const side = 20;
    const grid = { shape: [side, side, side], min: [-1.1, -1.1, -1.1], max: [1.1, 1.1, 1.1] } as const;
    const exact = windingNumber(mesh, { beta: Infinity });
    const volume = voxelize(mesh, grid, { rule: 'winding' });
    const at = (n: number): number => -1.1 + ((n + 0.5) * 2.2) / side;
    let wrong = 0;
    for (let i = 0; i < side; i++) {
      for (let j = 0; j < side; j++) {
        for (let k = 0; k < side; k++) {
          const w = exact(at(j), -at(i), -at(k));
          // The documented accuracy is 0.01.
          const isSure = Math.abs(w - 0.5) > 0.01 && Math.abs(w + 0.75) > 0.01;
          if (isSure && volume.get(i, j, k) !== (w >= 0.5 || w <= -0.75 ? 1 : 0)) wrong++;
        }
      }
    }
    expect(wrong).toBe(0);
  });
});
