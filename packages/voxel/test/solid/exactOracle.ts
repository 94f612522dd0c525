// Counts the surfaces in front of voxel centres by brute force in exact arithmetic: every triangle, every column.
import { type Grid, indexToWorld } from '../../src/core/grid.js';
import type { TriangleMesh } from '../../src/core/triangleMesh.js';

/**
 * Converts a double to an integer multiple of 2⁻¹⁸⁰: exact for every single-precision number and every centre of the
 * tests' grids.
 */
function exact(value: number): bigint {
  const scaled = value * 2 ** 180;
  if (!Number.isInteger(scaled)) throw new Error(`exact: ${value} is too small`);
  return BigInt(scaled);
}

type Point = readonly [bigint, bigint, bigint];
const sign = (n: bigint): number => (n > 0n ? 1 : n < 0n ? -1 : 0);

/**
 * Returns the side of p → q, seen from the camera, on which (x, y) lies: 1 left, −1 right. A point on the line counts
 * as moved by an infinitesimal step towards +x and by a far smaller one towards +y. Returns 0 if p and q coincide in
 * the view.
 */
function side([px, py]: Point, [qx, qy]: Point, x: bigint, y: bigint): number {
  return sign((qx - px) * (y - py) - (qy - py) * (x - px)) || sign(py - qy) || sign(qx - px);
}

/**
 * Computes the signed count of surfaces in front of every voxel's centre, slices fastest. A centre counts as moved by
 * an infinitesimal step towards +z, by a far smaller one towards +x, and by a far smaller one still towards +y.
 */
export function exactCounts({ positions, indices }: TriangleMesh, grid: Grid): Int32Array {
  const [rows, columns, slices] = grid.shape;
  const counts = new Int32Array(rows * columns * slices);
  const point = (v: number): Point => [exact(positions[v]!), exact(positions[v + 1]!), exact(positions[v + 2]!)];
  const centres = Array.from({ length: slices }, (_, k) => exact(indexToWorld(grid, [0, 0, k])[2]));
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [3 * indices[f]!, 3 * indices[f + 1]!, 3 * indices[f + 2]!];
    const [p, q, r] = [point(a), point(b), point(c)];
    const span = (axis: number) => {
      const values = [positions[a + axis]!, positions[b + axis]!, positions[c + axis]!];
      return [Math.min(...values), Math.max(...values)] as const;
    };
    const [[minX, maxX], [minY, maxY]] = [span(0), span(1)];
    const [ux, uy, uz] = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
    const [vx, vy, vz] = [r[0] - p[0], r[1] - p[1], r[2] - p[2]];
    const normal: Point = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const [worldX, worldY] = indexToWorld(grid, [i, j, 0]);
        if (worldX < minX || worldX > maxX || worldY < minY || worldY > maxY) continue;
        const [x, y] = [exact(worldX), exact(worldY)];
        const facing = side(p, q, x, y);
        if (side(q, r, x, y) !== facing || side(r, p, x, y) !== facing) continue;
        // A centre is behind the face only if it lies strictly behind its plane: centres on the plane move towards +z.
        const level = normal[0] * (x - p[0]) + normal[1] * (y - p[1]);
        for (let k = 0; k < slices; k++) {
          if (sign(level + normal[2] * (centres[k]! - p[2])) === -facing)
            counts[(i * columns + j) * slices + k]! += facing;
        }
      }
    }
  }
  return counts;
}
