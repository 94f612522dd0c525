// Encodes textures as PNG files.
import type { View } from '@vrn/voxel';
import { check, checkView, crc32 } from '@vrn/voxel/internal';
import { zlibSync } from 'fflate';
import { checkPixels } from './picture.js';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Compression level of deflate: the default of zlib. */
const LEVEL = 6;

/** Maximum number of rows or columns: the largest texture that most GPUs accept. */
const MAX_SIDE = 16384;

/**
 * Encodes an image as a PNG file of 8-bit RGB. Equal pixels give equal bytes on every machine.
 *
 * @param image  `[rows, columns, 3]`, sRGB 0..1, or bytes 0..255 in a `Uint8Array` or `Uint8ClampedArray`
 * @throws {VolumetricError} `bad-volume`, `shape-mismatch`
 * Cost: O(pixels).
 *
 * Source: W3C, Portable Network Graphics, third edition.
 */
export function encodePng(image: View, caller: string): Uint8Array {
  checkView(image, caller, 'texture', 3);
  const [rows, columns, channels] = image.shape as [number, number, number];
  const fits = channels === 3 && rows > 0 && columns > 0 && rows <= MAX_SIDE && columns <= MAX_SIDE;
  check(fits, 'shape-mismatch', () => {
    return `${caller}: texture must be [rows, columns, 3] of at most ${MAX_SIDE} pixels a side, got [${image.shape}]`;
  });
  checkPixels(image, caller, 'texture');
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, columns);
  view.setUint32(4, rows);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = [
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(filtered(image), { level: LEVEL })),
    chunk('IEND', new Uint8Array()),
  ];
  const out = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const each of chunks) {
    out.set(each, to);
    to += each.length;
  }
  return out;
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const out = new Uint8Array(content.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, content.length);
  for (let i = 0; i < 4; i++) out[4 + i] = name.charCodeAt(i);
  out.set(content, 8);
  view.setUint32(content.length + 8, crc32(out.subarray(4, content.length + 8)));
  return out;
}

/** Numbers of the row filters that are tried: difference to the left pixel, to the one above, to Paeth's prediction. */
const FILTERS = [1, 2, 4] as const;

/**
 * Returns the filtered rows: for each, the number of its filter, then the differences. The filter is the one whose
 * differences have the smallest sum of magnitudes.
 */
function filtered({ data, shape, stride, offset }: View): Uint8Array {
  const [rows, columns] = shape as [number, number, number];
  const width = 3 * columns;
  const scale = data instanceof Uint8Array || data instanceof Uint8ClampedArray ? 1 : 255;
  const out = new Uint8Array(rows * (width + 1));
  // Rows begin with one black pixel, which the format assumes on the left of the first.
  let [above, row] = [new Uint8Array(width + 3), new Uint8Array(width + 3)];
  const tried = FILTERS.map(() => new Uint8Array(width));
  for (let i = 0; i < rows; i++) {
    for (let at = 0; at < width; at++) {
      const column = Math.floor(at / 3);
      const value = scale * data[offset + i * stride[0]! + column * stride[1]! + (at - 3 * column) * stride[2]!]!;
      row[at + 3] = Math.round(Math.min(255, Math.max(0, value)));
    }
    const sums = [0, 0, 0];
    for (let at = 0; at < width; at++) {
      const [left, up, corner, value] = [row[at]!, above[at + 3]!, above[at]!, row[at + 3]!];
      const differences = [value - left, value - up, value - paeth(left, up, corner)];
      for (let f = 0; f < 3; f++) {
        const difference = differences[f]! & 255;
        tried[f]![at] = difference;
        sums[f]! += difference < 128 ? difference : 256 - difference;
      }
    }
    const best = sums.indexOf(Math.min(...sums));
    out[i * (width + 1)] = FILTERS[best]!;
    out.set(tried[best]!, i * (width + 1) + 1);
    [above, row] = [row, above];
  }
  return out;
}

/** Of three neighbours, returns the one nearest to `left + up − corner`. */
function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
