// A mask as a detector finds it on a coarse grid: averaged over squares, and brought back between them.
import { type Packed, packed } from '@vrn/voxel';

/**
 * A mask of as many pixels, but with no more detail than one of pixels `factor` times as large.
 *
 * Each coarse pixel is the mean of what it covers; between their centres it is interpolated, beyond the outermost repeated.
 *
 * @param factor  1 or more; 1 leaves the mask as it is.
 */
export function lowerResolution(mask: Packed<Float32Array>, factor: number): Packed<Float32Array> {
  const [rows, columns] = mask.shape as [number, number];
  const [height, width] = [rows, columns].map((side) => Math.max(1, Math.round(side / factor))) as [number, number];
  if (height === rows && width === columns) return mask;
  const narrow = resized(mask.data, columns, width, (line, at) => line * columns + at, rows);
  const coarse = resized(narrow, rows, height, (line, at) => at * width + line, width);
  // `coarse` is [width, height]: the second pass wrote its lines, columns, one after the other.
  const tall = between(coarse, height, rows, (line, at) => line * height + at, width);
  const wide = between(tall, width, columns, (line, at) => at * rows + line, rows);
  return packed(wide, [rows, columns]);
}

type Place = (line: number, at: number) => number;

/** Lines of `from` elements as lines of `to` means, fewer ones, each over what it covers. */
function resized(data: Float32Array, from: number, to: number, place: Place, lines: number): Float32Array {
  const out = new Float32Array(lines * to);
  const step = from / to;
  for (let line = 0; line < lines; line++) {
    for (let n = 0; n < to; n++) {
      const [low, high] = [n * step, (n + 1) * step];
      let sum = 0;
      for (let at = Math.floor(low); at < Math.min(from, Math.ceil(high)); at++) {
        sum += data[place(line, at)]! * (Math.min(at + 1, high) - Math.max(at, low));
      }
      out[line * to + n] = Math.min(1, sum / step);
    }
  }
  return out;
}

/** Lines of `from` elements as lines of `to`, more ones, interpolated between centres. */
function between(data: Float32Array, from: number, to: number, place: Place, lines: number): Float32Array {
  const out = new Float32Array(lines * to);
  for (let line = 0; line < lines; line++) {
    for (let n = 0; n < to; n++) {
      const at = Math.min(from - 1, Math.max(0, ((n + 0.5) * from) / to - 0.5));
      const first = Math.min(Math.floor(at), Math.max(0, from - 2));
      const share = at - first;
      const next = Math.min(from - 1, first + 1);
      out[line * to + n] = (1 - share) * data[place(line, first)]! + share * data[place(line, next)]!;
    }
  }
  return out;
}
