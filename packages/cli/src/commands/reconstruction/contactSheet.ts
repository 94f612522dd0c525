// Draws contact sheets of a batch: for each body the crop of the photograph, the front and the back, with a caption.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Canvas, type Colour, canvas, drawText } from '@vrn/bodies';
import sharp from 'sharp';
import type { BodyRow } from '../results/bodyRow.js';

/** Pixels per side of a panel, and pixels between tiles. */
const SIZE = 144;
const GAP = 12;

/** Heights of a tile's caption and of the heading of a page, in pixels. */
const CAPTION = 20;
const HEADING = 36;

/** Maximum number of tiles per row, and of rows per page. */
const COLUMNS = 4;
const ROWS = 12;

/** Maximum number of bodies on a page. */
export const BODIES_PER_PAGE = COLUMNS * ROWS;

/** Indices of the panels of a preview that a tile shows: crop, front and back. Index 2 is the left side. */
const PANELS = [0, 1, 3];
const PREVIEW_PANELS = 4;

const TILE = { rows: SIZE + CAPTION, columns: PANELS.length * SIZE } as const;

/** Width of a letter and the gap after it, in pixels. */
const LETTER = 6;

const PAPER: Colour = [246, 246, 244];
const INK: Colour = [30, 30, 34];
const FAINT: Colour = [110, 110, 116];

/**
 * Draws one page as the bytes of a PNG. The tile of a body whose preview cannot be read has a caption only.
 *
 * @param folder  folder of the previews.
 * @param rows    at most {@link BODIES_PER_PAGE} bodies.
 * @param page    `[number from 1, number of pages]`.
 */
export async function contactSheetPage(
  folder: string,
  rows: readonly BodyRow[],
  [number, pages]: readonly [number, number],
): Promise<Uint8Array> {
  const used = Math.min(COLUMNS, rows.length);
  const width = used * (TILE.columns + GAP) + GAP;
  const height = HEADING + Math.ceil(rows.length / COLUMNS) * (TILE.rows + GAP);
  const page = canvas(height, width, PAPER);
  drawText(
    page,
    `page ${number} of ${pages}: photograph, front, back`,
    { top: GAP, left: GAP },
    { colour: INK, scale: 2 },
  );
  for (const [n, row] of rows.entries()) {
    const top = HEADING + Math.floor(n / COLUMNS) * (TILE.rows + GAP);
    const left = GAP + (n % COLUMNS) * (TILE.columns + GAP);
    await drawTile(page, { top, left }, folder, row);
  }
  return sharp(page.data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

interface Place {
  readonly top: number;
  readonly left: number;
}

async function drawTile(page: Canvas, { top, left }: Place, folder: string, row: BodyRow): Promise<void> {
  const stem = row.files[0]!.name.slice(0, -'.glb'.length);
  const caption = { top: top + SIZE + 6, left };
  const width = PREVIEW_PANELS * SIZE;
  const pixels = await readFile(join(folder, `${stem}.preview.png`))
    .then((bytes) =>
      sharp(bytes).resize(width, SIZE, { fit: 'fill' }).toColourspace('srgb').removeAlpha().raw().toBuffer(),
    )
    .catch(() => undefined);
  const isDrawn = pixels?.length === 3 * width * SIZE;
  if (isDrawn) {
    for (const [n, panel] of PANELS.entries()) {
      for (let i = 0; i < SIZE; i++) {
        const from = 3 * (i * width + panel * SIZE);
        page.data.set(pixels.subarray(from, from + 3 * SIZE), 3 * ((top + i) * page.columns + left + n * SIZE));
      }
    }
  }
  const words = isDrawn ? stem : `${stem}: no preview`;
  const most = Math.floor(TILE.columns / LETTER);
  // The end of a long name tells more than its beginning.
  const shown = [...words].length > most ? `..${[...words].slice(2 - most).join('')}` : words;
  drawText(page, shown, caption, { colour: FAINT, scale: 1 });
}
