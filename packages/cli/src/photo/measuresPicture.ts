// Draws where measures were taken: the body from the front and the left, with a table beside it.
import { type Canvas, type Colour, canvas, drawDot, drawLine, drawPicture, drawText, renderMesh } from '@vrn/bodies';
import type { Measures } from '@vrn/reconstruct';
import { type Grid, personGrid, type TriangleMesh, type Triple } from '@vrn/voxel';
import sharp from 'sharp';

/** Pixels per side of a view, and width of the table. */
const SIZE = 640;
const TABLE = 330;

/** Pixels per dot of the font, and per line of text. */
const LETTERS = 2;
const LINE = 22;

const INK: Colour = [30, 30, 34];
const PAPER: Colour = [246, 246, 244];
const LENGTH: Colour = [40, 110, 220];

/** Colours of girths: one per name, in the order of `measures.girths`, repeated if there are more names. */
const GIRTHS: readonly Colour[] = [
  [214, 39, 40],
  [255, 127, 14],
  [44, 140, 44],
  [148, 80, 189],
  [140, 86, 75],
  [214, 100, 180],
  [20, 150, 160],
];

/** Returns the picture as the bytes of a PNG file. The mesh must be that of the measures, y up, facing +z. */
export async function measuresPicture(mesh: TriangleMesh, measures: Measures): Promise<Uint8Array> {
  const grid = personGrid(mesh, { shape: [64, 64, 64] });
  const on = canvas(SIZE, 2 * SIZE + TABLE, PAPER);
  const names = [...new Set(measures.girths.map(({ name }) => name))];
  const colourOf = (name: string): Colour => GIRTHS[names.indexOf(name as never) % GIRTHS.length]!;
  for (const [n, view] of (['front', 'left'] as const).entries()) {
    const look = { view, background: [0.95, 0.95, 0.96], ambient: 0.6 } as const;
    const { image } = renderMesh(mesh, { grid, rows: SIZE, columns: SIZE, ...look });
    const left = n * SIZE;
    drawPicture(
      on,
      { data: image.data, rows: SIZE, columns: SIZE, channels: 3 },
      { top: 0, left, rows: SIZE, columns: SIZE },
    );
    const place = (point: Triple): [number, number] => pixelOf(point, grid, view, left);
    for (const { line } of measures.lengths) {
      drawPath(on, line.map(place), LENGTH, false);
      for (const joint of line) drawDot(on, place(joint), { colour: LENGTH, radius: 4 });
    }
    for (const { name, outline } of measures.girths) drawPath(on, outline.map(place), colourOf(name), true);
  }
  drawTable(on, measures, colourOf);
  return sharp(on.data, { raw: { width: on.columns, height: on.rows, channels: 3 } })
    .png()
    .toBuffer();
}

function pixelOf([x, y, z]: Triple, { min, max }: Grid, view: 'front' | 'left', left: number): [number, number] {
  const side = max[1] - min[1];
  // From the left, where +x is nearest, −z is on the right.
  const across = view === 'front' ? x - min[0] : (max[0] - min[0]) / 2 + (min[2] + max[2]) / 2 - z;
  return [((max[1] - y) / side) * SIZE - 0.5, left + (across / side) * SIZE - 0.5];
}

function drawPath(on: Canvas, points: readonly [number, number][], colour: Colour, closed: boolean): void {
  for (let n = closed ? 0 : 1; n < points.length; n++) {
    drawLine(on, points.at(n - 1)!, points[n]!, { colour, width: 2 });
  }
}

function drawTable(
  on: Canvas,
  { height, heightAssumed, girths, lengths, litres }: Measures,
  colourOf: (name: string) => Colour,
): void {
  let top = 24;
  const line = (words: string, colour: Colour): void => {
    drawText(on, words, { top, left: 2 * SIZE + 16 }, { colour, scale: LETTERS });
    top += LINE;
  };
  const cm = (metres: number): string => `${(100 * metres).toFixed(1)} CM`;
  const side = (value: string | undefined): string => (value === undefined ? '' : `${value[0]} `);
  line(`HEIGHT ${cm(height)}${heightAssumed ? ' ASSUMED' : ''}`, INK);
  line(`VOLUME ${litres.toFixed(1)} LITRES`, INK);
  top += LINE / 2;
  line('GIRTHS', INK);
  for (const girth of girths) line(`${side(girth.side)}${girth.name} ${cm(girth.metres)}`, colourOf(girth.name));
  top += LINE / 2;
  line('LENGTHS', INK);
  for (const length of lengths) {
    if (length.line.length === 2) line(`${side(length.side)}${length.name} ${cm(length.metres)}`, LENGTH);
  }
}
