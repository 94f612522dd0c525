// Crops of a picture and of a mask, as the reconstruction makes them.
import { check, type Packed, packed, type Square } from '@vrn/voxel';
import { cut } from './cut.js';
import { maskIn, type PersonMask } from './mask.js';
import { checkPicture, type Picture } from './picture.js';
import { checkSquare } from './square.js';

/** Crops may have so many pixels along their side. */
const MAX_SIZE = 8192;

/**
 * A square of a picture at another resolution.
 *
 * Each pixel is the mean of the area that it covers; where the square is enlarged, values are bilinear. What lies beyond the
 * picture is grey. The arithmetic is the same on every machine.
 *
 * @param square  in pixels of the picture.
 * @param size    pixels along the side of the result.
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
 * A person's mask over another square, at another resolution.
 *
 * @param square  in pixels of the picture.
 * @returns  `[size, size]`, 0..1.
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
