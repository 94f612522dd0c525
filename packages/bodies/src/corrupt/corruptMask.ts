// Corrupts a mask as segmentation does: erodes or dilates it, softens its outline, and adds holes and false patches.
import { type Packed, packed, type Random } from '@vrn/voxel';
import { gaussianBlur } from './gaussianBlur.js';
import { growMask } from './growMask.js';
import { drawFrom, ends, type Range } from './range.js';

export interface MaskFaults {
  readonly erosion: Range;
  readonly dilation: Range | undefined;
  readonly holes: number;
}

/**
 * Returns a copy of the mask with random holes and false patches and a displaced outline. The outline is softened if
 * `erosion` is a number above 0 and `dilation` is undefined.
 */
export function corruptMask(
  mask: Packed<Float32Array>,
  { rng, faults }: { readonly rng: Random; readonly faults: MaskFaults },
): Packed<Float32Array> {
  const [rows, columns] = mask.shape as [number, number];
  const data = mask.data.slice();
  const patch = (value: number): void => {
    const [row, column] = [rng.uniform(0, rows), rng.uniform(0, columns)];
    const [height, width] = [rng.uniform(0.02, 0.1) * rows, rng.uniform(0.02, 0.1) * columns];
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        if (((i - row) / height) ** 2 + ((j - column) / width) ** 2 < 1) data[i * columns + j] = value;
      }
    }
  };
  if (rng.uniform() < faults.holes) patch(0);
  if (rng.uniform() < faults.holes / 2) patch(1);
  const patched = packed(data, [rows, columns]);
  const { erosion, dilation } = faults;
  if (typeof erosion === 'number' && dilation === undefined)
    return erosion === 0 ? patched : softenOutline(patched, erosion, rng);
  return moveOutline(patched, { erosion, dilation: dilation ?? erosion, rng });
}

/** Moves the outline in or out. If both ranges have a maximum above 0, each direction has a probability of one half. */
function moveOutline(
  mask: Packed<Float32Array>,
  { erosion, dilation, rng }: { readonly erosion: Range; readonly dilation: Range; readonly rng: Random },
): Packed<Float32Array> {
  const can = { shrink: ends(erosion)[1] > 0, grow: ends(dilation)[1] > 0 };
  const shrinks = can.shrink && (rng.uniform() < 0.5 || !can.grow);
  const side = mask.shape[0]!;
  return growMask(mask, shrinks ? -drawFrom(rng, erosion) * side : drawFrom(rng, dilation) * side);
}

/**
 * Erodes or dilates a mask and softens its outline: the blurred mask b becomes 0.5 + s · (b − l), clamped to 0..1,
 * with a random level l within 0.2..0.8 and a random sharpness s within 2..8. `most` is about the largest displacement
 * of the outline, as a proportion of the number of rows.
 */
function softenOutline(mask: Packed<Float32Array>, most: number, rng: Random): Packed<Float32Array> {
  const [rows, columns] = mask.shape as [number, number];
  const radius = most * rows;
  const size = rng.uniform(-1, 1);
  const sigma = Math.max(0.3, radius * rng.uniform(0.5, 1.2));
  const data = gaussianBlur(mask.data, rows, columns, sigma);
  const level = 0.5 + 0.3 * size;
  const sharpness = rng.uniform(2, 8);
  for (let at = 0; at < data.length; at++) data[at] = Math.min(1, Math.max(0, 0.5 + sharpness * (data[at]! - level)));
  return packed(data, [rows, columns]);
}
