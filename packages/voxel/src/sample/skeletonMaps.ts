// Renders a skeleton, with depths along its bones, as input maps of networks: two maps per part of the body.
import { check } from '../core/errors.js';
import { type Packed, packed } from '../core/volume.js';
import { checkMapOptions, checkMaps, drawSegment, hasDepth } from './gaussians.js';
import { DEPTH_MAPS_DEFAULTS, type DepthMapsOptions } from './landmarkDepthMaps.js';
import type { Landmark } from './sample.js';

/** Parts of the body in the order of their maps, each with its bones: pairs of landmarks of MPII. */
export const SKELETON_PARTS = [
  {
    name: 'trunk and head',
    bones: [
      [6, 2],
      [6, 3],
      [6, 7],
      [7, 12],
      [7, 13],
      [7, 8],
      [8, 9],
    ],
  },
  {
    name: 'right arm',
    bones: [
      [12, 11],
      [11, 10],
    ],
  },
  {
    name: 'left arm',
    bones: [
      [13, 14],
      [14, 15],
    ],
  },
  {
    name: 'right leg',
    bones: [
      [2, 1],
      [1, 0],
    ],
  },
  {
    name: 'left leg',
    bones: [
      [3, 4],
      [4, 5],
    ],
  },
] as const satisfies readonly {
  readonly name: string;
  readonly bones: readonly (readonly [from: number, to: number])[];
}[];

/** Number of maps: presence and depth of each part. */
const CHANNELS = 10;

/**
 * Renders the bones of a person as lines with a Gaussian profile, in two maps per part of the body: presence, and
 * presence multiplied by the signed depth divided by `unit`.
 *
 * The parts are trunk and head, right arm, left arm, right leg and left leg, so that limbs that cross in the image do
 * not mix. Depth is interpolated linearly along a bone. Where bones of one part overlap, a pixel shows the bone whose
 * line is nearest, and of equally near ones the one nearer to the camera. A bone is drawn only if both of its landmarks
 * are present (confidence above 0, no NaN) with known depths, so presence tells a depth of 0 from an unknown depth.
 *
 * @param points  the 16 landmarks of MPII, `[row, column, confidence?, depth?]`: row and column in pixels, integers at
 *   pixel centres; depth from the pelvis in grid sides, positive away from the camera.
 * @param options.sigma  standard deviation of the profile, pixels, above 0; 1 by default.
 * @param options.unit  depth that gives the value 1, in grid sides, above 0; 0.25 by default, about half a metre.
 * @returns  `[rows, columns, 10]`, single precision: presence and depth of each of {@link SKELETON_PARTS}.
 * @throws {VolumetricError} `bad-argument`, `bad-landmarks` (not 16, or infinite depths); `bad-grid` for maps of 2³¹
 *   numbers or more; `no-eval` as {@link packed}
 * Cost: O(rows · columns), and the bounding box of each bone.
 *
 * @example
 * const arm = LANDMARK_NAMES.map((_, n) => (n === 11 ? [2, 3, 1, 0] : n === 12 ? [2, 7, 1, 0.25] : [0, 0, 0]));
 * const maps = skeletonMaps(arm, { rows: 5, columns: 11 });
 * [maps.get(2, 5, 2), maps.get(2, 5, 3)];  // → [1, 0.5]
 *
 * Not in the paper, whose networks read positions only.
 */
export function skeletonMaps(points: readonly Landmark[], options: DepthMapsOptions): Packed<Float32Array> {
  checkMapOptions('skeletonMaps', options);
  const { rows, columns, sigma = DEPTH_MAPS_DEFAULTS.sigma, unit = DEPTH_MAPS_DEFAULTS.unit } = options;
  const size = { rows, columns, sigma, unit };
  checkMaps('skeletonMaps', points, size, CHANNELS);
  check(points.length === 16, 'bad-landmarks', () => `skeletonMaps: points must be 16, got ${points.length}`);
  const data = new Float32Array(rows * columns * CHANNELS);
  for (const [part, { bones }] of SKELETON_PARTS.entries()) {
    for (const [a, b] of bones) {
      const [from, to] = [points[a]!, points[b]!];
      if (!hasDepth(from) || !hasDepth(to)) continue;
      drawSegment([from[0], from[1]], [to[0], to[1]], size, (pixel, value, along) => {
        const at = pixel * CHANNELS + 2 * part;
        const depth = ((1 - along) * from[3]! + along * to[3]!) / unit;
        const single = Math.fround(value);
        if (single < data[at]! || (single === data[at]! && value * depth >= data[at + 1]!)) return;
        data[at] = value;
        data[at + 1] = value * depth;
      });
    }
  }
  return packed(data, [rows, columns, CHANNELS]);
}
