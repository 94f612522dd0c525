// Extracts one closed surface from a volume, and computes the outline of that surface.
import { keepLargest, marchingCubes, rasterize, smooth } from '@vrn/mesh';
import { silhouetteIou } from '@vrn/metrics';
import { check, type Grid, packed, type TriangleMesh, type View } from '@vrn/voxel';

/** Number of smoothing iterations: enough to remove the steps between voxels of 1/64 of the picture's side. */
const SMOOTHING = 8;

/** Pixels per side of the images in which the body's outline is compared with the mask. */
export const OUTLINE_SIZE = 256;

/** Returns the grid of cubic voxels whose x and y span −1 to 1. */
export function gridOf(volume: View): Grid {
  const [rows, columns, slices] = volume.shape as [number, number, number];
  const depth = slices / columns;
  return { shape: [rows, columns, slices], min: [-1, -1, -depth], max: [1, 1, depth] };
}

/**
 * Extracts the surface of a volume, keeps its largest component, and smooths it.
 *
 * @throws {VolumetricError} `no-person` when the volume is empty.
 */
export function surfaceOf(volume: View, grid: Grid): TriangleMesh {
  const all = marchingCubes(volume, { grid });
  check(all.indices.length > 0, 'no-person', () => {
    return 'reconstruct: picture must show a person for whom the network predicts a body, got an empty volume';
  });
  return smooth(keepLargest(all), { iterations: SMOOTHING });
}

/** Returns the IoU of the mesh's outline and a mask of `[OUTLINE_SIZE, OUTLINE_SIZE]`. */
export function outlineIou(mesh: TriangleMesh, grid: Grid, mask: View): number {
  const { face } = rasterize(mesh, { grid, rows: OUTLINE_SIZE, columns: OUTLINE_SIZE });
  const outline = packed(
    Uint8Array.from(face, (f) => (f < 0 ? 0 : 1)),
    [OUTLINE_SIZE, OUTLINE_SIZE, 1],
  );
  return silhouetteIou(outline, mask);
}
