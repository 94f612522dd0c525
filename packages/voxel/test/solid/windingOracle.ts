// Computes winding numbers by brute force, as the sum over all triangles, and makes damaged meshes, for tests.
import { type Grid, indexToWorld } from '../../src/core/grid.js';
import type { TriangleMesh } from '../../src/core/triangleMesh.js';

/** Returns the sum of the solid angles of all triangles, divided by 4π. Source: van Oosterom and Strackee 1983. */
export function windingBySum({ positions, indices }: TriangleMesh, x: number, y: number, z: number): number {
  let angle = 0;
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [0, 1, 2].map((corner) => {
      const v = 3 * indices[f + corner]!;
      return [positions[v]! - x, positions[v + 1]! - y, positions[v + 2]! - z];
    }) as [number[], number[], number[]];
    const dot = (p: number[], q: number[]) => p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!;
    const [la, lb, lc] = [Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b)), Math.sqrt(dot(c, c))];
    const determinant =
      a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) +
      a[1]! * (b[2]! * c[0]! - b[0]! * c[2]!) +
      a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!);
    angle += 2 * Math.atan2(determinant, la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb);
  }
  return angle / (4 * Math.PI);
}

/** Computes the winding number at every voxel's centre, slices fastest. */
export function windingOnGrid(mesh: TriangleMesh, grid: Grid): Float64Array {
  const [rows, columns, slices] = grid.shape;
  const out = new Float64Array(rows * columns * slices);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < slices; k++) out[at++] = windingBySum(mesh, ...indexToWorld(grid, [i, j, k]));
    }
  }
  return out;
}

/** Returns a mesh without the faces for whose index `isGone` returns true. */
export const without = (mesh: TriangleMesh, isGone: (face: number) => boolean): TriangleMesh => ({
  positions: mesh.positions,
  indices: mesh.indices.filter((_, corner) => !isGone(Math.floor(corner / 3))),
});

/** Returns a mesh whose triangles share no vertices, with every coordinate moved by up to `by`. */
export function soup({ positions, indices }: TriangleMesh, by = 0, uniform = () => 0): TriangleMesh {
  return {
    positions: Float32Array.from(
      { length: 3 * indices.length },
      (_, n) => positions[3 * indices[Math.floor(n / 3)]! + (n % 3)]! + by * uniform(),
    ),
    indices: indices.map((_, corner) => corner),
  };
}

/** Concatenates meshes. */
export function joined(...meshes: readonly TriangleMesh[]): TriangleMesh {
  const positions = meshes.flatMap((mesh) => Array.from(mesh.positions));
  let base = 0;
  const indices = meshes.flatMap((mesh) => {
    const own = Array.from(mesh.indices, (v) => v + base);
    base += mesh.positions.length / 3;
    return own;
  });
  return { positions: Float32Array.from(positions), indices: Uint32Array.from(indices) };
}
