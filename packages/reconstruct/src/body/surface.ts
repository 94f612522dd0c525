// Extracts one closed surface from a volume, and compares the outline of a surface with a mask.
import { keepLargest, marchingCubes, rasterize, smooth, vertexNormals } from '@vrn/mesh';
import { silhouetteIou } from '@vrn/metrics';
import { type Grid, packed, type TriangleMesh, type View } from '@vrn/voxel';

/** Number of smoothing iterations: enough to remove the steps between voxels of 1/64 of the crop's side. */
const SMOOTHING = 8;

/** Pixels per side of the images in which the body's outline is compared with the mask. */
export const OUTLINE_SIZE = 256;

/** Returns the grid of a volume with as many rows as columns: cubic voxels; x and y from −1 to 1, z centred at 0. */
export function gridOf(volume: View): Grid {
  const [rows, columns, slices] = volume.shape as [number, number, number];
  const depth = slices / columns;
  return { shape: [rows, columns, slices], min: [-1, -1, -depth], max: [1, 1, depth] };
}

/**
 * Extracts the surface of a volume, keeps its largest component, and smooths it.
 *
 * @param level  probability at which the surface lies. Default 0.5.
 * @returns      mesh with normals; undefined if no voxel reaches the level.
 */
export function surfaceOf(volume: View, grid: Grid, level?: number): TriangleMesh | undefined {
  const all = marchingCubes(volume, { grid, ...(level !== undefined && { level }) });
  if (all.indices.length === 0) return undefined;
  const mesh = smooth(keepLargest(all), { iterations: SMOOTHING });
  return { ...mesh, normals: vertexNormals(mesh) };
}

/** Returns the IoU of the outline of a mesh in the frame of the view and a mask of `[OUTLINE_SIZE, OUTLINE_SIZE]`. */
export function outlineIou(mesh: TriangleMesh, grid: Grid, mask: View): number {
  const { face } = rasterize(mesh, { grid, rows: OUTLINE_SIZE, columns: OUTLINE_SIZE });
  const outline = packed(
    Uint8Array.from(face, (f) => (f < 0 ? 0 : 1)),
    [OUTLINE_SIZE, OUTLINE_SIZE, 1],
  );
  return silhouetteIou(outline, mask);
}
