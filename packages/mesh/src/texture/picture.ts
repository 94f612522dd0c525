// Checks images, decodes them to linear colours, samples them bilinearly, and blurs them within a mask.
import { check, type View } from '@vrn/voxel';
import { srgbToLinear } from './srgb.js';

/** Throws `bad-volume` if an image `[rows, columns, channels]`, or a mask `[rows, columns]`, has NaN. */
export function checkPixels({ data, shape, stride, offset }: View, caller: string, name: string): void {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return;
  const [rows, columns, channels = 1] = shape as [number, number, number?];
  const [down, right, deep = 0] = stride as [number, number, number?];
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      for (let c = 0; c < channels; c++) sum += Math.abs(data[offset + i * down + j * right + c * deep]!);
    }
    check(!Number.isNaN(sum), 'bad-volume', () => `${caller}: ${name} must have no NaN, got one in row ${i}`);
  }
}

/** Decodes an image to linear colours `[rows, columns, 3]`, from sRGB in 0..1 or in bytes; clamps numbers to 0..1. */
export function readPicture({ data, shape, stride, offset }: View): Float32Array {
  const [rows, columns] = shape as [number, number, number];
  const isBytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  const linear = isBytes ? Float32Array.from({ length: 256 }, (_, byte) => srgbToLinear(byte / 255)) : undefined;
  const out = new Float32Array(rows * columns * 3);
  let to = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      for (let c = 0; c < 3; c++) {
        const value = data[offset + i * stride[0]! + j * stride[1]! + c * stride[2]!]!;
        out[to++] = linear === undefined ? srgbToLinear(Math.min(1, Math.max(0, value))) : linear[value]!;
      }
    }
  }
  return out;
}

interface Place {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Writes the colour at a fractional position, interpolated bilinearly between four pixels; beyond the border, the
 * nearest pixels count.
 */
export function sampleAt(picture: Float32Array, place: Place, out: Float32Array, to: number): void {
  const { row, column, rows, columns } = place;
  const inside = (n: number, length: number) => Math.min(length - 1, Math.max(0, n));
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, across] = [row - top, column - left];
  const [i0, i1, j0, j1] = [inside(top, rows), inside(top + 1, rows), inside(left, columns), inside(left + 1, columns)];
  for (let c = 0; c < 3; c++) {
    const pixel = (i: number, j: number) => picture[(i * columns + j) * 3 + c]!;
    const upper = pixel(i0, j0) * (1 - across) + pixel(i0, j1) * across;
    const lower = pixel(i1, j0) * (1 - across) + pixel(i1, j1) * across;
    out[to + c] = upper * (1 - down) + lower * down;
  }
}

/** Number of box filter passes that approximate a Gaussian. */
const PASSES = 3;

/**
 * Returns for every pixel the weighted mean colour of the pixels in the mask around it, and the sum of their weights,
 * 0..1. Both are 0 where no pixel of the mask is near.
 *
 * Applies three box filters of `radius` along rows and columns, to colours times mask and to the mask itself.
 */
export function maskedBlur(
  picture: Float32Array,
  mask: Uint8Array,
  { rows, columns, radius }: { readonly rows: number; readonly columns: number; readonly radius: number },
): { colour: Float32Array; weight: Float32Array } {
  const planes = [0, 1, 2].map((c) => {
    const plane = new Float32Array(mask.length);
    for (let at = 0; at < mask.length; at++) plane[at] = mask[at]! * picture[3 * at + c]!;
    return plane;
  });
  const blur = (plane: Float32Array): Float32Array => {
    let out = plane;
    for (let pass = 0; pass < PASSES; pass++) {
      out = box(
        box(out, { length: columns, step: 1, lines: rows, stride: columns }, radius),
        { length: rows, step: columns, lines: columns, stride: 1 },
        radius,
      );
    }
    return out;
  };
  const weight = blur(Float32Array.from(mask));
  const blurred = planes.map(blur);
  const colour = new Float32Array(3 * weight.length);
  for (let at = 0; at < weight.length; at++) {
    if (weight[at]! < 1e-4) weight[at] = 0;
    else for (let c = 0; c < 3; c++) colour[3 * at + c] = blurred[c]![at]! / weight[at]!;
  }
  return { colour, weight };
}

interface Lines {
  readonly length: number;
  readonly step: number;
  readonly lines: number;
  readonly stride: number;
}

/** Means over `2 · radius + 1` neighbours along lines, with zeros beyond their ends. */
function box(from: Float32Array, { length, step, lines, stride }: Lines, radius: number): Float32Array {
  const to = new Float32Array(from.length);
  for (let line = 0; line < lines; line++) {
    const first = line * stride;
    let sum = 0;
    for (let k = 0; k < Math.min(radius, length); k++) sum += from[first + k * step]!;
    for (let k = 0; k < length; k++) {
      if (k + radius < length) sum += from[first + (k + radius) * step]!;
      if (k - radius > 0) sum -= from[first + (k - radius - 1) * step]!;
      to[first + k * step] = Math.max(0, sum / (2 * radius + 1));
    }
  }
  return to;
}
