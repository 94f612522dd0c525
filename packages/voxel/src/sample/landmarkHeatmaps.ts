// Renders landmarks as heat maps, which are input maps of networks: one Gaussian per landmark.
import { checkOptions } from '../core/options.js';
import { type Packed, packed } from '../core/volume.js';
import { checkMaps, drawSegment, isPresent } from './gaussians.js';
import type { Landmark } from './sample.js';

export interface LandmarkHeatmapsOptions {
  readonly rows: number;
  readonly columns: number;
  /** Standard deviation in pixels, above 0. Default 1. */
  readonly sigma?: number;
}

export const LANDMARK_HEATMAPS_DEFAULTS = { sigma: 1 } as const;

/**
 * Renders one Gaussian per landmark: peak 1 at its sub-pixel position, 0 beyond three standard deviations.
 *
 * A missing landmark (confidence not above 0, or NaN as row, column or confidence) gives a map of zeros. A landmark
 * outside the image shows the part of its Gaussian that lies inside. Confidence does not scale the peak: it only says
 * whether the landmark is present.
 *
 * @param points  `[row, column, confidence?, …]` in pixels, integers at pixel centres. Depths are not shown.
 * @param options.sigma  pixels, above 0; 1 by default.
 * @returns  `[rows, columns, points]`, single precision.
 * @throws {VolumetricError} `bad-argument`, `bad-landmarks`; `bad-grid` for maps of 2³¹ numbers or more; `no-eval` as
 *   {@link packed}
 * Cost: O(rows · columns · points) to clear, then at most 49 pixels per landmark at sigma 1.
 *
 * @example
 * landmarkHeatmaps([[2, 3]], { rows: 5, columns: 7 }).get(2, 3, 0);  // → 1
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, 3.1 (one channel per landmark, sigma 1, about 6 pixels across).
 * Not in the paper: sub-pixel centres, and how missing landmarks are shown.
 */
export function landmarkHeatmaps(points: readonly Landmark[], options: LandmarkHeatmapsOptions): Packed<Float32Array> {
  checkOptions('landmarkHeatmaps', options, ['rows', 'columns', 'sigma']);
  const { rows, columns, sigma = LANDMARK_HEATMAPS_DEFAULTS.sigma } = options;
  const size = { rows, columns, sigma };
  checkMaps('landmarkHeatmaps', points, size, points?.length ?? 0);
  const depth = points.length;
  const data = new Float32Array(rows * columns * depth);
  for (const [point, landmark] of points.entries()) {
    if (!isPresent(landmark)) continue;
    const place = [landmark[0], landmark[1]] as const;
    drawSegment(place, place, size, (pixel, value) => {
      data[pixel * depth + point] = value;
    });
  }
  return packed(data, [rows, columns, depth]);
}
