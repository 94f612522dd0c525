// Renders the depths of landmarks as input maps of networks: for each landmark, a Gaussian multiplied by the depth, and
// one map that shows where depths are known.
import { type Packed, packed } from '../core/volume.js';
import { checkMapOptions, checkMaps, DEPTH_UNIT, drawSegment, hasDepth } from './gaussians.js';
import type { Landmark } from './sample.js';

export interface DepthMapsOptions {
  readonly rows: number;
  readonly columns: number;
  /** Standard deviation in pixels, above 0. Default 1. */
  readonly sigma?: number;
  /** Depth that gives the value 1, in grid sides, above 0. Default 0.25. */
  readonly unit?: number;
}

export const DEPTH_MAPS_DEFAULTS = { sigma: 1, unit: DEPTH_UNIT } as const;

/**
 * Renders one map per landmark, a Gaussian of peak 1 multiplied by the landmark's signed depth divided by `unit`, and
 * one more map that shows where depths are known.
 *
 * The last map is the maximum of the Gaussians, with peak 1, of all landmarks whose depth is known. It tells a depth of
 * 0 from an unknown depth. One map suffices for all landmarks, since the heat maps show where each landmark is. Missing
 * landmarks (confidence not above 0, or NaN as row, column or confidence) and unknown depths (undefined or NaN) add
 * nothing. Positions are those of `landmarkHeatmaps`.
 *
 * @param points  `[row, column, confidence?, depth?]`: row and column in pixels, integers at pixel centres; depth from
 *   the pelvis in grid sides, positive away from the camera.
 * @param options.sigma  pixels, above 0; 1 by default.
 * @param options.unit  depth that gives the value 1, in grid sides, above 0; 0.25 by default, about half a metre.
 * @returns  `[rows, columns, points + 1]`, single precision.
 * @throws {VolumetricError} `bad-argument`, `bad-landmarks` (also for infinite depths); `bad-grid` for maps of 2³¹
 *   numbers or more; `no-eval` as {@link packed}
 * Cost: O(rows · columns · points) to clear, then at most 49 pixels per landmark at sigma 1.
 *
 * @example
 * const maps = landmarkDepthMaps([[2, 3, 1, -0.125]], { rows: 5, columns: 7 });
 * [maps.get(2, 3, 0), maps.get(2, 3, 1)];  // → [-0.5, 1]
 *
 * Not in the paper, whose networks read positions only.
 */
export function landmarkDepthMaps(points: readonly Landmark[], options: DepthMapsOptions): Packed<Float32Array> {
  checkMapOptions('landmarkDepthMaps', options);
  const { rows, columns, sigma = DEPTH_MAPS_DEFAULTS.sigma, unit = DEPTH_MAPS_DEFAULTS.unit } = options;
  const size = { rows, columns, sigma, unit };
  const channels = (points?.length ?? 0) + 1;
  checkMaps('landmarkDepthMaps', points, size, channels);
  const data = new Float32Array(rows * columns * channels);
  for (const [point, landmark] of points.entries()) {
    if (!hasDepth(landmark)) continue;
    const place = [landmark[0], landmark[1]] as const;
    drawSegment(place, place, size, (pixel, value) => {
      data[pixel * channels + point] = (value * landmark[3]!) / unit;
      const known = pixel * channels + points.length;
      data[known] = Math.max(data[known]!, value);
    });
  }
  return packed(data, [rows, columns, channels]);
}
