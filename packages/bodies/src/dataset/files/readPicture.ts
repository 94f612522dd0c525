// Decodes picture files as textures.
import { check, VolumetricError } from '@vrn/voxel';
import type { Texture } from '../../person/person.js';
import { about } from './about.js';
import { checkPictureFormat } from './pictureFormat.js';

/** Maximum side of a texture in pixels. A person in an image is only a few hundred pixels high. */
const MAX_SIDE = 2048;

/** Maximum number of pixels of a picture, the same as for photographs that @vrn/cli reads. */
const MAX_PIXELS = 100_000_000;

/**
 * Maximum number of pixels per byte of a PNG or JPEG file. PNG: deflate shrinks data to no less than 1/1032, and a
 * pixel has at least one bit. JPEG: a block of 8 × 8 pixels takes at least one bit.
 */
const MAX_PIXELS_PER_BYTE: Readonly<Record<string, number>> = { png: 8 * 1032, jpeg: 8 * 64 };

/**
 * Decodes a picture to sRGB bytes with opacity, applies its EXIF orientation, and halves its sides until neither
 * exceeds 2048 pixels.
 *
 * @param picture  content of a JPEG, PNG, WebP, GIF, TIFF or AVIF file.
 * @param name     name of the file, for messages.
 * @throws {VolumetricError} naming the file: `bad-image` for other formats, for damaged pictures and for more than 100
 *   million pixels; `not-found` without the package sharp
 */
export const readPicture = (picture: Uint8Array, name: string): Promise<Texture> =>
  about(name, async () => {
    checkPictureFormat(picture, name);
    const sharp = await loadSharp();
    // The limit is checked here rather than by sharp, for a message with advice.
    const image = sharp(picture, { limitInputPixels: false });
    const { width, height, format } = await image.metadata().catch(damaged);
    check(width * height <= MAX_PIXELS, 'bad-image', () => {
      return `picture must have at most ${MAX_PIXELS / 1e6} million pixels, got ${width} × ${height}: make it smaller first`;
    });
    // Checked before decoding, which allocates all pixels that the header declares.
    const most = (MAX_PIXELS_PER_BYTE[format] ?? Number.POSITIVE_INFINITY) * picture.length;
    check(width * height <= most, 'bad-image', () => {
      return `picture must be complete, got ${width} × ${height} pixels in ${picture.length} bytes: the file is cut short`;
    });
    const { data, info } = await image
      .rotate()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
      .catch(damaged);
    let texture: Texture = { rows: info.height, columns: info.width, data: new Uint8Array(data) };
    while (Math.max(texture.rows, texture.columns) > MAX_SIDE) texture = halved(texture);
    return texture;
  });

function damaged(cause: Error): never {
  throw new VolumetricError('bad-image', `picture must be complete, got a damaged one: ${cause.message}`, { cause });
}

/** Loads the package sharp, an optional peer dependency. */
async function loadSharp(): Promise<typeof import('sharp').default> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new VolumetricError('not-found', 'decoding pictures needs the package sharp: npm install sharp', { cause });
  }
}

/**
 * Averages blocks of 2 × 2 pixels, in integers so that the result is the same on every machine. If the number of rows
 * or columns is odd and above 1, the last one is left out.
 */
function halved({ rows, columns, data }: Texture): Texture {
  const halfRows = Math.max(1, rows >> 1);
  const halfColumns = Math.max(1, columns >> 1);
  const out = new Uint8Array(4 * halfRows * halfColumns);
  for (let i = 0; i < halfRows; i++) {
    const above = 4 * columns * (2 * i);
    const below = 4 * columns * Math.min(rows - 1, 2 * i + 1);
    for (let j = 0; j < halfColumns; j++) {
      const left = 8 * j;
      const right = 4 * Math.min(columns - 1, 2 * j + 1);
      for (let c = 0; c < 4; c++) {
        const sum =
          data[above + left + c]! + data[above + right + c]! + data[below + left + c]! + data[below + right + c]!;
        out[4 * (i * halfColumns + j) + c] = (sum + 2) >> 2;
      }
    }
  }
  return { rows: halfRows, columns: halfColumns, data: out };
}
