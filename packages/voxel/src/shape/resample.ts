// Resamples volumes to another resolution.
import { VolumetricError } from '../core/errors.js';
import { type Gathered, gather } from '../core/gather.js';
import { checkGrid, type Triple } from '../core/grid.js';
import { checkView, packed, type View, type Volume } from '../core/volume.js';

/**
 * Resamples a volume to another shape over the same box, one axis at a time. An axis that becomes finer is
 * interpolated linearly between voxel centres and constant beyond the outermost; an axis that becomes coarser takes
 * the mean over the extent of each new voxel, old voxels weighted by their overlap.
 *
 * Small details are therefore never lost between samples: a coarser volume has the same mean, and half the resolution
 * is the mean of 2×2×2 blocks. Weights and sums are in double precision and rounded once, so a constant volume
 * keeps its value bit for bit.
 *
 * @param volume  `[rows, columns, slices]`, any strides, finite in single precision.
 * @param shape   `[rows, columns, slices]`, positive integers.
 * @returns  single precision, also for bytes.
 * @throws {VolumetricError} `bad-volume`, `bad-grid` (shape), `no-eval` as {@link packed}
 * Cost: O(voxels of both volumes): axes that become coarser first, those that become finer last.
 *
 * @example
 * resample(volume64, [128, 128, 128]);  // finer, no sharper
 * resample(volume128, [64, 64, 64]);  // how much of each voxel is filled
 */
export function resample(volume: View, shape: Triple): Volume<Float32Array> {
  checkView(volume, 'resample', 'volume', 3);
  checkGrid({ shape, min: [0, 0, 0], max: [1, 1, 1] }, 'resample');
  let data = gather(volume, { mayShare: true });
  checkFinite(data);
  const lengths = [...volume.shape];
  // Axes that become coarser are processed from the first on, finer ones from the last: inner loops stay long.
  const coarser = [0, 1, 2].filter((axis) => shape[axis]! < lengths[axis]!);
  const finer = [2, 1, 0].filter((axis) => shape[axis]! > lengths[axis]!);
  const order = [...coarser, ...finer];
  for (const axis of order) {
    const [from, to] = [lengths[axis]!, shape[axis]!];
    const product = (some: readonly number[]) => some.reduce((a, n) => a * n, 1);
    const [outer, inner] = [product(lengths.slice(0, axis)), product(lengths.slice(axis + 1))];
    const size = outer * to * inner;
    const out = axis === order.at(-1) ? new Float32Array(size) : new Float64Array(size);
    alongAxis(data, out, { outer, inner, from, to, taps: to < from ? means(from, to) : lines(from, to) });
    lengths[axis] = to;
    data = out;
  }
  return packed(order.length > 0 ? (data as Float32Array) : new Float32Array(data), shape);
}

/**
 * Weights of an axis: element i of the result is Σ weights[start[i] + k] · old[first[i] + k], summed over
 * 0 ≤ k < start[i + 1] − start[i].
 */
interface Taps {
  readonly first: Int32Array;
  readonly start: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Weights of an axis that becomes coarser: the overlaps of old and new voxels, as fractions of a new voxel. In a common
 * unit, an old voxel has length `short` = to / g and a new one `long` = from / g, where g = gcd(from, to).
 */
function means(from: number, to: number): Taps {
  const common = greatest(from, to);
  const [long, short] = [from / common, to / common];
  return collect(to, long, (i) => {
    const first = Math.floor((i * long) / short);
    const weights: number[] = [];
    for (let old = first; old * short < (i + 1) * long; old++) {
      weights.push(Math.min((old + 1) * short, (i + 1) * long) - Math.max(old * short, i * long));
    }
    return { first, weights };
  });
}

/**
 * Weights of an axis that becomes finer, by linear interpolation. The centre of new voxel i is at the old index
 * ((2i + 1)·from − to) / (2·to), clamped to the outermost centres.
 */
function lines(from: number, to: number): Taps {
  const common = greatest(from, to);
  const [few, many] = [from / common, to / common];
  const divisor = 2 * many;
  return collect(to, divisor, (i) => {
    const at = Math.min((from - 1) * divisor, Math.max(0, (2 * i + 1) * few - many));
    const first = Math.max(0, Math.min(Math.floor(at / divisor), from - 2));
    const share = at - first * divisor;
    return { first, weights: from === 1 ? [divisor] : [divisor - share, share] };
  });
}

function collect(
  to: number,
  divisor: number,
  tapsOf: (i: number) => { readonly first: number; readonly weights: readonly number[] },
): Taps {
  const all = Array.from({ length: to }, (_, i) => tapsOf(i));
  const start = new Int32Array(to + 1);
  for (const [i, { weights }] of all.entries()) start[i + 1] = start[i]! + weights.length;
  return {
    first: Int32Array.from(all, ({ first }) => first),
    start,
    weights: Float64Array.from(
      all.flatMap(({ weights }) => weights),
      (weight) => weight / divisor,
    ),
  };
}

/** Resamples the middle axis: `[outer, from, inner]` to `[outer, to, inner]`. */
function alongAxis(
  data: Gathered,
  out: Float32Array | Float64Array,
  {
    outer,
    inner,
    from,
    to,
    taps: { first, start, weights },
  }: {
    readonly outer: number;
    readonly inner: number;
    readonly from: number;
    readonly to: number;
    readonly taps: Taps;
  },
): void {
  let target = 0;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < to; i++) {
      let source = (o * from + first[i]!) * inner;
      const [begin, end] = [start[i]!, start[i + 1]!];
      const rowEnd = target + inner;
      if (end - begin === 2) {
        const [a, b] = [weights[begin]!, weights[begin + 1]!];
        for (; target < rowEnd; target++, source++) out[target] = a * data[source]! + b * data[source + inner]!;
        continue;
      }
      for (; target < rowEnd; target++, source++) {
        let sum = 0;
        for (let tap = begin, at = source; tap < end; tap++, at += inner) sum += weights[tap]! * data[at]!;
        out[target] = sum;
      }
    }
  }
}

const greatest = (a: number, b: number): number => (b === 0 ? a : greatest(b, a % b));

function checkFinite(data: Gathered): void {
  if (data instanceof Uint8Array) return;
  for (let n = 0; n < data.length; n++) {
    const value = Math.fround(data[n]!);
    if (value - value === 0) continue;
    throw new VolumetricError(
      'bad-volume',
      `resample: volume must have finite values only, got ${data[n]} at place ${n}`,
    );
  }
}
