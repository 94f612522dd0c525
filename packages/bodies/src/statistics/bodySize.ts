// Measures the size of a person and the agreement of mask and volume of a sample.
import { type Grid, type Packed, silhouette, type Volume, voxelSize } from '@vrn/voxel';

/** Measures of the volume and the mask of one sample. */
export interface BodySize {
  /** Size of the bounding box of solid voxels, in the grid's unit (metres); 0 if there are none. */
  readonly height: number;
  readonly width: number;
  readonly depth: number;
  /** Fraction of the volume's rows that the bounding box spans. */
  readonly share: number;
  /** Mean occupancy of all voxels, 0..1. */
  readonly occupied: number;
  /**
   * Intersection over union of the volume's silhouette and the mask, after reducing the mask to the silhouette's
   * resolution: 1 where it covers at least half of a pixel, else 0. NaN if both are empty.
   */
  readonly agreement: number;
}

/** Measures a sample. Cost: O(voxels + pixels). */
export function bodySize(volume: Volume, mask: Packed<Float32Array>, grid: Grid): BodySize {
  const front = silhouette(volume);
  const side = silhouette(volume, { axis: 1 });
  const [rows, columns] = front.shape as [number, number];
  const slices = side.shape[1]!;
  const [top, bottom, left, right] = extent(front.data, rows, columns);
  const [, , near, far] = extent(side.data, rows, slices);
  const [dx, dy, dz] = voxelSize(grid);
  let sum = 0;
  for (let at = 0; at < volume.data.length; at++) sum += volume.data[at]!;
  return {
    height: (bottom - top) * dy,
    width: (right - left) * dx,
    depth: (far - near) * dz,
    share: (bottom - top) / rows,
    occupied: sum / volume.data.length,
    agreement: agreement(front, mask),
  };
}

/** Returns the ranges of rows and columns with nonzero values, ends exclusive; all 0 if there are none. */
function extent(data: Uint8Array, rows: number, columns: number): [number, number, number, number] {
  let [top, bottom, left, right] = [rows, 0, columns, 0];
  for (let at = 0; at < data.length; at++) {
    if (data[at] === 0) continue;
    const [i, j] = [Math.floor(at / columns), at % columns];
    [top, bottom, left, right] = [Math.min(top, i), Math.max(bottom, i + 1), Math.min(left, j), Math.max(right, j + 1)];
  }
  return bottom === 0 ? [0, 0, 0, 0] : [top, bottom, left, right];
}

/** Computes {@link BodySize.agreement}. The mask may have more rows and columns than the silhouette. */
function agreement(outline: Packed<Uint8Array>, mask: Packed<Float32Array>): number {
  const [height, width] = outline.shape as [number, number];
  const [rows, columns] = mask.shape as [number, number];
  const covered = new Float64Array(height * width);
  const pixels = new Float64Array(height * width);
  for (let i = 0; i < rows; i++) {
    const line = Math.floor((i * height) / rows) * width;
    for (let j = 0; j < columns; j++) {
      const voxel = line + Math.floor((j * width) / columns);
      covered[voxel]! += mask.data[i * columns + j]!;
      pixels[voxel]!++;
    }
  }
  let [both, either] = [0, 0];
  for (let voxel = 0; voxel < covered.length; voxel++) {
    if (pixels[voxel] === 0) continue;
    const isSolid = outline.data[voxel] === 1;
    const isCovered = 2 * covered[voxel]! >= pixels[voxel]!;
    if (isSolid && isCovered) both++;
    if (isSolid || isCovered) either++;
  }
  return both / either;
}
