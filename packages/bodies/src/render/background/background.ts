// Draws a background from a seed: a pattern, or a crop of a given image.

import { check, type Packed, packed, type Random } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import type { Texture } from '../../person/person.js';
import { colourAt, levelFor, mipmaps } from '../raster/mipmaps.js';
import { encodeSrgb } from '../raster/srgbTable.js';
import { PATTERNS } from './patterns.js';

export type BackgroundKind = keyof typeof PATTERNS;

export interface BackgroundOptions {
  /** Kinds of patterns. Every entry has the same probability, so repeated kinds are more likely. */
  readonly kinds?: readonly BackgroundKind[];
  /** Proportion of backgrounds that are crops of images, if there are images, 0..1. */
  readonly pictures?: number;
}

export const BACKGROUND_DEFAULTS = {
  kinds: ['shapes', 'gradient', 'noise', 'stripes', 'checks', 'blobs', 'room', 'room'],
  pictures: 0.8,
} as const satisfies BackgroundOptions;

/**
 * Returns a background `[rows, columns, 3]`, sRGB 0..1, drawn from a seed.
 *
 * @param options.kinds     kinds of patterns, repeated entries being more likely; by default all kinds, 'room' twice.
 * @param options.pictures  proportion of crops of `from`, default 0.8; the others are patterns, as are all if `from` is
 *   empty.
 * @param options.from      decoded images; default none. The sides of a crop are at least half those of the largest
 *   crop that fits into the image. A crop may be mirrored.
 * @throws {VolumetricError} `bad-argument`, `bad-image`
 * Cost: O(rows · columns), plus the mipmaps of each image once.
 */
export function background(
  rng: Random,
  rows: number,
  columns: number,
  options: BackgroundOptions & { readonly from?: readonly Texture[] | undefined } = {},
): Packed<Float32Array> {
  checkOptions('background', options, [...Object.keys(BACKGROUND_DEFAULTS), 'from']);
  const { kinds, pictures, from = [] } = { ...BACKGROUND_DEFAULTS, ...defined(options) };
  checkBackground({ kinds, pictures }, 'background');
  const out = new Float32Array(rows * columns * 3);
  if (from.length > 0 && rng.uniform() < pictures) {
    crop(rng, from[rng.integer(from.length)]!, rows, columns, out);
  } else {
    PATTERNS[kinds.length === 1 ? kinds[0]! : kinds[rng.integer(kinds.length)]!](rng, rows, columns, out);
  }
  return packed(out, [rows, columns, 3]);
}

/** Checks the given options; `caller` begins the message. @throws {VolumetricError} `bad-argument` */
export function checkBackground({ kinds, pictures }: BackgroundOptions, caller: string): void {
  check(
    kinds === undefined || (kinds.length > 0 && kinds.every((kind) => Object.hasOwn(PATTERNS, kind))),
    'bad-argument',
    () => {
      return `${caller}: background.kinds must be some of ${Object.keys(PATTERNS).join(', ')}, got ${JSON.stringify(kinds)}`;
    },
  );
  check(pictures === undefined || (pictures >= 0 && pictures <= 1), 'bad-argument', () => {
    return `${caller}: background.pictures must be 0 to 1, got ${pictures}`;
  });
}

function crop(rng: Random, picture: Texture, rows: number, columns: number, out: Float32Array): void {
  const { levels } = mipmaps(picture);
  // `step` is the number of image pixels per background pixel.
  const maxStep = Math.min(picture.rows / rows, picture.columns / columns);
  const step = maxStep * rng.uniform(0.5, 1);
  const top = rng.uniform(0, picture.rows - step * rows);
  const left = rng.uniform(0, picture.columns - step * columns);
  const mirrored = rng.uniform() < 0.5;
  const level = levels[levelFor(step * step, levels.length)]!;
  const colour = new Float64Array(3);
  for (let i = 0, at = 0; i < rows; i++) {
    const v = 1 - (top + (i + 0.5) * step) / picture.rows;
    for (let j = 0; j < columns; j++, at += 3) {
      const u = (left + ((mirrored ? columns - 1 - j : j) + 0.5) * step) / picture.columns;
      colourAt(level, u, v, false, colour);
      for (let c = 0; c < 3; c++) out[at + c] = encodeSrgb(colour[c]!);
    }
  }
}
