// Makes a soft volume agree with a mask: limits its values to those of the mask, and adds slabs to covered columns.
import { check } from '../core/errors.js';
import { checkOptions, defined } from '../core/options.js';
import { checkView, packed, type View, type Volume } from '../core/volume.js';

export interface ConditionOnMaskOptions {
  /** Standard deviation of the Gaussian that smooths depth and thickness, as a fraction of the rows. Default 1/64. */
  readonly softness?: number;
  /**
   * Depth over which the front and back of an inserted slab rise from 0 to 1, as a fraction of the rows; at least one
   * slice. Default 1/43.
   */
  readonly rise?: number;
  /**
   * Distance from the outline up to which limbs are assumed to be round, as a fraction of the rows; at least one pixel.
   * Default 3/64.
   */
  readonly roundness?: number;
}

export const CONDITION_ON_MASK_DEFAULTS = { softness: 1 / 64, rise: 1 / 43, roundness: 3 / 64 } as const;

/** Smoothed expected thickness, in slices, up to which a column takes its depth from its neighbours. */
const MIN_THICKNESS = 0.05;

/**
 * Changes a soft volume so that its silhouette agrees with a mask.
 *
 * A network that is unsure of a hand's depth spreads its probability over many slices, none of them above a half, and
 * the hand is lost, although the mask shows it. Each column that the mask covers therefore gets at least a slab. It is
 * centred at the depth S(Σ k·p) / S(Σ p), where p is the probability in slice k, limited to the mask's value, and S
 * smooths over neighbouring columns; where S(Σ p) is almost 0, at the mean depth of the adjacent columns instead. Half
 * of its thickness is S(Σ p) / 2 or, if that is larger, the distance to the outline, limited to `roundness`, as if
 * limbs were round. Larger values of the volume are kept. No value exceeds that of the mask. A connected part of the
 * mask in and near which the volume has almost no probability gets no slab. Without any probability within the mask,
 * the result is 0 everywhere.
 *
 * @param volume  `[rows, columns, slices]`, probabilities 0..1, any strides.
 * @param mask    `[rows, columns]`, 0..1: how much of each pixel is covered.
 * @returns  `[rows, columns, slices]`, 0..1.
 * @throws {VolumetricError} `bad-volume`, `shape-mismatch`, `bad-argument`, `no-eval` as {@link packed}
 * Cost: O(voxels + pixels · w), where w is the sum of `softness`, `roundness` and the width of the widest gap without
 *   depths, in pixels.
 *
 * @example
 * marchingCubes(conditionOnMask(await vrn.predict({ landmarks, mask }), mask), { grid });
 *
 * Not in the paper, which scores the networks' unchanged predictions.
 */
export function conditionOnMask(volume: View, mask: View, options: ConditionOnMaskOptions = {}): Volume<Float32Array> {
  checkOptions('conditionOnMask', options, CONDITION_ON_MASK_DEFAULTS);
  const { softness, rise, roundness } = { ...CONDITION_ON_MASK_DEFAULTS, ...defined(options) };
  checkView(volume, 'conditionOnMask', 'volume', 3);
  checkView(mask, 'conditionOnMask', 'mask', 2);
  const [rows, columns, slices] = volume.shape as [number, number, number];
  check(mask.shape[0] === rows && mask.shape[1] === columns, 'shape-mismatch', () => {
    return `conditionOnMask: mask must be ${rows} × ${columns} as the volume is, got ${mask.shape[0]} × ${mask.shape[1]}`;
  });
  const fractions = [softness, rise, roundness];
  check(
    fractions.every((each) => each >= 0 && each < 1),
    'bad-argument',
    () => {
      return `conditionOnMask: softness, rise and roundness must be fractions of the rows, got ${fractions.join(', ')}`;
    },
  );
  const cover = Float32Array.from({ length: rows * columns }, (_, at) => {
    return mask.data[mask.offset + Math.floor(at / columns) * mask.stride[0]! + (at % columns) * mask.stride[1]!]!;
  });
  const out = new Float32Array(rows * columns * slices);
  const thickness = new Float32Array(rows * columns);
  const moment = new Float32Array(rows * columns);
  for (let at = 0; at < cover.length; at++) {
    const seen = cover[at]!;
    let from = volume.offset + Math.floor(at / columns) * volume.stride[0]! + (at % columns) * volume.stride[1]!;
    for (let k = 0; k < slices; k++, from += volume.stride[2]!) {
      const p = Math.min(volume.data[from]!, seen);
      out[at * slices + k] = p;
      thickness[at]! += p;
      moment[at]! += p * k;
    }
  }
  const total = thickness.reduce((sum, value) => sum + value, 0);
  check(Number.isFinite(total) && Number.isFinite(cover.reduce((sum, value) => sum + value, 0)), 'bad-volume', () => {
    return 'conditionOnMask: volume and mask must have finite values only';
  });
  if (total === 0) return packed(out, [rows, columns, slices]);

  const near = spread([thickness, moment], { rows, columns, sigma: softness * rows });
  const depths = depthsOf(near[0]!, near[1]!, cover, rows, columns);
  const inside = distanceToOutline(cover, rows, columns, Math.max(1, Math.round(roundness * rows)));
  const slope = Math.max(1, rise * rows);
  for (let at = 0; at < cover.length; at++) {
    const seen = cover[at]!;
    const depth = depths[at]!;
    if (seen === 0 || Number.isNaN(depth)) continue;
    const half = Math.max(near[0]![at]! / 2, inside[at]!);
    const last = Math.min(slices - 1, Math.ceil(depth + half + slope));
    for (let k = Math.max(0, Math.floor(depth - half - slope)); k <= last; k++) {
      const slab = Math.min(seen, 0.5 + (half - Math.abs(k - depth)) / slope);
      if (slab > out[at * slices + k]!) out[at * slices + k] = slab;
    }
  }
  return packed(out, [rows, columns, slices]);
}

/**
 * Returns the expected depth of each column, in slices: its own where its thickness exceeds `MIN_THICKNESS`. In each of
 * at most rows + columns steps, covered columns without a depth get the mean of their neighbours' depths, if there are
 * any. NaN for all other columns.
 */
function depthsOf(
  thickness: Float32Array,
  moment: Float32Array,
  cover: Float32Array,
  rows: number,
  columns: number,
): Float32Array {
  const depths = Float32Array.from(thickness, (t, at) => (t > MIN_THICKNESS ? moment[at]! / t : Number.NaN));
  for (let round = 0; round < rows + columns; round++) {
    const found: [number, number][] = [];
    for (let at = 0; at < depths.length; at++) {
      if (!Number.isNaN(depths[at]) || cover[at] === 0) continue;
      const around = neighbours(at, rows, columns).filter((other) => !Number.isNaN(depths[other]));
      if (around.length === 0) continue;
      found.push([at, around.reduce((sum, other) => sum + depths[other]!, 0) / around.length]);
    }
    for (const [at, depth] of found) depths[at] = depth;
    if (found.length === 0) break;
  }
  return depths;
}

/** Returns the indices of the pixels above, below, left and right of a pixel. */
function neighbours(at: number, rows: number, columns: number): number[] {
  const [i, j] = [Math.floor(at / columns), at % columns];
  const all: number[] = [];
  if (i > 0) all.push(at - columns);
  if (i < rows - 1) all.push(at + columns);
  if (j > 0) all.push(at - 1);
  if (j < columns - 1) all.push(at + 1);
  return all;
}

/**
 * Returns half the thickness of a round limb at each pixel: the distance to the outline in steps along rows and
 * columns, at most `most`; the border of the mask counts as outline. 0 where less than half of the pixel is covered.
 */
function distanceToOutline(cover: Float32Array, rows: number, columns: number, most: number): Float32Array {
  const distance = Float32Array.from(cover, (value) => (value >= 0.5 ? most : 0));
  for (let step = 1; step < most; step++) {
    const before = distance.slice();
    for (let at = 0; at < before.length; at++) {
      if (before[at]! < step) continue;
      const [i, j] = [Math.floor(at / columns), at % columns];
      const rim = i === 0 || j === 0 || i === rows - 1 || j === columns - 1;
      if (rim || neighbours(at, rows, columns).some((other) => before[other]! < step)) distance[at] = step;
    }
  }
  return distance;
}

/**
 * Smooths maps with a Gaussian of `sigma` pixels along rows and columns, as if values beyond the border were 0. With a
 * sigma of 0 the maps are returned unchanged.
 */
function spread(
  maps: readonly Float32Array[],
  { rows, columns, sigma }: { readonly rows: number; readonly columns: number; readonly sigma: number },
): Float32Array[] {
  if (sigma === 0) return [...maps];
  const reach = Math.ceil(3 * sigma);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, n) => Math.exp(-((n - reach) ** 2) / (2 * sigma ** 2)));
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  const along = (map: Float32Array, length: number, step: number): Float32Array =>
    Float32Array.from(map, (_, at) => {
      const place = Math.floor(at / step) % length;
      let value = 0;
      for (let n = -reach; n <= reach; n++) {
        if (place + n >= 0 && place + n < length) value += (kernel[n + reach]! / sum) * map[at + n * step]!;
      }
      return value;
    });
  return maps.map((map) => along(along(map, columns, 1), rows, columns));
}
