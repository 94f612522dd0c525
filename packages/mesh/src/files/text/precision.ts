// Handles coordinates far from the origin: checks the origin that callers subtract, and warns of lost precision.
import { check } from '@vrn/voxel';
import type { Warnings } from './warnings.js';

export type Origin = readonly [x: number, y: number, z: number];

/** Precision loss is noticeable where rounding moves coordinates by more than this fraction of the mesh's diagonal. */
const MAX_LOSS = 2 ** -18;

/** Maximum relative error of rounding to single precision, which has 24 significant bits. */
const ROUNDING = 2 ** -24;

/** Returns the origin, `[0, 0, 0]` for undefined. Throws `bad-argument` unless it is three finite numbers. */
export function checkOrigin(caller: string, origin: Origin | undefined): Origin {
  if (origin === undefined) return [0, 0, 0];
  const good = Array.isArray(origin) && origin.length === 3 && origin.every((value) => Number.isFinite(value));
  check(good, 'bad-argument', () => `${caller}: origin must be three finite numbers, got ${JSON.stringify(origin)}`);
  return origin;
}

/**
 * Warns if coordinates are so far from the origin, relative to the mesh's size, that rounding to single precision moves
 * them noticeably. Does not warn if there is only one vertex or if all coordinates are exact integers.
 *
 * @param positions  `[3V]`, as stored; NaN entries are ignored
 * @param isExact    whether the file stores single-precision numbers, so that nothing was lost
 */
export function warnOfLoss(positions: Float32Array, warnings: Warnings, isExact = false): void {
  if (isExact || positions.length <= 3) return;
  let [x0, y0, z0] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [x1, y1, z1] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]!;
    const y = positions[i + 1]!;
    const z = positions[i + 2]!;
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
    if (z < z0) z0 = z;
    if (z > z1) z1 = z;
  }
  const [min, max] = [
    [x0, y0, z0],
    [x1, y1, z1],
  ] as const;
  const largest = Math.max(...min.map(Math.abs), ...max.map(Math.abs));
  const diagonal = Math.hypot(...max.map((high, axis) => high - min[axis]!));
  const loss = largest * ROUNDING;
  if (!Number.isFinite(diagonal) || loss <= MAX_LOSS * diagonal || largest === 0) return;
  // Integers up to 2²⁴ are exact: a flat or tiny mesh at integer coordinates loses nothing.
  if (largest <= 2 ** 24 && positions.every((value) => Number.isInteger(value) || Number.isNaN(value))) return;
  const origin = min.map((low, axis) => Math.round((low + max[axis]!) / 2));
  warnings.add(
    `positions reach ${largest.toPrecision(7)} and lose up to ${loss.toPrecision(2)} in float32 precision: ` +
      `subtract an origin by the option { origin: [${origin.join(', ')}] }`,
  );
}
