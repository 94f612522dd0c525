// Reduces the resolution of a mask, as a detector that works on a coarse grid does.
import { type Packed, packed } from '@vrn/voxel';

/**
 * Returns a mask of the same size with no more detail than pixels `factor` times as wide and high can hold.
 *
 * Each coarse pixel is the mean of its area. Values are interpolated linearly between the centres of coarse pixels and
 * repeated beyond the outermost centres.
 *
 * @param factor  1 or more; a factor that changes neither side, such as 1, returns the mask itself.
 */
export function lowerResolution(mask: Packed<Float32Array>, factor: number): Packed<Float32Array> {
  const [rows, columns] = mask.shape as [number, number];
  const [height, width] = [rows, columns].map((side) => Math.max(1, Math.round(side / factor))) as [number, number];
  if (height === rows && width === columns) return mask;
  const narrow = shrinkLines(mask.data, columns, width, (line, at) => line * columns + at, rows);
  const coarse = shrinkLines(narrow, rows, height, (line, at) => at * width + line, width);
  // `coarse` is [width, height], since the second pass stores its lines, the columns, one after the other.
  const tall = enlargeLines(coarse, height, rows, (line, at) => line * height + at, width);
  const wide = enlargeLines(tall, width, columns, (line, at) => at * rows + line, rows);
  return packed(wide, [rows, columns]);
}

type IndexOf = (line: number, at: number) => number;

/** Shrinks lines from `from` to `to` elements, by the mean over each element's extent. */
function shrinkLines(data: Float32Array, from: number, to: number, indexOf: IndexOf, lines: number): Float32Array {
  const out = new Float32Array(lines * to);
  const step = from / to;
  for (let line = 0; line < lines; line++) {
    for (let n = 0; n < to; n++) {
      const [low, high] = [n * step, (n + 1) * step];
      let sum = 0;
      for (let at = Math.floor(low); at < Math.min(from, Math.ceil(high)); at++) {
        sum += data[indexOf(line, at)]! * (Math.min(at + 1, high) - Math.max(at, low));
      }
      out[line * to + n] = Math.min(1, sum / step);
    }
  }
  return out;
}

/** Enlarges lines from `from` to `to` elements, by linear interpolation between centres. */
function enlargeLines(data: Float32Array, from: number, to: number, indexOf: IndexOf, lines: number): Float32Array {
  const out = new Float32Array(lines * to);
  for (let line = 0; line < lines; line++) {
    for (let n = 0; n < to; n++) {
      const at = Math.min(from - 1, Math.max(0, ((n + 0.5) * from) / to - 0.5));
      const first = Math.min(Math.floor(at), Math.max(0, from - 2));
      const share = at - first;
      const next = Math.min(from - 1, first + 1);
      out[line * to + n] = (1 - share) * data[indexOf(line, first)]! + share * data[indexOf(line, next)]!;
    }
  }
  return out;
}
