// Computes the bounding boxes of meshes, and grids around them.
import type { Grid, TriangleMesh, Triple } from '@vrn/voxel';

export interface Box {
  readonly min: Triple;
  readonly max: Triple;
  readonly size: Triple;
  readonly centre: Triple;
}

/** Returns the box of the vertices that triangles use; there must be at least one triangle. */
export function boxOf({ positions, indices }: TriangleMesh): Box {
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const v of indices) {
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[3 * v + axis]!;
      if (value < min[axis]!) min[axis] = value;
      if (value > max[axis]!) max[axis] = value;
    }
  }
  const along = (of: (low: number, high: number) => number): Triple => [
    of(min[0], max[0]),
    of(min[1], max[1]),
    of(min[2], max[2]),
  ];
  return { min, max, size: along((low, high) => high - low), centre: along((low, high) => (low + high) / 2) };
}

/**
 * Returns a grid of cubic voxels around meshes.
 *
 * @param rows    voxels along the height of the first mesh.
 * @param margin  minimum number of free voxels at both ends of each axis; one more is added for rounding.
 */
export function gridAround(meshes: readonly [TriangleMesh, ...TriangleMesh[]], rows: number, margin: number): Grid {
  const boxes = meshes.map(boxOf);
  const voxel = boxes[0]!.size[1] / rows;
  const lowest = (axis: number): number => Math.min(...boxes.map(({ min }) => min[axis]!)) - (margin + 1) * voxel;
  const highest = (axis: number): number => Math.max(...boxes.map(({ max }) => max[axis]!)) + (margin + 1) * voxel;
  const min: Triple = [lowest(0), lowest(1), lowest(2)];
  const count = (axis: number): number => Math.ceil((highest(axis) - min[axis]!) / voxel);
  const [columns, across, slices] = [count(0), count(1), count(2)];
  return {
    shape: [across, columns, slices],
    min,
    max: [min[0] + columns * voxel, min[1] + across * voxel, min[2] + slices * voxel],
  };
}
