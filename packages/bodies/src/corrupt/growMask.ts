// A mask thickened or thinned by a disc, by fractions of a pixel too.
import { type Packed, packed } from '@vrn/voxel';

/**
 * The mask dilated by a disc of a radius in pixels; for a negative radius eroded. Never less, or never more, than it was.
 *
 * Each pixel becomes the largest within reach, weighted down over the last pixel of it. What lies beyond the frame is taken for
 * background where the mask grows and for person where it shrinks, so that a person cut by the frame stays so.
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
