// Checks a picture that a caller passes, and converts it to packed RGB.
import { check } from '@vrn/voxel';

/**
 * Pixels of a picture: 8-bit sRGB, RGB or RGBA, row by row from the top. An `ImageData` is a picture, and
 * so is `{ data, shape: [rows, columns, 3 | 4] }`.
 */
export type Picture =
  | { readonly data: PixelData; readonly width: number; readonly height: number }
  | { readonly data: PixelData; readonly shape: readonly number[] };

export type PixelData = Uint8Array | Uint8ClampedArray;

/** A checked picture: packed, with three channels. */
export interface Photo {
  readonly rows: number;
  readonly columns: number;
  /** `[rows, columns, 3]`, sRGB. */
  readonly data: PixelData;
}

/** Minimum pixels per side; smaller pictures have too few pixels of a person. */
const MIN_SIDE = 32;

/** Transparent pixels are composited over white: detectors find people more reliably on white than on grey. */
const BACKDROP = 255;

/**
 * Checks a picture and removes its alpha channel.
 *
 * @param picture  `data` of `width · height · 3` or `· 4` bytes, or `data` with `shape` `[rows, columns, 3 | 4]`.
 * @returns  rows, columns and packed RGB; the caller's own data if it is RGB already.
 * @throws {VolumetricError} `bad-image`
 */
export function checkPicture(caller: string, picture: Picture): Photo {
  check(typeof picture === 'object' && picture !== null, 'bad-image', () => {
    return `${caller}: picture must be { data, width, height } or { data, shape }, got ${String(picture)}`;
  });
  const { data } = picture;
  check(data instanceof Uint8Array || data instanceof Uint8ClampedArray, 'bad-image', () => {
    const got = (data as object | undefined)?.constructor?.name ?? String(data);
    return `${caller}: picture.data must be bytes (Uint8Array or Uint8ClampedArray), got ${got}`;
  });
  const [rows, columns, channels] =
    'shape' in picture ? fromShape(picture.shape) : [picture.height, picture.width, undefined];
  const whole = [rows, columns].every((n) => Number.isInteger(n) && n! > 0);
  check(whole, 'bad-image', () => {
    return `${caller}: picture must have positive integers for its rows and columns, got ${rows} and ${columns}`;
  });
  const depth = channels ?? data.length / (rows! * columns!);
  check((depth === 3 || depth === 4) && data.length === rows! * columns! * depth, 'bad-image', () => {
    return `${caller}: picture must have ${rows} × ${columns} pixels of 3 or 4 bytes, got ${data.length} bytes`;
  });
  check(Math.min(rows!, columns!) >= MIN_SIDE, 'bad-image', () => {
    return `${caller}: picture must be at least ${MIN_SIDE} × ${MIN_SIDE} pixels, got ${columns} × ${rows}`;
  });
  return { rows: rows!, columns: columns!, data: depth === 3 ? data : withoutAlpha(data) };
}

const fromShape = (shape: readonly number[]): readonly (number | undefined)[] =>
  Array.isArray(shape) && shape.length === 3 ? shape : [];

function withoutAlpha(data: PixelData): Uint8Array {
  const out = new Uint8Array((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    const alpha = data[from + 3]!;
    for (let c = 0; c < 3; c++) out[to + c] = Math.round((alpha * data[from + c]! + (255 - alpha) * BACKDROP) / 255);
  }
  return out;
}
