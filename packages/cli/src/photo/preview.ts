// Draws the preview of a body: the photograph, then the body from the front, the left and the back.
import { renderMesh } from '@vrn/bodies';
import { type Body, cropMask, cropPicture } from '@vrn/reconstruct';
import type { Square } from '@vrn/voxel';
import sharp from 'sharp';
import { type Colour, drawNumber } from './digits.js';
import type { Photo } from './photo.js';

/** Pixels per side of each view. */
const SIZE = 384;

/** Factor on the brightness of all pixels outside the person, if the photograph shows several people. */
const DIMMED = 0.35;

/** Colours of the number of the reconstructed person, and of the numbers of other people. */
const TAKEN: Colour = [120, 240, 120];
const OTHER: Colour = [200, 200, 200];

/**
 * Returns the bytes of a PNG of four squares side by side. If several people were found, the photograph is dimmed
 * outside the reconstructed person, and each person in the square is labelled with their number.
 */
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
    const bytes = new Uint8Array(image.data.length);
    for (let at = 0; at < bytes.length; at++) bytes[at] = Math.round(255 * image.data[at]!);
    return bytes;
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

/** Returns the network's square of the photograph as RGB bytes, dimmed and labelled if several people were found. */
function crop(photo: Photo, { square, mask, facts }: Body): Uint8Array {
  const pixels = cropPicture(photo, square, SIZE).data;
  if ((facts.people?.found ?? 1) === 1) return Uint8Array.from(pixels);
  const cover = cropMask(mask, square, SIZE);
  const shown = Uint8Array.from(pixels, (value, at) => {
    const covered = cover.data[Math.floor(at / 3)]!;
    return Math.round(value * (covered + (1 - covered) * DIMMED));
  });
  const { number, others } = facts.people!;
  const scale = SIZE / square.side;
  const draw = (value: number, place: Square, colour: Colour): void => {
    const [row, column] = [(place.top - square.top) * scale, (place.left + place.side / 2 - square.left) * scale];
    const isShown = row + place.side * scale > 0 && row < SIZE && column > 0 && column < SIZE;
    if (isShown) drawNumber(shown, SIZE, { value, centre: [row, column], colour });
  };
  // `others` is sorted by the people's numbers, and the number of the reconstructed person is left out.
  for (const [i, place] of others.entries()) draw(i + 1 < number ? i + 1 : i + 2, place, OTHER);
  draw(number, square, TAKEN);
  return shown;
}
