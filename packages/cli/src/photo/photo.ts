// Decodes a photograph to upright 8-bit sRGB pixels, with an alpha channel if the file has one.
import { check } from '@vrn/voxel';
import sharp from 'sharp';
import { readInput } from '../output/files.js';
import { about } from '../output/messages.js';
import { fileKind } from './fileKind.js';
import { focalLengthOf } from './focalLength.js';

/** Pixels in the form that `reconstruct` accepts. */
export interface Photo {
  readonly width: number;
  readonly height: number;
  /** RGB or RGBA, row by row from the top. */
  readonly data: Uint8Array;
  /** Factor by which the photograph was reduced: pixels of `data` per pixel of the file along each axis, at most 1. */
  readonly scale: number;
  /** 35 mm equivalent focal length in millimetres, if the camera stored it. */
  readonly focalLength?: number;
}

/** Minimum pixels per side; smaller photographs have too few pixels of a person. */
const MIN_SIDE = 32;

/** Maximum number of pixels, which bounds the memory that decoding needs. */
const MAX_PIXELS = 100_000_000;

/** Maximum pixels of the longer side; larger photographs are reduced to it. */
const MAX_SIDE = 2048;

/**
 * Reads a photograph, rotates it upright by the orientation that the camera stored, and reduces its longer side to 2048
 * pixels if it has more.
 *
 * The kind of the file is recognised by its content, so that only raster formats reach the decoder.
 *
 * @throws {VolumetricError} `bad-image` for other kinds of file, and for too few or too many pixels; `bad-file` for
 *   files that cannot be read or are damaged. The message names the file.
 */
export const readPhoto = (file: string): Promise<Photo> =>
  about(file, async () => {
    const bytes = await readInput(file);
    const kind = fileKind(bytes);
    check(kind?.isRead === true, 'bad-image', () => {
      const got = kind === undefined ? 'something else' : `${kind.name}: ${kind.advice}`;
      return `must be a picture (JPEG, PNG, WebP, AVIF, TIFF or GIF), got ${got}`;
    });
    return decode(bytes, kind.name);
  });

async function decode(bytes: Uint8Array, kind: string): Promise<Photo> {
  const image = sharp(bytes, { limitInputPixels: false, failOn: 'error' });
  const broken = (error: Error): never => {
    const reason = error.message.replace(/\s*\n\s*/g, '; ');
    throw new Error(`must be a complete picture, got a ${kind} that is broken or cut short (${reason})`);
  };
  const { width = 0, height = 0, exif } = await image.metadata().catch(broken);
  check(width * height <= MAX_PIXELS, 'bad-image', () => {
    return `must have at most ${MAX_PIXELS / 1e6} million pixels, got ${width} × ${height}: make it smaller first`;
  });
  check(Math.min(width, height) >= MIN_SIDE, 'bad-image', () => {
    return `must be at least ${MIN_SIDE} × ${MIN_SIDE} pixels, got ${width} × ${height}`;
  });
  const { data, info } = await image
    .rotate()
    .toColourspace('srgb')
    .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch(broken);
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const { channels } = info;
  const focalLength = exif && focalLengthOf(exif);
  return {
    width: info.width,
    height: info.height,
    scale: Math.max(info.width, info.height) / Math.max(width, height),
    data: channels >= 3 ? pixels : coloured(pixels, channels),
    ...(focalLength !== undefined && { focalLength }),
  };
}

/** Converts grey, or grey and alpha, to RGB or RGBA. */
function coloured(data: Uint8Array, channels: number): Uint8Array {
  const to = channels + 2;
  return Uint8Array.from({ length: (data.length / channels) * to }, (_, at) => {
    const pixel = Math.floor(at / to) * channels;
    return data[at % to === 3 ? pixel + 1 : pixel]!;
  });
}
