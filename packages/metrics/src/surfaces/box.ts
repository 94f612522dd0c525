// Computes bounding boxes of meshes, and grids around them.
import type { Grid, TriangleMesh, Triple } from '@vrn/voxel';

export interface Box {
  readonly min: Triple;
  readonly max: Triple;
}

/** Returns the bounding box of all vertices that faces use. */
export function boxOf(meshes: readonly TriangleMesh[]): Box {
  const min: [number, number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max: [number, number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { positions, indices } of meshes) {
    for (let corner = 0; corner < indices.length; corner++) {
      for (let axis = 0; axis < 3; axis++) {
        const value = positions[3 * indices[corner]! + axis]!;
        min[axis] = Math.min(min[axis]!, value);
        max[axis] = Math.max(max[axis]!, value);
      }
    }
  }
  return { min, max };
}

export const longestSide = ({ min, max }: Box): number => Math.max(...max.map((value, axis) => value - min[axis]!));

export const centreOf = ({ min, max }: Box): [number, number, number] =>
  min.map((low, axis) => low + (max[axis]! - low) / 2) as [number, number, number];

/**
 * Returns a cubic grid of `side`³ voxels around a box, with a margin of at least one voxel on every side. `side` must
 * be at least 3. A box of a single point gets the grid of a box of side 1.
 */
export function gridAbout(box: Box, side: number): Grid {
  const half = ((longestSide(box) || 1) / 2) * (side / (side - 2));
  const [x, y, z] = centreOf(box);
  return { shape: [side, side, side], min: [x - half, y - half, z - half], max: [x + half, y + half, z + half] };
}
