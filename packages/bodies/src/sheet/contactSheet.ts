// Draws a contact sheet: one tile per sample, with image, landmarks, mask, silhouette and two views of the volume.

import { check, type Grid, type Landmark, type Packed, packed, silhouette, type Volume } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import type { Provenance } from '../person/person.js';
import {
  type Box,
  type Canvas,
  type Colour,
  canvas,
  drawDot,
  drawLine,
  drawPicture,
  drawText,
  fillBox,
  type Picture,
} from './canvas.js';
import { LETTER } from './glyphs.js';
import { solidViews } from './solidViews.js';

/** The data of a sample that are shown. */
export interface Shown {
  readonly image: Packed<Float32Array>;
  readonly landmarks: readonly Landmark[];
  readonly mask: Packed<Float32Array>;
  readonly volume: Volume;
  readonly grid: Grid;
  readonly provenance?: Provenance;
  readonly visible?: readonly boolean[];
}

export interface ContactSheetOptions {
  /** Number of tiles per row; default 2. */
  readonly columns?: number;
  /** Side of a panel in pixels, default 192. A tile has five panels. */
  readonly size?: number;
  /** A heading above the tiles; default none. */
  readonly title?: string;
  /**
   * Lines of text below a tile, truncated to its width. `number` counts samples from 0. Default: the number and, if the
   * provenance is known, source, person, subject and motion.
   */
  readonly caption?: (sample: Shown, number: number) => readonly string[];
}

export const CONTACT_SHEET_DEFAULTS = { columns: 2, size: 192, title: '' } as const;

const COLOURS = {
  paper: [246, 246, 244],
  ink: [30, 30, 34],
  faint: [110, 110, 116],
  dark: [24, 24, 28],
  both: [235, 235, 235],
  maskOnly: [230, 60, 50],
  volumeOnly: [50, 120, 250],
  right: [255, 140, 40],
  left: [60, 190, 255],
  middle: [255, 235, 90],
} as const satisfies Record<string, Colour>;

const LEGEND = [
  'LANDMARKS: RIGHT ORANGE, LEFT BLUE, RINGS NOT SEEN',
  'MASK: RED WITHOUT VOLUME, BLUE VOLUME ALONE',
  'VOLUME: FRONT, AND FROM ITS LEFT',
] as const;

/** Pairs of landmarks that a line connects, with the side of the body. */
const BONES: readonly (readonly [from: number, to: number, side: 'right' | 'left' | 'middle'])[] = [
  [0, 1, 'right'],
  [1, 2, 'right'],
  [2, 6, 'right'],
  [6, 3, 'left'],
  [3, 4, 'left'],
  [4, 5, 'left'],
  [6, 7, 'middle'],
  [7, 8, 'middle'],
  [8, 9, 'middle'],
  [10, 11, 'right'],
  [11, 12, 'right'],
  [12, 7, 'right'],
  [7, 13, 'left'],
  [13, 14, 'left'],
  [14, 15, 'left'],
];

const PANELS = 5;

/** Pixels between panels (`GAP`), and around and between tiles (`MARGIN`). */
const GAP = 4;
const MARGIN = 14;

/**
 * Draws all samples into one image, each as a tile of five panels: the image; the image with its landmarks (rings where
 * they are not visible, else dots; missing landmarks are not drawn); the mask, red where it exceeds the volume's
 * silhouette and blue where the silhouette exceeds it; and the volume's surface from the front and from the person's
 * left. Below each tile is its caption; below all tiles, a legend.
 *
 * @param samples  at least one. The numbers of rows and columns of image and mask must be integer multiples of those of
 *   the volume, as in samples of `sample` and `readShard`.
 * @returns        `[rows, columns, 3]`, sRGB bytes; `encodePng` makes a file of it.
 * @throws {VolumetricError} `bad-argument`
 * Cost: O(voxels + pixels + size²) per sample.
 *
 * @example
 * const png = encodePng(contactSheet([1, 2, 3].map((seed) => sample(source, seed))));
 */
export function contactSheet(samples: Iterable<Shown>, options: ContactSheetOptions = {}): Packed<Uint8Array> {
  checkOptions('contactSheet', options, [...Object.keys(CONTACT_SHEET_DEFAULTS), 'caption']);
  const { columns, size, title, caption = defaultCaption } = { ...CONTACT_SHEET_DEFAULTS, ...defined(options) };
  const list = [...samples];
  check(list.length > 0, 'bad-argument', () => 'contactSheet: samples must be at least one, got none');
  for (const [name, value, least] of [
    ['columns', columns, 1],
    ['size', size, 16],
  ] as const) {
    check(Number.isInteger(value) && value >= least && value <= 4096, 'bad-argument', () => {
      return `contactSheet: ${name} must be an integer from ${least} to 4096, got ${value}`;
    });
  }
  const across = Math.min(columns, list.length);
  const scale = Math.max(1, Math.round(size / 96));
  const line = LETTER.high * scale;
  const captions = list.map((each, n) => caption(each, n));
  const lines = Math.max(...captions.map(({ length }) => length));
  const tile = { rows: size + GAP + lines * line, columns: PANELS * size + (PANELS - 1) * GAP };
  const head = title === '' ? MARGIN : 2 * MARGIN + LETTER.high * 2 * scale;
  const width = MARGIN + across * (tile.columns + MARGIN);
  const legend = legendLines(width - 2 * MARGIN, scale);
  const height = head + Math.ceil(list.length / across) * (tile.rows + MARGIN) + legend.length * line + MARGIN;
  const sheet = canvas(height, width, COLOURS.paper);
  drawText(sheet, title, { top: MARGIN, left: MARGIN }, { colour: COLOURS.ink, scale: 2 * scale });
  for (const [n, shown] of list.entries()) {
    const top = head + Math.floor(n / across) * (tile.rows + MARGIN);
    const left = MARGIN + (n % across) * (tile.columns + MARGIN);
    drawTile(sheet, shown, { top, left, rows: size, columns: size });
    for (const [at, text] of captions[n]!.entries()) {
      const maxLetters = Math.floor(tile.columns / (LETTER.wide * scale));
      const colour = at === 0 ? COLOURS.ink : COLOURS.faint;
      drawText(sheet, text.slice(0, maxLetters), { top: top + size + GAP + at * line, left }, { colour, scale });
    }
  }
  for (const [at, text] of legend.entries()) {
    const top = height - MARGIN - (legend.length - at) * line;
    drawText(sheet, text, { top, left: MARGIN }, { colour: COLOURS.faint, scale });
  }
  return packed(sheet.data, [height, width, 3]);
}

function defaultCaption({ provenance }: Shown, number: number): readonly string[] {
  if (provenance === undefined) return [`#${number}`];
  const { source, person, subject, motion } = provenance;
  const name = person.startsWith(source) ? person : `${source} ${person}`;
  return [`#${number} ${name}`, [subject, motion].filter((each) => each !== undefined).join(' ')];
}

/** Breaks the legend into lines that fit the width. */
function legendLines(width: number, scale: number): string[] {
  const maxLetters = Math.floor(width / (LETTER.wide * scale));
  const lines: string[] = [];
  for (const part of LEGEND.flatMap((text, n) => (n === 0 ? [text] : [`| ${text}`])).flatMap((text) =>
    text.split(' '),
  )) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + part.length > maxLetters) lines.push(part);
    else lines[lines.length - 1] = `${last} ${part}`;
  }
  return lines;
}

function drawTile(sheet: Canvas, shown: Shown, first: Box): void {
  const { image, volume, grid } = shown;
  const panel = (n: number): Box => ({ ...first, left: first.left + n * (first.columns + GAP) });
  const [rows, columns] = image.shape as [number, number, number];
  const picture: Picture = { data: image.data, rows, columns, channels: 3 };
  drawWithin(sheet, panel(0), picture, COLOURS.dark);
  drawLandmarks(sheet, shown, drawWithin(sheet, panel(1), picture, COLOURS.dark), rows);
  drawWithin(sheet, panel(2), overlap(shown), COLOURS.dark);
  const { front, side } = solidViews(volume, grid, first.rows);
  drawWithin(sheet, panel(3), front, [255, 255, 255]);
  drawWithin(sheet, panel(4), side, [255, 255, 255]);
}

/** Draws an image into the centre of a panel, as large as fits, over a filled background. Returns its box. */
function drawWithin(sheet: Canvas, panel: Box, picture: Picture, colour: Colour): Box {
  fillBox(sheet, panel, colour);
  const pixel = Math.min(panel.rows / picture.rows, panel.columns / picture.columns);
  const [rows, columns] = [Math.round(picture.rows * pixel), Math.round(picture.columns * pixel)];
  const place = {
    top: panel.top + ((panel.rows - rows) >> 1),
    left: panel.left + ((panel.columns - columns) >> 1),
    rows,
    columns,
  };
  drawPicture(sheet, picture, place);
  return place;
}

function drawLandmarks(sheet: Canvas, { landmarks, visible }: Shown, place: Box, rows: number): void {
  const pixel = place.rows / rows;
  const at = landmarks.map(([row, column]) => {
    return [place.top + (row + 0.5) * pixel - 0.5, place.left + (column + 0.5) * pixel - 0.5] as const;
  });
  const isFound = landmarks.map(([row, column, confidence = 1]) => confidence > 0 && Number.isFinite(row + column));
  const width = Math.max(1, place.rows / 110);
  const side = landmarks.map((_, n) => BONES.find(([from, to]) => from === n || to === n)?.[2] ?? 'middle');
  for (const [from, to, of] of BONES) {
    if (!isFound[from] || !isFound[to]) continue;
    drawLine(sheet, at[from]!, at[to]!, { colour: COLOURS[of], width });
  }
  for (const [n, point] of at.entries()) {
    if (!isFound[n]) continue;
    const inner = visible?.[n] === false ? { inner: 1.1 * width } : {};
    drawDot(sheet, point, { colour: COLOURS.dark, radius: 2.6 * width, ...inner });
    drawDot(sheet, point, {
      colour: COLOURS[[6, 7, 8, 9].includes(n) ? 'middle' : side[n]!],
      radius: 1.9 * width,
      ...inner,
    });
  }
}

/** Returns an image that compares the mask with the volume's silhouette, at the resolution of the mask. */
function overlap({ mask, volume }: Shown): Picture {
  const [rows, columns] = mask.shape as [number, number];
  const outline = silhouette(volume);
  const [height, width] = outline.shape as [number, number];
  const data = new Float32Array(3 * rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = i * columns + j;
      const isSolid = outline.data[Math.floor((i * height) / rows) * width + Math.floor((j * width) / columns)] === 1;
      const cover = mask.data[at]!;
      const [covered, bare] = isSolid ? [COLOURS.both, COLOURS.volumeOnly] : [COLOURS.maskOnly, COLOURS.dark];
      for (let c = 0; c < 3; c++) data[3 * at + c] = (cover * covered[c]! + (1 - cover) * bare[c]!) / 255;
    }
  }
  return { data, rows, columns, channels: 3 };
}
