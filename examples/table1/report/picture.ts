// Draws test bodies with the results of every network, beside the input and the ground truth: one column per network,
// one row per view.
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
/** Height of the headings in pixels. */
const HEADING = 28;

type View = 'front' | 'left' | 'back';

/** Converts values of 0..1 to bytes. */
const bytes = (data: ArrayLike<number>): Uint8Array => Uint8Array.from(data, (value) => Math.round(255 * value));

/** Renders the surface of a volume at level 0.5; white if no voxel reaches that level. */
function surface(volume: Volume, { grid, view, tall }: { grid: Grid; view: View; tall: number }): Uint8Array {
  const size = { rows: tall, columns: CELL };
  const mesh = marchingCubes(volume, { grid });
  if (mesh.indices.length === 0) return new Uint8Array(tall * CELL * 3).fill(255);
  return bytes(renderMesh(mesh, { grid, ...size, view, background: [1, 1, 1] }).image.data);
}

const cell = (data: Uint8Array, height: number) => ({
  input: Buffer.from(data),
  raw: { width: CELL, height, channels: 3 as const },
});

/** Draws the picture as a PNG file; bodies have images of one shape. */
export async function picture(
  bodies: readonly Shown[],
  views: readonly View[] = ['front', 'left'],
): Promise<Uint8Array> {
  const [imageRows = 1, imageColumns = 1] = bodies[0]?.image.shape ?? [];
  const tall = Math.round((CELL * imageRows) / imageColumns);
  const headings = ['input', ...(bodies[0]?.volumes.keys() ?? [])];
  const at = (index: number) => GAP + index * (CELL + GAP);
  const width = at(headings.length);
  const height = HEADING + GAP + bodies.length * views.length * (tall + GAP);
  const text = headings.map((words, column) => {
    return `<text x="${at(column) + CELL / 2}" y="19" text-anchor="middle" font-family="sans-serif" font-size="13">${words}</text>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEADING}">${text.join('')}</svg>`;
  const layers: OverlayOptions[] = [{ input: Buffer.from(svg), left: 0, top: 0 }];
  for (const [number, { image, grid, volumes }] of bodies.entries()) {
    const top = (view: number) => HEADING + GAP + (number * views.length + view) * (tall + GAP);
    const [rows, columns] = image.shape as [number, number];
    const raw = { width: columns, height: rows, channels: 3 as const };
    const photograph = await sharp(Buffer.from(bytes(image.data)), { raw })
      .resize(CELL, tall, { fit: 'fill' })
      .png()
      .toBuffer();
    layers.push({ input: photograph, left: at(0), top: top(0) });
    for (const [column, volume] of [...volumes.values()].entries()) {
      for (const [row, view] of views.entries()) {
        layers.push({ ...cell(surface(volume, { grid, view, tall }), tall), left: at(column + 1), top: top(row) });
      }
    }
  }
  const canvas = { width, height, channels: 3 as const, background: '#fff' };
  return sharp({ create: canvas }).composite(layers).png().toBuffer();
}
