// A picture file as a texture.
import type { Texture } from '@vrn/bodies';
import sharp from 'sharp';
import { about } from '../output/failure.js';

/** No texture is kept larger than this, along either side: a person is seen at some hundreds of pixels. */
const MOST = 2048;

/**
 * A picture (whatever sharp reads) as sRGB bytes with opacity, its sides halved until neither is above 2048.
 *
 * @param name  for messages.
 */
export const readPicture = (picture: Uint8Array | string, name: string): Promise<Texture> =>
  about(name, async () => {
    const { data, info } = await sharp(picture)
      .rotate()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    let texture: Texture = { rows: info.height, columns: info.width, data: new Uint8Array(data) };
    while (Math.max(texture.rows, texture.columns) > MOST) texture = halved(texture);
    return texture;
  });

/** Means of two by two pixels, in whole numbers, so that every machine gets the same. */
function halved({ rows, columns, data }: Texture): Texture {
  const [high, wide] = [Math.max(1, rows >> 1), Math.max(1, columns >> 1)];
  const out = new Uint8Array(4 * high * wide);
  for (let i = 0; i < high; i++) {
    const [above, below] = [4 * columns * (2 * i), 4 * columns * Math.min(rows - 1, 2 * i + 1)];
    for (let j = 0; j < wide; j++) {
      const [left, right] = [8 * j, 4 * Math.min(columns - 1, 2 * j + 1)];
      for (let c = 0; c < 4; c++) {
        const sum =
          data[above + left + c]! + data[above + right + c]! + data[below + left + c]! + data[below + right + c]!;
        out[4 * (i * wide + j) + c] = (sum + 2) >> 2;
      }
    }
  }
  return { rows: high, columns: wide, data: out };
}
