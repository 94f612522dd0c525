// Tests that a contact sheet shows the right panels of each preview at the right place.
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { contactSheetPage } from '../../../src/commands/reconstruction/contactSheet.js';
import type { BodyRow } from '../../../src/commands/results/bodyRow.js';
import { temporaryFolder } from '../../fixtures/inProcess.js';

const at = temporaryFolder();

/** Colours of the four panels of a preview: red, green, blue and yellow. */
const PANELS = ['#ff0000', '#00ff00', '#0000ff', '#ffff00'];

const row = (stem: string): BodyRow => ({
  photograph: `${stem}.jpg`,
  status: 'done',
  message: '',
  files: [{ name: `${stem}.glb`, bytes: 1 }],
});

it('shows crop, front and back; the tile of a body without a preview is empty', async () => {
  const side = 60;
  const blank = sharp({ create: { width: 4 * side, height: side, channels: 3, background: '#000000' } });
  const panels = PANELS.map((background, n) => ({
    input: { create: { width: side, height: side, channels: 3 as const, background } },
    left: n * side,
    top: 0,
  }));
  const preview = await blank.composite(panels).png().toBuffer();
  await writeFile(at('a.preview.png'), preview);
  await writeFile(at('damaged.preview.png'), preview.subarray(0, 50));
  const bytes = await contactSheetPage(at(), [row('a'), row('damaged'), row('missing')], [1, 1]);
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const pixel = (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)];
  // Three tiles, each 3 · 144 pixels wide; a heading of 36 rows, captions of 20, and gaps of 12.
  expect([info.width, info.height, info.channels]).toEqual([3 * (3 * 144 + 12) + 12, 36 + 144 + 20 + 12, 3]);
  const middles = [0, 1, 2].map((panel) => pixel(12 + panel * 144 + 72, 36 + 72));
  expect(middles).toEqual([
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 0],
  ]);
  const paper = pixel(2, 2);
  for (const tile of [1, 2]) expect(pixel(12 + tile * (3 * 144 + 12) + 72, 36 + 72)).toEqual(paper);
});
