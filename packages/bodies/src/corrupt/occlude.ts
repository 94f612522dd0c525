// Draws objects in front of the person over the image, sets the mask to 0 behind them, and optionally marks landmarks
// behind them as missing.
import { type Landmark, type Packed, packed, type Random } from '@vrn/voxel';
import { withoutConfidence } from './corruptLandmarks.js';
import { drawFrom, drawInteger, type Range } from './range.js';

export interface OccluderFaults {
  readonly occluders: Range;
  readonly occluderSize: readonly [low: number, high: number];
  readonly occludersHide: boolean;
}

/** Coverage of an object at a pixel, 0..1, with an outline that is soft over one pixel. */
type Shape = (row: number, column: number) => number;

interface Photograph {
  readonly image?: Packed<Float32Array>;
  readonly mask: Packed<Float32Array>;
  readonly landmarks: readonly Landmark[];
}

/**
 * Draws ellipses, rotated boxes and bars over the image, each shaded and in its own colours, some with stripes. The
 * mask becomes 0 behind them. If `occludersHide`, landmarks behind them get confidence 0.
 *
 * Their centres are drawn within the bounding box of the mask, so that most of them occlude the person.
 */
export function occlude<T extends Photograph>(
  seen: T,
  { rng, faults }: { readonly rng: Random; readonly faults: OccluderFaults },
): T {
  const count = drawInteger(rng, faults.occluders);
  if (count === 0) return seen;
  const [rows, columns] = seen.mask.shape as [number, number];
  const mask = seen.mask.data.slice();
  const image = seen.image?.data.slice();
  const box = bounds(seen.mask);
  let landmarks = seen.landmarks;
  for (let n = 0; n < count; n++) {
    const own = rng.fork(n);
    const covers = shape(own, box, faults.occluderSize, rows);
    const paint = painter(own.fork(1), rows);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const cover = covers(i, j);
        if (cover === 0) continue;
        const at = i * columns + j;
        mask[at]! *= 1 - cover;
        if (image === undefined) continue;
        for (let c = 0; c < 3; c++) image[3 * at + c] = (1 - cover) * image[3 * at + c]! + cover * paint(i, j, c);
      }
    }
    if (!faults.occludersHide) continue;
    landmarks = landmarks.map((each): Landmark => (covers(each[0], each[1]) >= 0.5 ? withoutConfidence(each) : each));
  }
  const shown = image === undefined ? {} : { image: packed(image, [rows, columns, 3]) };
  return { ...seen, ...shown, mask: packed(mask, [rows, columns]), landmarks };
}

/**
 * Returns the first and last row and column, inclusive, in which the mask has a pixel of at least 0.5; those of the
 * whole image if there is no such pixel.
 */
export function bounds(
  mask: Packed<Float32Array>,
): readonly [top: number, bottom: number, left: number, right: number] {
  const [rows, columns] = mask.shape as [number, number];
  let [top, bottom, left, right] = [rows, -1, columns, -1];
  for (let at = 0; at < mask.data.length; at++) {
    if (mask.data[at]! < 0.5) continue;
    const [i, j] = [Math.floor(at / columns), at % columns];
    [top, bottom] = [Math.min(top, i), Math.max(bottom, i)];
    [left, right] = [Math.min(left, j), Math.max(right, j)];
  }
  return bottom < 0 ? [0, rows - 1, 0, columns - 1] : [top, bottom, left, right];
}

function shape(
  rng: Random,
  [top, bottom, left, right]: ReturnType<typeof bounds>,
  size: readonly [number, number],
  side: number,
): Shape {
  const kind = rng.integer(3);
  const [row, column] = [rng.uniform(top, bottom), rng.uniform(left, right)];
  const [high, wide] = [(drawFrom(rng, size) * side) / 2, (drawFrom(rng, size) * side) / 2];
  const angle = rng.uniform(0, Math.PI);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const soft = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance));
  return (i, j) => {
    const [u, v] = [c * (i - row) + s * (j - column), c * (j - column) - s * (i - row)];
    if (kind === 0) return soft((Math.sqrt((u / high) ** 2 + (v / wide) ** 2) - 1) * Math.min(high, wide));
    // A bar is a box that extends through the whole image.
    const along = kind === 1 ? Math.abs(u) - high : Number.NEGATIVE_INFINITY;
    return soft(Math.max(along, Math.abs(v) - (kind === 1 ? wide : wide / 2)));
  };
}

/** Returns the random colouring of an object: one colour or stripes of two, darker towards the image's bottom. */
function painter(rng: Random, side: number): (row: number, column: number, channel: number) => number {
  const first = [rng.uniform(), rng.uniform(), rng.uniform()];
  const second = rng.uniform() < 0.5 ? first : [rng.uniform(), rng.uniform(), rng.uniform()];
  const width = rng.uniform(0.02, 0.1) * side;
  const [down, across] = [rng.uniform(-1, 1), rng.uniform(-1, 1)];
  const shade = rng.uniform(0, 0.5) / side;
  return (row, column, channel) => {
    const along = down * row + across * column;
    const isFirst = Math.floor(along / width) % 2 === 0;
    const value = (isFirst ? first : second)[channel]! * (1 - shade * row);
    return Math.min(1, Math.max(0, value));
  };
}
