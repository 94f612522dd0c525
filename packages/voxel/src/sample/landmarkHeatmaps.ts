// Renders landmarks as heat maps, one Gaussian per point: the form in which networks read them.
import { check } from '../core/errors.js';
import { checkGrid } from '../core/grid.js';
import { checkOptions } from '../core/options.js';
import { type Packed, packed } from '../core/volume.js';
import type { Landmark } from './sample.js';

export interface LandmarkHeatmapsOptions {
  readonly rows: number;
  readonly columns: number;
  /** Standard deviation in pixels. */
  readonly sigma?: number;
}

export const LANDMARK_HEATMAPS_DEFAULTS = { sigma: 1 } as const;

/** Radius at which the Gaussian is cut off, in standard deviations: about 6 pixels across at sigma 1. */
const CUTOFF = 3;

/**
 * Renders one Gaussian per landmark: peak 1 at its sub-pixel position, 0 beyond three standard deviations.
 *
 * A missing landmark (confidence 0, or any NaN) gives a map of zeros. A landmark outside the image shows the part of
 * its Gaussian that lies inside. Confidence does not scale the peak: it only says whether the landmark is present.
 *
 * @param points  `[row, column, confidence?, …]` in pixels, integers at pixel centres. Depths are not shown.
 * @param options.sigma  pixels, above 0; 1 by default.
 * @returns  `[rows, columns, points]`, single precision.
 * @throws {VolumetricError} `bad-argument`, `bad-landmarks`
 * Cost: O(rows · columns · points) to clear, then 49 pixels per landmark at sigma 1.
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
  check(
    Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0,
    'bad-argument',
    () => `landmarkHeatmaps: rows and columns must be positive integers, got ${rows} × ${columns}`,
  );
  check(sigma > 0 && Number.isFinite(sigma), 'bad-argument', () => {
    return `landmarkHeatmaps: sigma must be above 0, got ${sigma}`;
  });
  check(Array.isArray(points) && points.length > 0 && points.every(Array.isArray), 'bad-landmarks', () => {
    return 'landmarkHeatmaps: points must be a list of [row, column, confidence?], got none';
  });
  const depth = points.length;
  checkGrid({ shape: [rows, columns, depth], min: [0, 0, 0], max: [1, 1, 1] }, 'landmarkHeatmaps');
  const data = new Float32Array(rows * columns * depth);
  for (const [point, [row, column, confidence = 1]] of points.entries()) {
    if (Number.isNaN(row + column + confidence) || confidence <= 0) continue;
    const reach = CUTOFF * sigma;
    const lastRow = Math.min(rows - 1, Math.floor(row + reach));
    const lastColumn = Math.min(columns - 1, Math.floor(column + reach));
    for (let i = Math.max(0, Math.ceil(row - reach)); i <= lastRow; i++) {
      for (let j = Math.max(0, Math.ceil(column - reach)); j <= lastColumn; j++) {
        const squared = ((i - row) ** 2 + (j - column) ** 2) / sigma ** 2;
        if (squared <= CUTOFF ** 2) data[(i * columns + j) * depth + point] = Math.exp(-squared / 2);
      }
    }
  }
  return packed(data, [rows, columns, depth]);
}
