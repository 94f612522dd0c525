// From a volume to one closed surface, and the outline of that surface.
import { keepLargest, marchingCubes, rasterize, smooth } from '@vrn/mesh';
import { silhouetteIou } from '@vrn/metrics';
import { check, type Grid, packed, type TriangleMesh, type View } from '@vrn/voxel';

/** Iterations of smoothing: voxels of 1/64 of the picture leave steps. */
const SMOOTHING = 8;

/** The outline is compared at this resolution. */
export const OUTLINE_SIZE = 256;

/** The box of cubic voxels whose x and y span −1..1. */
export function gridOf(volume: View): Grid {
  const [rows, columns, slices] = volume.shape as [number, number, number];
  const depth = slices / columns;
  return { shape: [rows, columns, slices], min: [-1, -1, -depth], max: [1, 1, depth] };
}

/**
 * The largest piece of the volume's surface, smoothed.
 *
 * @throws {VolumetricError} `no-person` when the volume is empty.
 */
export function surfaceOf(volume: View, grid: Grid): TriangleMesh {
  const all = marchingCubes(volume, { grid });
  check(all.indices.length > 0, 'no-person', () => {
    return 'reconstruct: picture must show a person of whom the network predicts something, got an empty volume';
  });
  return smooth(keepLargest(all), { iterations: SMOOTHING });
}

/** IoU of the mesh's outline and a mask of `OUTLINE_SIZE` pixels a side. */
export function outlineIou(mesh: TriangleMesh, grid: Grid, mask: View): number {
  const { face } = rasterize(mesh, { grid, rows: OUTLINE_SIZE, columns: OUTLINE_SIZE });
  const outline = packed(
    Uint8Array.from(face, (f) => (f < 0 ? 0 : 1)),
    [OUTLINE_SIZE, OUTLINE_SIZE, 1],
  );
  return silhouetteIou(outline, mask);
}
