// Draws Gaussian profiles around points and lines, and checks the arguments of maps of landmarks.
import { check } from '../core/errors.js';
import { checkGrid } from '../core/grid.js';
import { checkOptions } from '../core/options.js';
import type { Landmark } from './sample.js';

/** Size of a map, and the standard deviation of its Gaussians, in pixels. */
export interface MapSize {
  readonly rows: number;
  readonly columns: number;
  readonly sigma: number;
}

/** A point of the image in pixels, integers at pixel centres. */
export type Point = readonly [row: number, column: number];

/** Radius at which a Gaussian is cut off, in standard deviations: about 6 pixels across at sigma 1. */
const CUTOFF = 3;

/** Default depth that gives a map the value 1, in grid sides: 0.55 m where a person of 1.75 m fills 0.8 of the side. */
export const DEPTH_UNIT = 0.25;

/** Whether a landmark is present: row and column without NaN, and a confidence (by default 1) above 0. */
export const isPresent = ([row, column, confidence = 1]: Landmark): boolean =>
  !Number.isNaN(row + column + confidence) && confidence > 0;

/** Whether a landmark is present and its depth known. */
export const hasDepth = (landmark: Landmark): boolean =>
  isPresent(landmark) && landmark[3] !== undefined && !Number.isNaN(landmark[3]);

/**
 * Visits the pixels within {@link CUTOFF} standard deviations of a segment, row by row. A segment may have length 0.
 *
 * @param visit  called with the index of a pixel; the value exp(−d²/2), where d is its distance from the segment in
 *   standard deviations; and the position of the segment's nearest point, from 0 at `from` to 1 at `to`.
 */
export function drawSegment(
  from: Point,
  to: Point,
  { rows, columns, sigma }: MapSize,
  visit: (pixel: number, value: number, along: number) => void,
): void {
  const reach = CUTOFF * sigma;
  const [down, right] = [to[0] - from[0], to[1] - from[1]];
  const length = down ** 2 + right ** 2;
  const lastRow = Math.min(rows - 1, Math.floor(Math.max(from[0], to[0]) + reach));
  const lastColumn = Math.min(columns - 1, Math.floor(Math.max(from[1], to[1]) + reach));
  for (let i = Math.max(0, Math.ceil(Math.min(from[0], to[0]) - reach)); i <= lastRow; i++) {
    for (let j = Math.max(0, Math.ceil(Math.min(from[1], to[1]) - reach)); j <= lastColumn; j++) {
      const projected = length === 0 ? 0 : ((i - from[0]) * down + (j - from[1]) * right) / length;
      const along = Math.min(1, Math.max(0, projected));
      const squared = ((i - from[0] - along * down) ** 2 + (j - from[1] - along * right) ** 2) / sigma ** 2;
      if (squared <= CUTOFF ** 2) visit(i * columns + j, Math.exp(-squared / 2), along);
    }
  }
}

/**
 * Checks the options of maps of landmarks, and that the points are a list that is not empty; where depths are drawn
 * (`unit` is given), also that no depth is infinite.
 *
 * @throws {VolumetricError} `bad-argument`, `bad-landmarks`; `bad-grid` for maps of 2³¹ numbers or more
 */
export function checkMaps(
  caller: string,
  points: readonly Landmark[],
  options: MapSize & { readonly unit?: number },
  channels: number,
): void {
  const { rows, columns, sigma, unit } = options;
  check(
    Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0,
    'bad-argument',
    () => `${caller}: rows and columns must be positive integers, got ${rows} × ${columns}`,
  );
  check(sigma > 0 && Number.isFinite(sigma), 'bad-argument', () => {
    return `${caller}: sigma must be above 0, got ${sigma}`;
  });
  check(unit === undefined || (unit > 0 && Number.isFinite(unit)), 'bad-argument', () => {
    return `${caller}: unit must be above 0, got ${unit}`;
  });
  check(Array.isArray(points) && points.length > 0 && points.every(Array.isArray), 'bad-landmarks', () => {
    return `${caller}: points must be a list of [row, column, confidence?, depth?], got none`;
  });
  const infinite = points.findIndex(([, , , depth = 0]) => Math.abs(depth) === Number.POSITIVE_INFINITY);
  check(unit === undefined || infinite < 0, 'bad-landmarks', () => {
    return `${caller}: points must have finite depths or NaN, got an infinite one at ${infinite}`;
  });
  checkGrid({ shape: [rows, columns, channels], min: [0, 0, 0], max: [1, 1, 1] }, caller);
}

/** Refuses unknown options of a function that draws maps of depths. */
export const checkMapOptions = (caller: string, options: object): void =>
  checkOptions(caller, options, ['rows', 'columns', 'sigma', 'unit']);
