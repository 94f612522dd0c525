// Computes the square of a person that is the network's input, extended where the picture's frame cuts the person.
import { type Landmark, PERSON_SHARE, personSquare, type Square } from '@vrn/voxel';
import { COVERED, type PersonMask } from '../crop/mask.js';
import type { Side } from './missing.js';

/** Distances from pelvis and thorax down to the soles, and from thorax up to the top of the head, in body heights. */
const BELOW_PELVIS = 0.52;
const BELOW_THORAX = 0.81;
const ABOVE_THORAX = 0.2;

/**
 * Returns the square in which the person has the size of the people in the training data.
 *
 * In training data, squares are around the complete person. If a side of the picture cuts a person, the square is
 * therefore as large as for the complete person: the missing height is estimated from the proportions of a standing
 * body, and the missing width from the symmetry about the spine. Without landmarks for this, the square is that of the
 * visible part.
 *
 * @param height  height of the body, in pixels of the picture.
 * @throws {VolumetricError} `no-person` when the mask is empty.
 */
export function viewSquare(
  mask: PersonMask,
  landmarks: readonly Landmark[],
  { cutBy, height }: { readonly cutBy: readonly Side[]; readonly height: number },
): Square {
  const square = personSquare(mask, mask.square);
  if (cutBy.length === 0 || height === 0) return square;
  const place = (landmark: number): Landmark | undefined =>
    (landmarks[landmark]![2] ?? 1) > 0 ? landmarks[landmark] : undefined;
  const [pelvis, thorax] = [place(6), place(7)];
  let { top, bottom, left, right } = bounds(mask);
  if (cutBy.includes('bottom')) {
    if (pelvis !== undefined) bottom = Math.max(bottom, pelvis[0] + BELOW_PELVIS * height);
    else if (thorax !== undefined) bottom = Math.max(bottom, thorax[0] + BELOW_THORAX * height);
  }
  if (cutBy.includes('top') && thorax !== undefined) top = Math.min(top, thorax[0] - ABOVE_THORAX * height);
  const spine = (thorax ?? pelvis)?.[1];
  if (spine !== undefined && cutBy.includes('left')) left = Math.min(left, 2 * spine - right);
  if (spine !== undefined && cutBy.includes('right')) right = Math.max(right, 2 * spine - left);
  const side = Math.max(bottom - top, right - left) / PERSON_SHARE;
  return { left: (left + right - side) / 2, top: (top + bottom - side) / 2, side };
}

/** Returns the edges of the box around the covered pixels, in pixels of the picture. */
function bounds({ data, shape, square }: PersonMask): { top: number; bottom: number; left: number; right: number } {
  const size = shape[0]!;
  const pixel = square.side / size;
  let [top, bottom, left, right] = [size, 0, size, 0];
  for (let at = 0; at < data.length; at++) {
    if (data[at]! < COVERED) continue;
    const [i, j] = [Math.floor(at / size), at % size];
    [top, bottom] = [Math.min(top, i), Math.max(bottom, i + 1)];
    [left, right] = [Math.min(left, j), Math.max(right, j + 1)];
  }
  return {
    top: square.top + top * pixel,
    bottom: square.top + bottom * pixel,
    left: square.left + left * pixel,
    right: square.left + right * pixel,
  };
}
