// Runs the detectors on the picture of a sample, as `reconstruct` runs them on a photograph.
import type { StoredSample } from '@vrn/bodies';
import { type Landmark, type Packed, packed, type Square } from '@vrn/voxel';
import { personMask } from '../../crop/mask.js';
import { findPeople, type LonePerson } from '../../detect/findPeople.js';
import type { Detectors } from '../../detect/models/detectors.js';

/** The person that the detectors found, in pixels of the sample's image. */
export type Detection = Pick<LonePerson, 'square' | 'landmarks' | 'mask'>;

/**
 * Finds the person of a sample: the best one of `findPeople`, whom `reconstruct` would select. If `drawn.cut` says
 * that a border of the photograph cuts the person, the detectors see the image only up to this border.
 *
 * @returns  undefined if nobody is found.
 * @throws {VolumetricError} `bad-argument`, `bad-image`, `disposed`
 * Cost: that of `findPeople`.
 *
 * @example
 * const detection = await detectSample(await samples.get(0), detectors);
 * detection?.square;  // → { left, top, side } in pixels of the sample's image
 */
export async function detectSample(
  sample: Pick<StoredSample, 'image' | 'mask' | 'drawn'>,
  detectors: Detectors,
): Promise<Detection | undefined> {
  const { rows, columns, top, left } = frameOf(sample);
  const [, width] = sample.image.shape as [number, number, number];
  const bytes = new Uint8Array(rows * columns * 3);
  for (let i = 0; i < rows; i++) {
    const from = ((top + i) * width + left) * 3;
    for (let n = 0; n < columns * 3; n++) bytes[i * columns * 3 + n] = Math.round(255 * sample.image.data[from + n]!);
  }
  const [person] = await findPeople({ data: bytes, width: columns, height: rows }, detectors);
  if (person === undefined) return undefined;
  const moved = (square: Square): Square => ({ ...square, left: square.left + left, top: square.top + top });
  const { square, landmarks, mask } = person;
  return {
    square: moved(square),
    landmarks: landmarks.map(([row, column, ...rest]): Landmark => [row + top, column + left, ...rest]),
    mask: personMask(mask.data, mask.shape[0]!, moved(mask.square)),
  };
}

interface Frame {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** Returns the part of the image that the photograph shows. The mask ends at the border that cuts the person. */
function frameOf({ mask, drawn }: Pick<StoredSample, 'mask' | 'drawn'>): Frame {
  const [rows, columns] = mask.shape as [number, number];
  const side = drawn?.cut?.side;
  const whole = { top: 0, left: 0, rows, columns };
  if (side === undefined) return whole;
  const { top, left, bottom, right } = boundsOf(mask);
  if (bottom <= top) return whole;
  if (side === 'top') return { ...whole, top, rows: rows - top };
  if (side === 'left') return { ...whole, left, columns: columns - left };
  return side === 'bottom' ? { ...whole, rows: bottom } : { ...whole, columns: right };
}

/** Returns the box around the pixels that the mask covers at least partly; `bottom` and `right` are excluded. */
function boundsOf({ data, shape }: Packed<Float32Array>): { top: number; left: number; bottom: number; right: number } {
  const [rows, columns] = shape as [number, number];
  let [top, left, bottom, right] = [rows, columns, 0, 0];
  for (let at = 0; at < data.length; at++) {
    if (data[at] === 0) continue;
    const [i, j] = [Math.floor(at / columns), at % columns];
    [top, left, bottom, right] = [Math.min(top, i), Math.min(left, j), Math.max(bottom, i + 1), Math.max(right, j + 1)];
  }
  return { top, left, bottom, right };
}

/** Returns an image as bytes: `[rows, columns, 3]`, sRGB. */
export const bytesOf = ({ data, shape }: Packed<Float32Array>): Packed<Uint8Array> =>
  packed(
    Uint8Array.from(data, (value) => Math.round(255 * value)),
    shape,
  );
