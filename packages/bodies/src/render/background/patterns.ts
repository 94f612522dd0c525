// Draws background patterns, one function per kind: shapes, gradients, noise, stripes, checks, blobs and rooms.
import type { Random } from '@vrn/voxel';
import { backdrop } from './backdrop.js';
import { fractalNoise } from './valueNoise.js';

type Colour = readonly [number, number, number];

/** Fills `out` with an image `[rows, columns, 3]`, sRGB 0..1. */
type Pattern = (rng: Random, rows: number, columns: number, out: Float32Array) => void;

const noiseSeed = (rng: Random): number => rng.integer(0x7fffffff);

/** Draws a colour like those of walls, fields and skies: of any lightness, rarely saturated. */
function colour(rng: Random): Colour {
  const light = rng.uniform(0.05, 1);
  const strength = rng.uniform() * rng.uniform();
  const one = (): number => light * (1 - strength * rng.uniform());
  return [one(), one(), one()];
}

function put(out: Float32Array, at: number, from: Colour, to: Colour, share: number): void {
  for (let c = 0; c < 3; c++) out[at + c] = from[c]! + share * (to[c]! - from[c]!);
}

/** Returns a smooth step from 0 to 1 across an edge of the given width at 0. */
function edge(x: number, width: number): number {
  const t = x / width + 0.5;
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

/** Returns a square wave of period 1: 0 in one half, 1 in the other, with smooth edges of the given width. */
function square(x: number, width: number): number {
  const t = x - Math.floor(x);
  return edge(t - 0.25, width) - edge(t - 0.75, width);
}

/** Draws a random rotation of the image plane: the cosine and sine of its angle. */
function rotation(rng: Random): [cos: number, sin: number] {
  const angle = rng.uniform(0, 2 * Math.PI);
  return [Math.cos(angle), Math.sin(angle)];
}

const gradient: Pattern = (rng, rows, columns, out) => {
  const [from, middle, to] = [colour(rng), colour(rng), colour(rng)];
  const [cos, sin] = rotation(rng);
  const bend = rng.uniform(0.25, 0.75);
  const side = Math.max(rows, columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at += 3) {
      const along = ((j - columns / 2) * cos + (i - rows / 2) * sin) / side;
      const t = Math.min(1, Math.max(0, along / 1.2 + 0.5));
      if (t < bend) put(out, at, from, middle, t / bend);
      else put(out, at, middle, to, (t - bend) / (1 - bend));
    }
  }
};

const noise: Pattern = (rng, rows, columns, out) => {
  const [from, to] = [colour(rng), colour(rng)];
  const size = rng.uniform(0.04, 0.5) * rows;
  const stretch = rng.uniform(0.5, 2);
  const contrast = rng.uniform(0.8, 2.2);
  const seed = noiseSeed(rng);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at += 3) {
      const value = (fractalNoise(j / size, (i / size) * stretch, seed) - 0.5) * contrast + 0.5;
      put(out, at, from, to, Math.min(1, Math.max(0, value)));
    }
  }
};

const stripes: Pattern = (rng, rows, columns, out) => {
  const [from, to] = [colour(rng), colour(rng)];
  const [cos, sin] = rotation(rng);
  const period = rng.uniform(0.04, 0.3) * rows;
  const softness = 1.2 / period + (rng.uniform() < 0.3 ? rng.uniform(0, 0.4) : 0);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at += 3) put(out, at, from, to, square((j * cos + i * sin) / period, softness));
  }
};

const checks: Pattern = (rng, rows, columns, out) => {
  const [from, to] = [colour(rng), colour(rng)];
  const [cos, sin] = rotation(rng);
  const period = rng.uniform(0.08, 0.4) * rows;
  const softness = 1.2 / period;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at += 3) {
      const a = square((j * cos + i * sin) / period, softness);
      const b = square((i * cos - j * sin) / period, softness);
      put(out, at, from, to, a + b - 2 * a * b);
    }
  }
};

const blobs: Pattern = (rng, rows, columns, out) => {
  gradient(rng, rows, columns, out);
  for (let left = 3 + rng.integer(12); left > 0; left--) {
    const [row, column, fill] = [rng.uniform(0, rows), rng.uniform(0, columns), colour(rng)];
    const [width, softness] = [rng.uniform(0.03, 0.25) * rows, rng.uniform(0.05, 1)];
    const height = width * rng.uniform(0.4, 2.5);
    for (let i = Math.max(0, Math.floor(row - height)); i < Math.min(rows, row + height); i++) {
      for (let j = Math.max(0, Math.floor(column - width)); j < Math.min(columns, column + width); j++) {
        const [down, across] = [(i - row) / height, (j - column) / width];
        const share = edge(1 - softness / 2 - Math.sqrt(down * down + across * across), softness);
        const at = (i * columns + j) * 3;
        for (let c = 0; c < 3; c++) out[at + c] = out[at + c]! + share * (fill[c]! - out[at + c]!);
      }
    }
  }
};

/** Draws a wall, often with a picture or a window, and a floor of planks or tiles in perspective. */
const room: Pattern = (rng, rows, columns, out) => {
  const [wall, stain, board] = [colour(rng), colour(rng), colour(rng)];
  const [floor, joint] = [colour(rng), colour(rng)];
  const foot = rng.uniform(0.55, 0.95) * rows;
  const vanishing = foot - rng.uniform(0.15, 0.6) * rows;
  const middle = rng.uniform(0, columns);
  const [seed, mottled] = [noiseSeed(rng), rng.uniform(0, 0.5)];
  const skirting = rng.uniform() < 0.5 ? rng.uniform(0.01, 0.04) * rows : 0;
  const tiles = rng.uniform(2, 9);
  const planks = rng.uniform() < 0.5;
  const grain = rng.uniform(0, 0.6);
  for (let i = 0, at = 0; i < rows; i++) {
    const onFloor = i >= foot;
    const away = (foot - vanishing) / (i - vanishing);
    for (let j = 0; j < columns; j++, at += 3) {
      if (!onFloor) {
        if (foot - i < skirting) put(out, at, board, board, 0);
        else put(out, at, wall, stain, mottled * fractalNoise((6 * j) / rows, (6 * i) / rows, seed));
        continue;
      }
      const x = ((j - middle) / rows) * away * tiles;
      const y = away * tiles * 2;
      const softness = Math.min(1, (3 * away * tiles) / rows);
      const a = square(x, softness);
      const b = planks ? 0 : square(y, Math.min(1, softness * away * 2));
      const pattern = a + b - 2 * a * b;
      put(out, at, floor, joint, pattern * (1 - grain) + grain * fractalNoise(4 * x, planks ? y / 2 : 4 * y, seed));
    }
  }
  if (rng.uniform() < 0.6) drawFrame(rng, rows, columns, foot, out);
};

/** Draws a framed rectangle on a wall. */
function drawFrame(rng: Random, rows: number, columns: number, foot: number, out: Float32Array): void {
  const [from, to, frame] = [colour(rng), colour(rng), colour(rng)];
  const [top, left] = [rng.uniform(-0.1, 0.4) * foot, rng.uniform(-0.2, 0.9) * columns];
  const [height, width] = [rng.uniform(0.15, 0.55) * foot, rng.uniform(0.1, 0.5) * columns];
  const border = rng.uniform(0.01, 0.03) * rows;
  for (let i = Math.max(0, Math.ceil(top)); i < Math.min(foot, top + height); i++) {
    for (let j = Math.max(0, Math.ceil(left)); j < Math.min(columns, left + width); j++) {
      const inner = Math.min(i - top, top + height - i, j - left, left + width - j) > border;
      put(out, (i * columns + j) * 3, inner ? from : frame, inner ? to : frame, (i - top) / height);
    }
  }
}

/** Draws a sky, often a floor, and up to eight rectangles and ellipses. */
const shapes: Pattern = (rng, rows, columns, out) => out.set(backdrop(rng, rows, columns).data);

export const PATTERNS = { shapes, gradient, noise, stripes, checks, blobs, room } as const satisfies Record<
  string,
  Pattern
>;
