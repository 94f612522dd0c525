// Draws the preview of a body: the photograph, then the body from the front, the side and the back.
import { renderMesh } from '@vrn/bodies';
import { type Body, cropMask, cropPicture } from '@vrn/reconstruct';
import sharp from 'sharp';
import type { Photo } from './photo.js';

/** Pixels per side of each view. */
const SIZE = 384;

/** Factor on the brightness of all pixels outside the person, if the photograph shows several people. */
const DIMMED = 0.35;

/** Returns the bytes of a PNG of four squares side by side. If there are several people, the others are dimmed. */
export async function preview(photo: Photo, body: Body): Promise<Uint8Array> {
  const { mesh, grid } = body;
  const views = (['front', 'left', 'back'] as const).map((view) => {
    const { image } = renderMesh(mesh, {
      grid,
      rows: SIZE,
      columns: SIZE,
      view,
      background: [0.95, 0.95, 0.96],
      ambient: 0.6,
    });
    return Uint8Array.from(image.data, (value) => Math.round(255 * value));
  });
  const raw = { width: SIZE, height: SIZE, channels: 3 } as const;
  const tiles = [crop(photo, body), ...views].map((input, i) => ({
    input: Buffer.from(input),
    raw,
    left: i * SIZE,
    top: 0,
  }));
  return sharp({ create: { width: 4 * SIZE, height: SIZE, channels: 3, background: '#ffffff' } })
    .composite(tiles)
    .png()
    .toBuffer();
}

/** Returns the crop of the photograph that was the network's input. */
function crop(photo: Photo, { square, mask, facts }: Body): Uint8Array {
  const pixels = cropPicture(photo, square, SIZE).data;
  if ((facts.people?.found ?? 1) === 1) return Uint8Array.from(pixels);
  const cover = cropMask(mask, square, SIZE);
  return Uint8Array.from(pixels, (value, at) => {
    const covered = cover.data[Math.floor(at / 3)]!;
    return Math.round(value * (covered + (1 - covered) * DIMMED));
  });
}
