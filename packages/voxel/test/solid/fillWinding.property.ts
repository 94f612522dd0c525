// Tests the voxels that rule 'winding' fills against the winding number of every voxel's centre by brute force.
import { arbitraryClosedMesh, arbitraryGrid, insideOut } from '@vrn/test-utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/core/random.js';
import type { TriangleMesh } from '../../src/core/triangleMesh.js';
import { fillWinding } from '../../src/solid/fillWinding.js';
import { voxelize } from '../../src/solid/voxelize.js';
import { joined, soup, windingOnGrid, without } from './windingOracle.js';

const SETTINGS = { seed: 20_130_721, numRuns: 60 };

/** Error bound of winding numbers. Voxels whose winding number is closer than this to a threshold are not compared. */
const ACCURACY = 0.01;

/** Meshes that lack random faces or their first faces, displaced triangle soups, and pairs of which one lacks faces. */
const openMesh = fc
  .record({
    mesh: arbitraryClosedMesh(),
    other: arbitraryClosedMesh(),
    gone: fc.double({ min: 0, max: 0.6, noNaN: true }),
    seed: fc.nat(1e6),
    kind: fc.constantFrom('holes', 'cut', 'soup', 'pair'),
  })
  .map(({ mesh, other, gone, seed, kind }): TriangleMesh => {
    const rng = random(seed);
    const faces = mesh.indices.length / 3;
    const atRandom = Array.from({ length: faces }, () => rng.uniform() < gone);
    if (kind === 'cut') return without(mesh, (face) => face < Math.floor(gone * faces));
    if (kind === 'soup') return soup(mesh, 0.03, () => rng.uniform(-1, 1));
    const holed = without(mesh, (face) => atRandom[face]! && face > 0);
    return kind === 'pair' ? joined(holed, other) : holed;
  });

/** Counts the voxels that disagree with the winding numbers, without those too close to a threshold. */
function wrong(filled: Uint8Array, winding: Float64Array, threshold: number): number {
  const low = -Math.max(threshold, (1 + threshold) / 2);
  let count = 0;
  for (const [at, w] of winding.entries()) {
    if (Math.abs(w - threshold) < ACCURACY || Math.abs(w - low) < ACCURACY) continue;
    if (filled[at] !== (w >= threshold || w <= low ? 1 : 0)) count++;
  }
  return count;
}

describe('fillWinding', () => {
  it('fills where the surface goes round far enough, holes or not', () => {
    const threshold = fc.oneof(fc.constant(0.5), fc.double({ min: 0.1, max: 1.6, noNaN: true }));
    fc.assert(
      fc.property(openMesh, arbitraryGrid({ longest: 12 }), threshold, (mesh, grid, t) => {
        // fillWinding reverses meshes that are mostly inside out, such as some random soups.
        const turn = volumeAboutMiddle(mesh) < 0 ? -1 : 1;
        const winding = windingOnGrid(mesh, grid).map((w) => turn * w);
        expect(wrong(fillWinding(mesh, grid, t), winding, t)).toBe(0);
      }),
      SETTINGS,
    );
  });

  it('is rule nonzero on closed meshes, whichever way round, alone and together', () => {
    fc.assert(
      fc.property(arbitraryClosedMesh(), arbitraryClosedMesh(), arbitraryGrid({ longest: 16 }), (a, b, grid) => {
        for (const mesh of [a, insideOut(a), joined(a, b), joined(a, insideOut(b))]) {
          expect(fillWinding(mesh, grid, 0.5)).toEqual(voxelize(mesh, grid).data);
        }
      }),
      SETTINGS,
    );
  });

  it('is the same for a mesh and the mesh inside out', () => {
    fc.assert(
      fc.property(openMesh, arbitraryGrid({ longest: 12 }), (mesh, grid) => {
        const flipped = { ...mesh, indices: mesh.indices.map((_, c) => mesh.indices[c + 2 - 2 * (c % 3)]!) };
        const [filled, other] = [fillWinding(mesh, grid, 0.5), fillWinding(flipped, grid, 0.5)];
        const winding = windingOnGrid(mesh, grid);
        for (const [at, w] of winding.entries()) {
          if ([0.5, 0.75].some((level) => Math.abs(Math.abs(w) - level) < ACCURACY)) continue;
          expect(other[at]).toBe(filled[at]);
        }
      }),
      SETTINGS,
    );
  });
});

/** Returns six times the signed volume of the tetrahedra from the centroid of the surface to all triangles. */
function volumeAboutMiddle({ positions, indices }: TriangleMesh): number {
  const corner = (n: number) => Array.from(positions.subarray(3 * indices[n]!, 3 * indices[n]! + 3));
  const minus = (a: number[], b: number[]) => a.map((x, axis) => x - b[axis]!);
  const cross = (a: number[], b: number[]) =>
    [0, 1, 2].map((n) => a[(n + 1) % 3]! * b[(n + 2) % 3]! - a[(n + 2) % 3]! * b[(n + 1) % 3]!);
  const faces = Array.from({ length: indices.length / 3 }, (_, f) => {
    const [a, b, c] = [corner(3 * f), corner(3 * f + 1), corner(3 * f + 2)];
    const normal = cross(minus(b, a), minus(c, a));
    return { a, normal, area: Math.hypot(...normal), centre: a.map((x, n) => (x + b[n]! + c[n]!) / 3) };
  });
  const area = faces.reduce((sum, face) => sum + face.area, 0);
  const middle = [0, 1, 2].map((n) => faces.reduce((sum, face) => sum + face.area * face.centre[n]!, 0) / area);
  return faces.reduce((sum, { a, normal }) => {
    return sum + minus(a, middle).reduce((dot, x, n) => dot + x * normal[n]!, 0);
  }, 0);
}
