// Computes how deep the samples of a grid are inside a solid.
import { type Grid, type TriangleMesh, voxelize, worldToIndex } from '@vrn/voxel';
import { addTriangles, type DistanceField } from './distances.js';

/**
 * Returns the negated distance to the surface inside a solid, exact within `band` of the surface and −band deeper
 * inside; 0 outside.
 *
 * The solid is what rule 'nonzero' fills, so parts that overlap form their union; surfaces inside it do not count.
 *
 * Cost: O(voxels + samples within the band of each triangle).
 */
export function depths(mesh: TriangleMesh, grid: Grid, band: number): DistanceField {
  const inside = voxelize(mesh, grid).data;
  // Samples outside the solid are 0 already, and `addTriangles` changes only positive samples.
  const data = Float32Array.from(inside, (value) => value * band);
  addTriangles({ grid, data }, mesh, band, outerFaces(mesh, grid, inside));
  for (let at = 0; at < data.length; at++) data[at] = -data[at]!;
  return { grid, data };
}

/** Returns 0 for each face with filled voxels on both sides of its centre, and 1 for faces that bound the solid. */
function outerFaces({ positions: p, indices }: TriangleMesh, grid: Grid, inside: Uint8Array): Uint8Array {
  const [rows, columns, slices] = grid.shape;
  const reach = (0.9 * (grid.max[0] - grid.min[0])) / columns;
  return Uint8Array.from({ length: indices.length / 3 }, (_, face) => {
    const corner = (n: number) => 3 * indices[3 * face + n]!;
    const [a, b, c] = [corner(0), corner(1), corner(2)];
    const u = [0, 1, 2].map((axis) => p[b + axis]! - p[a + axis]!);
    const v = [0, 1, 2].map((axis) => p[c + axis]! - p[a + axis]!);
    const normal = [0, 1, 2].map((n) => {
      const [i, j] = [(n + 1) % 3, (n + 2) % 3];
      return u[i]! * v[j]! - u[j]! * v[i]!;
    });
    const length = Math.hypot(...normal) || 1;
    const isFilled = (sign: number): boolean => {
      const place = [0, 1, 2].map((axis) => {
        return (p[a + axis]! + p[b + axis]! + p[c + axis]!) / 3 + (sign * reach * normal[axis]!) / length;
      });
      const [i, j, k] = worldToIndex(grid, place as [number, number, number]).map(Math.round) as number[];
      const isInGrid = i! >= 0 && j! >= 0 && k! >= 0 && i! < rows && j! < columns && k! < slices;
      return isInGrid && inside[(i! * columns + j!) * slices + k!] === 1;
    };
    return Number(!(isFilled(1) && isFilled(-1)));
  });
}
