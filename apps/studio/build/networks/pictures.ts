// Makes the pictures of the test bodies: crops inputs and ground truth from a run's picture, and draws predicted
// volumes.
import { readFile } from 'node:fs/promises';
import type { Grid } from '@vrn/voxel';
import sharp, { type Sharp } from 'sharp';
import { runFiles } from '../../../../examples/table1/files.js';
import { cellHeight, cellPlace, drawSurface, VIEWS, type View } from '../../../../examples/table1/report/picture.js';
import { readPictured } from '../../../../examples/table1/training/pictured.js';
import { type Asset, asset } from './asset.js';
import type { Run } from './run.js';

/** A picture of the page, with its size in pixels. */
export interface Picture extends Asset {
  readonly width: number;
  readonly height: number;
}

/** The pictures of a test body. */
export interface BodyPictures {
  readonly input: Picture;
  /** By view, in the order of {@link VIEWS}. */
  readonly truth: readonly Picture[];
  /** By network name, then in the order of {@link VIEWS}; networks that are not trained yet are absent. */
  readonly networks: ReadonlyMap<string, readonly Picture[]>;
}

const QUALITY = 90;

/** Encodes a picture as WebP. */
async function encode(name: string, image: Sharp): Promise<Picture> {
  const { data, info } = await image.webp({ quality: QUALITY }).toBuffer({ resolveWithObject: true });
  return { ...asset(name, 'webp', data), width: info.width, height: info.height };
}

/** Makes the pictures of all bodies that a run's picture shows; returns none if the run has no picture. */
export async function bodyPictures({ folder, table: { spec }, networks }: Run): Promise<readonly BodyPictures[]> {
  const file = await readFile(runFiles(folder).picture).catch(() => undefined);
  if (file === undefined) return [];
  const [rows, columns, slices] = shapeOf(spec.config);
  const tall = cellHeight([rows, columns]);
  const cut = (column: number, row: number) => sharp(file).extract(cellPlace({ column, row, tall }));
  const grid: Grid = {
    shape: [rows, columns, slices],
    min: [-columns / 2, -rows / 2, -slices / 2],
    max: [columns / 2, rows / 2, slices / 2],
  };
  const drawn = new Map<string, readonly (readonly Picture[])[]>();
  for (const { name, pictured } of networks) {
    if (pictured === undefined) continue;
    const volumes = await readPictured(pictured, spec.pictured);
    const draw = async (view: View, body: number): Promise<Picture> => {
      const pixels = drawSurface(volumes[body]!, { grid, view, tall });
      const width = pixels.length / (3 * tall);
      return encode(`${name}-${body + 1}-${view}`, sharp(pixels, { raw: { width, height: tall, channels: 3 } }));
    };
    drawn.set(name, await Promise.all(volumes.map((_, body) => Promise.all(VIEWS.map((view) => draw(view, body))))));
  }
  const body = async (number: number): Promise<BodyPictures> => {
    const first = number * VIEWS.length;
    return {
      input: await encode(`input-${number + 1}`, cut(0, first)),
      truth: await Promise.all(VIEWS.map((view, at) => encode(`truth-${number + 1}-${view}`, cut(1, first + at)))),
      networks: new Map([...drawn].map(([name, bodies]) => [name, bodies[number]!])),
    };
  };
  return Promise.all(Array.from({ length: spec.pictured }, (_, number) => body(number)));
}

/** Returns the shape of a run's volumes; each dimension is 128 by default. */
function shapeOf({ rows = 128, columns = 128, slices = 128 }: Run['table']['spec']['config']): Grid['shape'] {
  return [rows, columns, slices];
}

/** Lists all pictures of the bodies. */
export const filesOf = (bodies: readonly BodyPictures[]): readonly Picture[] =>
  bodies.flatMap(({ input, truth, networks }) => [input, ...truth, ...[...networks.values()].flat()]);
