// What stands behind a person: a pattern, or a piece of a given picture.

import { check, type Packed, packed, type Random } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import type { Texture } from '../../person/person.js';
import { colourAt, levelFor, mipmaps } from '../raster/mipmaps.js';
import { encodeSrgb } from '../raster/srgbTable.js';
import { PATTERNS } from './patterns.js';

export type BackgroundKind = keyof typeof PATTERNS;

export interface BackgroundOptions {
  /** Kinds of patterns, each as likely as the others. */
  readonly kinds?: readonly BackgroundKind[];
  /** Share of backgrounds that are pieces of pictures, where there are pictures. */
  readonly pictures?: number;
}

export const BACKGROUND_DEFAULTS = {
  kinds: ['shapes', 'gradient', 'noise', 'stripes', 'checks', 'blobs', 'room', 'room'],
  pictures: 0.8,
} as const satisfies BackgroundOptions;

/**
 * A background `[rows, columns, 3]`, sRGB 0..1, from a seed.
 *
 * @param options.pictures  share of pieces of `from`, 0.8 by default; the others are patterns.
 * @param from  decoded pictures; a piece of half of one's smaller side or more, mirrored or not, fills the background.
 * @throws {VolumetricError} `bad-argument`, `bad-image`
 * Cost: O(rows · columns), at 128 × 128 some 2 ms; once for every picture its mipmaps.
 */
export function background(
  rng: Random,
  rows: number,
  columns: number,
  options: BackgroundOptions & { readonly from?: readonly Texture[] | undefined } = {},
): Packed<Float32Array> {
  checkOptions('background', options, [...Object.keys(BACKGROUND_DEFAULTS), 'from']);
  const { kinds, pictures, from = [] } = { ...BACKGROUND_DEFAULTS, ...options };
  checkBackground({ kinds, pictures }, 'background');
  const out = new Float32Array(rows * columns * 3);
  if (from.length > 0 && rng.uniform() < pictures) {
    piece(rng, from[rng.integer(from.length)]!, rows, columns, out);
  } else {
    PATTERNS[kinds.length === 1 ? kinds[0]! : kinds[rng.integer(kinds.length)]!](rng, rows, columns, out);
  }
  return packed(out, [rows, columns, 3]);
}

/** @throws {VolumetricError} `bad-argument` */
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

function piece(rng: Random, picture: Texture, rows: number, columns: number, out: Float32Array): void {
  const { levels } = mipmaps(picture);
  // Pixels of the picture along one of the background.
  const most = Math.min(picture.rows / rows, picture.columns / columns);
  const step = most * rng.uniform(0.5, 1);
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
