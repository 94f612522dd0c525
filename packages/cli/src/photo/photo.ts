// A photograph from a file: upright, three channels, bytes; and square pieces of it.
import { check } from '@vrn/voxel';
import sharp from 'sharp';
import { about } from '../output/failure.js';

export interface Photo {
  readonly rows: number;
  readonly columns: number;
  /** `[rows, columns, 3]`, sRGB. */
  readonly data: Uint8Array;
}

/** A square of a photograph, in its pixels: edges, not centres. It may reach over the border. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Smaller pictures show too little of a person. */
const SMALLEST = 32;

/** Larger ones take gigabytes to decode. */
const MOST_PIXELS = 100_000_000;

/** Pictures are worked on at this size at most. */
const LONGEST = 2048;

/** Reads any format that sharp knows, turned as its camera says; what is transparent becomes grey. */
export async function readPhoto(file: string): Promise<Photo> {
  return about(file, async () => {
    const image = sharp(file, { limitInputPixels: false, failOn: 'error' });
    const { width = 0, height = 0 } = await image.metadata().catch((error: Error) => {
      if (/missing/i.test(error.message))
        throw Object.assign(new Error('no such file'), { code: 'ENOENT', path: file });
      throw new Error(`must be a picture such as .jpg, .png or .webp, got something else (${error.message})`);
    });
    check(width * height <= MOST_PIXELS, 'bad-image', () => {
      return `must have at most ${MOST_PIXELS / 1e6} million pixels, got ${width} × ${height}: make it smaller first`;
    });
    check(Math.min(width, height) >= SMALLEST, 'bad-image', () => {
      return `must be at least ${SMALLEST} × ${SMALLEST} pixels, got ${width} × ${height}`;
    });
    const { data, info } = await image
      .rotate()
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .resize({ width: LONGEST, height: LONGEST, fit: 'inside', withoutEnlargement: true })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
      .catch((error: Error) => {
        throw new Error(`must be a whole picture, got a broken one (${error.message})`);
      });
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return {
      rows: info.height,
      columns: info.width,
      data: info.channels === 3 ? pixels : threeChannels(pixels, info.channels),
    };
  });
}

function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  return Uint8Array.from({ length: (data.length / channels) * 3 }, (_, at) => data[Math.floor(at / 3) * channels]!);
}

/** The square at `size` × `size` pixels; beyond the border the photograph's edge goes on. */
export async function cut(photo: Photo, square: Square, size: number): Promise<Photo> {
  const { rows, columns } = photo;
  const [left, top] = [Math.round(square.left), Math.round(square.top)];
  const side = Math.max(1, Math.round(square.side));
  const over = {
    left: Math.max(0, -left),
    top: Math.max(0, -top),
    right: Math.max(0, left + side - columns),
    bottom: Math.max(0, top + side - rows),
  };
  const raw = { width: columns, height: rows, channels: 3 } as const;
  const extended = await sharp(photo.data, { raw })
    .extend({ ...over, extendWith: 'copy' })
    .raw()
    .toBuffer();
  const width = columns + over.left + over.right;
  const height = rows + over.top + over.bottom;
  const data = await sharp(extended, { raw: { width, height, channels: 3 } })
    .extract({ left: left + over.left, top: top + over.top, width: side, height: side })
    .resize(size, size, { fit: 'fill' })
    .raw()
    .toBuffer();
  return { rows: size, columns: size, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** A grown or shrunk square about the same middle. */
export function scaled({ left, top, side }: Square, factor: number): Square {
  const more = (side * (factor - 1)) / 2;
  return { left: left - more, top: top - more, side: side * factor };
}
