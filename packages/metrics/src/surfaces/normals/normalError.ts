// Computes the difference between the normal maps of two meshes, PIFu's measure of detail.
import { check, checkMesh, type TriangleMesh } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { boxOf, centreOf, longestSide } from '../box.js';
import { normalMap, type Side } from './normalMap.js';

export interface NormalErrorOptions {
  /**
   * Sides from which the maps are rendered; the result is the mean over the sides. Default: the front alone, the
   * photograph's view.
   */
  readonly views?: readonly Side[];
  /** Pixels per side of a map, an integer from 1 to 4096. Default 512. */
  readonly pixels?: number;
}

export const NORMAL_ERROR_DEFAULTS = {
  views: ['front'] as readonly Side[],
  pixels: 512,
} as const satisfies NormalErrorOptions;

const SIDES: readonly Side[] = ['front', 'right', 'back', 'left'];
/** Side of the image relative to the longest side of the ground truth's box. */
const MARGIN = 1.1;

/**
 * Normal reprojection error: both meshes are rendered as maps of unit normals, and the squared Euclidean difference
 * of the two is averaged over the pixels.
 *
 *     error = mean over pixels of |n(prediction) − n(truth)|²,   n = 0 where nothing is seen
 *
 * 0 for equal meshes. A pixel that only one mesh covers counts 1; a pixel with opposite normals counts 4. Maps are
 * orthographic; normals are interpolated between vertices. The image is a square around the ground truth's bounding
 * box, 1.1 times its longest side.
 *
 * @param prediction  mesh in world units, aligned with the ground truth. Read only.
 * @param truth       the ground truth: mesh in world units.
 * @param options     `views` ['front'], of 'front', 'right', 'back', 'left'; `pixels` 512 per side.
 * @returns           0..4
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(V + F + pixels² + pixels in the bounding boxes of all projected triangles) per view.
 *
 * @example
 * const a = box({ min: [0, 0, 0], max: [1, 1, 1] });
 * normalError(a, a);  // → 0
 * normalError(a, a, { views: ['front', 'right', 'back', 'left'], pixels: 64 });  // → 0
 *
 * Source: Saito et al. 2019 (PIFu), 4.1, "normal reprojection error", from the input's viewpoint; PIFuHD averages the
 * four sides. Not in the papers: the frame, how vertex normals are weighted, and the value of the background.
 */
export function normalError(prediction: TriangleMesh, truth: TriangleMesh, options: NormalErrorOptions = {}): number {
  checkOptions('normalError', options, NORMAL_ERROR_DEFAULTS);
  const { views = NORMAL_ERROR_DEFAULTS.views, pixels = NORMAL_ERROR_DEFAULTS.pixels } = options;
  check(
    Array.isArray(views) && views.length > 0 && views.every((view) => SIDES.includes(view)),
    'bad-argument',
    () => `normalError: views must be some of ${SIDES.join(', ')}, got [${String(views)}]`,
  );
  check(
    Number.isInteger(pixels) && pixels >= 1 && pixels <= 4096,
    'bad-argument',
    () => `normalError: pixels must be an integer of 1..4096, got ${pixels}`,
  );
  checkMesh(prediction, 'normalError');
  checkMesh(truth, 'normalError');
  const box = boxOf([truth]);
  const side = MARGIN * longestSide(box);
  check(side > 0, 'bad-mesh', () => 'normalError: truth must have a size, got a single point');
  const frame = { centre: centreOf(box), side, pixels };
  let sum = 0;
  for (const view of views) {
    const [ours, theirs] = [normalMap(prediction, view, frame), normalMap(truth, view, frame)];
    for (let n = 0; n < ours.length; n++) sum += (ours[n]! - theirs[n]!) ** 2;
  }
  return sum / (views.length * pixels * pixels);
}
