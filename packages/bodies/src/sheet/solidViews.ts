// Renders the surface of a volume from the front and from the person's left.
import { marchingCubes } from '@vrn/mesh';
import type { Grid, TriangleMesh, Volume } from '@vrn/voxel';
import { renderMesh } from '../render/renderMesh.js';
import type { Picture } from './canvas.js';

const WHITE = [1, 1, 1] as const;

/**
 * Renders two images of the surface at level 0.5. Each has `size` pixels along its longer side and a white background.
 *
 * Cost: O(voxels + size²), dominated by marching cubes.
 */
export function solidViews(
  volume: Volume,
  grid: Grid,
  size: number,
): { readonly front: Picture; readonly side: Picture } {
  const mesh = marchingCubes(volume, { grid });
  return { front: view(mesh, grid, size), side: view(...fromLeft(mesh, grid), size) };
}

function view(mesh: TriangleMesh, grid: Grid, size: number): Picture {
  const [height, width] = grid.shape;
  const pixel = size / Math.max(height, width);
  const [rows, columns] = [Math.max(1, Math.round(height * pixel)), Math.max(1, Math.round(width * pixel))];
  if (mesh.indices.length === 0)
    return { data: new Float32Array(rows * columns * 3).fill(1), rows, columns, channels: 3 };
  const { image } = renderMesh(mesh, { grid, rows, columns, background: WHITE });
  return { data: image.data, rows, columns, channels: 3 };
}

/** Rotates mesh and grid so that +x, the side of the left hand, faces the camera. */
function fromLeft(mesh: TriangleMesh, { shape, min, max }: Grid): [TriangleMesh, Grid] {
  const positions = new Float32Array(mesh.positions.length);
  for (let at = 0; at < positions.length; at += 3) {
    positions[at] = -mesh.positions[at + 2]!;
    positions[at + 1] = mesh.positions[at + 1]!;
    positions[at + 2] = mesh.positions[at]!;
  }
  const grid: Grid = {
    shape: [shape[0], shape[2], shape[1]],
    min: [-max[2], min[1], min[0]],
    max: [-min[2], max[1], max[0]],
  };
  return [{ positions, indices: mesh.indices }, grid];
}
