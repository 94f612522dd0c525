// Dilates or erodes a mask by a disc, whose radius may be a fraction of a pixel.
import { type Packed, packed } from '@vrn/voxel';

/**
 * Dilates the mask by a disc of the given radius in pixels, or erodes it if the radius is negative. Returns the mask
 * itself if the radius is 0. Values never decrease under dilation and never increase under erosion.
 *
 * A dilated pixel is the maximum of v · clamp(|radius| + 1 − d, 0, 1) over all pixels, where v is the pixel's value
 * and d its distance in pixels. Erosion dilates 1 − mask and subtracts the result from 1. Beyond the frame, the mask
 * counts as background for dilation and as person for erosion, so that erosion does not detach a cropped person from
 * the frame.
 *
 * Cost: O(pixels · radius²).
 */
export function growMask(mask: Packed<Float32Array>, radius: number): Packed<Float32Array> {
  const [rows, columns] = mask.shape as [number, number];
  const reach = Math.abs(radius);
  if (reach === 0) return mask;
  const isEroded = radius < 0;
  const from = isEroded ? mask.data.map((value) => 1 - value) : mask.data;
  const disc: { down: number; right: number; weight: number }[] = [];
  const size = Math.ceil(reach);
  for (let down = -size; down <= size; down++) {
    for (let right = -size; right <= size; right++) {
      const weight = Math.min(1, reach + 1 - Math.sqrt(down * down + right * right));
      if (weight > 0) disc.push({ down, right, weight: down === 0 && right === 0 ? 1 : weight });
    }
  }
  const to = new Float32Array(from.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = from[i * columns + j]!;
      if (value === 0) continue;
      for (const { down, right, weight } of disc) {
        const [row, column] = [i + down, j + right];
        if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
        const at = row * columns + column;
        if (value * weight > to[at]!) to[at] = value * weight;
      }
    }
  }
  return packed(isEroded ? to.map((value) => 1 - value) : to, [rows, columns]);
}
