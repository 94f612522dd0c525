// Computes the angle of view of a photograph from the focal length that cameras store in EXIF.
import { check } from '@vrn/voxel';

/** Diagonal of a frame of 35 mm film in millimetres. Equivalent focal lengths refer to it. */
const DIAGONAL = Math.sqrt(36 * 36 + 24 * 24);

/**
 * Returns the angle of view along the longer side of a picture, for `reconstruct`.
 *
 * @param focalLength  equivalent focal length in millimetres: `FocalLengthIn35mmFilm` (tag 0xA405) of EXIF. The
 *   picture must not be cropped.
 * @param picture      width and height in pixels, or in any other unit.
 * @returns  degrees, above 0 and below 180.
 * @throws {VolumetricError} `bad-argument`
 *
 * @example
 * fieldOfViewOf(50, { width: 3000, height: 2000 });  // → 39.597752709049864
 *
 * Source: CIPA DCG-001, equivalence by the diagonal.
 */
export function fieldOfViewOf(
  focalLength: number,
  picture: { readonly width: number; readonly height: number },
): number {
  const { width, height } = picture;
  check(focalLength > 0 && Number.isFinite(focalLength), 'bad-argument', () => {
    return `fieldOfViewOf: focalLength must be millimetres above 0, got ${focalLength}`;
  });
  check(width > 0 && height > 0 && Number.isFinite(width + height), 'bad-argument', () => {
    return `fieldOfViewOf: picture must have a width and a height above 0, got ${width} × ${height}`;
  });
  const longer = (DIAGONAL * Math.max(width, height)) / Math.sqrt(width * width + height * height);
  return (360 / Math.PI) * Math.atan(longer / 2 / focalLength);
}
