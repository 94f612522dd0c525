// Computes the voxel grid that a square crop around a person shows.
import { fitGrid, type Grid, type TriangleMesh, type Triple } from '@vrn/voxel';
import { PERSON_SHARE } from './options.js';

/**
 * Returns a grid of cubic voxels. x and y are centred on the mesh's bounds, z as `zAlign` says. The larger of height
 * and width fills `PERSON_SHARE · scale` of the grid's side, or less where the grid would be too shallow: the mesh is
 * never cropped in depth.
 */
export function cropGrid(
  mesh: TriangleMesh,
  shape: Triple,
  scale: number,
  zAlign: 'mean' | 'centroid' | 'bounds',
): Grid {
  const { min, max } = fitGrid(mesh, { shape: [1, 1, 1], margin: 0, zAlign });
  const centre = min.map((low, axis) => (low + max[axis]!) / 2) as [number, number, number];
  let width = 0;
  let height = 0;
  let depth = 0;
  for (let v = 0; v < mesh.positions.length; v += 3) {
    width = Math.max(width, Math.abs(mesh.positions[v]! - centre[0]));
    height = Math.max(height, Math.abs(mesh.positions[v + 1]! - centre[1]));
    depth = Math.max(depth, Math.abs(mesh.positions[v + 2]! - centre[2]));
  }
  const [rows, columns, slices] = shape;
  const framed = (2 * Math.max(width / columns, height / rows)) / (PERSON_SHARE * scale);
  const voxel = Math.max(framed, (2 * depth) / slices);
  const half = [(columns * voxel) / 2, (rows * voxel) / 2, (slices * voxel) / 2];
  const corner = (sign: 1 | -1) => centre.map((c, axis) => c + sign * half[axis]!) as unknown as Triple;
  return { shape, min: corner(-1), max: corner(1) };
}
