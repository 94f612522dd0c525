// Draws test bodies in a grid of cells. Each body has one row per view; the columns show the input, the ground truth
// and the prediction of every network.
import { renderMesh } from '@vrn/bodies';
import { marchingCubes } from '@vrn/mesh';
import type { Grid, Volume } from '@vrn/voxel';
import sharp, { type OverlayOptions } from 'sharp';

/** A test body: its input image, its grid, and its volumes by column heading, in the order of the columns. */
export interface Shown {
  readonly image: { readonly data: Float32Array; readonly shape: readonly number[] };
  readonly grid: Grid;
  readonly volumes: ReadonlyMap<string, Volume>;
}

/** Width of a cell in pixels. */
const CELL = 128;
/** Gap between cells in pixels. */
const GAP = 4;
/** Height in pixels of the strip that the headings occupy. */
const HEADING = 28;

/** Side from which a body is drawn. */
export type View = 'front' | 'left' | 'back';

/** Default views of each body, one row per view. */
export const VIEWS: readonly View[] = ['front', 'left'];

/** Height of a cell in pixels, for input images of a shape `[rows, columns, …]`. */
export const cellHeight = ([rows = 1, columns = 1]: readonly number[]): number => Math.round((CELL * rows) / columns);

/**
 * Returns the position and the size of a cell in the picture, in pixels. Column 0 has the inputs, column 1 the ground
 * truth. Each body has one row per view.
 */
export const cellPlace = ({
  column,
  row,
  tall,
}: {
  readonly column: number;
  readonly row: number;
  readonly tall: number;
}) => ({ left: GAP + column * (CELL + GAP), top: HEADING + GAP + row * (tall + GAP), width: CELL, height: tall });

/** Converts values 0..1 to bytes 0..255. */
const bytes = (data: ArrayLike<number>): Uint8Array => Uint8Array.from(data, (value) => Math.round(255 * value));

/**
 * Renders the surface of a volume at level 0.5; white if no voxel reaches that level.
 *
 * @param tall  height of the cell in pixels.
 * @returns     bytes `[tall, CELL, 3]`.
 */
export function drawSurface(
  volume: Volume,
  { grid, view, tall }: { grid: Grid; view: View; tall: number },
): Uint8Array {
  const size = { rows: tall, columns: CELL };
  const mesh = marchingCubes(volume, { grid });
  if (mesh.indices.length === 0) return new Uint8Array(tall * CELL * 3).fill(255);
  return bytes(renderMesh(mesh, { grid, ...size, view, background: [1, 1, 1] }).image.data);
}

const cell = (data: Uint8Array, height: number) => ({
  input: Buffer.from(data),
  raw: { width: CELL, height, channels: 3 as const },
});

/** Draws the picture as a PNG file. All bodies must have images of one shape, and volumes with the same headings. */
export async function picture(bodies: readonly Shown[], views: readonly View[] = VIEWS): Promise<Uint8Array> {
  const tall = cellHeight(bodies[0]?.image.shape ?? []);
  const headings = ['input', ...(bodies[0]?.volumes.keys() ?? [])];
  const place = (column: number, row: number) => cellPlace({ column, row, tall });
  const { left: width, top: height } = place(headings.length, bodies.length * views.length);
  const text = headings.map((words, column) => {
    return `<text x="${place(column, 0).left + CELL / 2}" y="19" text-anchor="middle" font-family="sans-serif" font-size="13">${words}</text>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEADING}">${text.join('')}</svg>`;
  const layers: OverlayOptions[] = [{ input: Buffer.from(svg), left: 0, top: 0 }];
  for (const [number, { image, grid, volumes }] of bodies.entries()) {
    const first = number * views.length;
    const [rows, columns] = image.shape as [number, number];
    const raw = { width: columns, height: rows, channels: 3 as const };
    const photograph = await sharp(Buffer.from(bytes(image.data)), { raw })
      .resize(CELL, tall, { fit: 'fill' })
      .png()
      .toBuffer();
    layers.push({ input: photograph, left: place(0, first).left, top: place(0, first).top });
    for (const [column, volume] of [...volumes.values()].entries()) {
      for (const [row, view] of views.entries()) {
        const { left, top } = place(column + 1, first + row);
        layers.push({ ...cell(drawSurface(volume, { grid, view, tall }), tall), left, top });
      }
    }
  }
  const canvas = { width, height, channels: 3 as const, background: '#fff' };
  return sharp({ create: canvas }).composite(layers).png().toBuffer();
}
