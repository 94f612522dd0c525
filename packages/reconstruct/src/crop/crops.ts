// Crops pictures and masks, with the same resampling as `reconstruct`.
import { check, type Packed, packed, type Square } from '@vrn/voxel';
import { cut } from './cut.js';
import { maskIn, type PersonMask } from './mask.js';
import { checkPicture, type Picture } from './picture.js';
import { checkSquare } from './square.js';

/** Maximum pixels per side of a crop. */
const MAX_SIZE = 8192;

/**
 * Resamples a square of a picture.
 *
 * Each pixel is the mean of the area that it covers; enlarged squares are interpolated bilinearly. Pixels outside the
 * picture are grey; in the crops of `reconstruct`, they repeat its outermost pixels. The result is the same on every
 * machine.
 *
 * @param square  in pixels of the picture; it may extend beyond the picture.
 * @param size    pixels per side of the result, 1..8192.
 * @returns  `[size, size, 3]` bytes, sRGB.
 * @throws {VolumetricError} `bad-image`, `bad-argument`
 *
 * @example
 * const shown = cropPicture(picture, body.square, 512);
 */
export function cropPicture(picture: Picture, square: Square, size: number): Packed<Uint8Array> {
  const photo = checkPicture('cropPicture', picture);
  checkSquare('cropPicture', square);
  checkSize('cropPicture', size);
  return packed(Uint8Array.from(cut(photo, square, size, 'grey').data), [size, size, 3]);
}

/**
 * Resamples a person's mask over another square.
 *
 * @param square  in pixels of the picture.
 * @param size    pixels per side of the result, 1..8192.
 * @returns  `[size, size]`, 0..1; the mask counts as 0 outside its own square.
 * @throws {VolumetricError} `bad-argument`
 */
export function cropMask(mask: PersonMask, square: Square, size: number): Packed<Float32Array> {
  checkSquare('cropMask', square);
  checkSize('cropMask', size);
  return maskIn(mask, square, size);
}

const checkSize = (caller: string, size: number): void =>
  check(Number.isInteger(size) && size >= 1 && size <= MAX_SIZE, 'bad-argument', () => {
    return `${caller}: size must be an integer of 1..${MAX_SIZE}, got ${size}`;
  });
