// Draws rectangles, images, lines, dots and text into an image.
import { dot, LETTER } from './glyphs.js';

export type Colour = readonly [red: number, green: number, blue: number];

export interface Canvas {
  readonly rows: number;
  readonly columns: number;
  /** `[rows, columns, 3]`, sRGB bytes. */
  readonly data: Uint8Array;
}

/** An image with values 0..1 and `channels` values per pixel. */
export interface Picture {
  readonly data: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
  readonly channels: 1 | 3;
}

/** A rectangle in pixels; `top` and `left` are distances from the canvas's top left corner. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

export function canvas(rows: number, columns: number, colour: Colour): Canvas {
  const blank = { rows, columns, data: new Uint8Array(rows * columns * 3) };
  fillBox(blank, { top: 0, left: 0, rows, columns }, colour);
  return blank;
}

/** Blends a colour over a pixel with opacity `share`, 0..1. Ignores positions outside the canvas. */
function blend({ rows, columns, data }: Canvas, row: number, column: number, colour: Colour, share: number): void {
  if (row < 0 || row >= rows || column < 0 || column >= columns || !(share > 0)) return;
  const at = 3 * (row * columns + column);
  for (let c = 0; c < 3; c++) data[at + c] = Math.round((1 - share) * data[at + c]! + share * colour[c]!);
}

export function fillBox({ rows, columns, data }: Canvas, box: Box, colour: Colour): void {
  const [left, right] = [Math.max(0, box.left), Math.min(columns, box.left + box.columns)];
  for (let i = Math.max(0, box.top); i < Math.min(rows, box.top + box.rows); i++) {
    for (let j = left; j < right; j++) data.set(colour, 3 * (i * columns + j));
  }
}

/** For each sample along one axis: the two nearest pixels (`low`, `high`), and the weight of `high`, 0..1. */
interface Taps {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly share: Float64Array;
}

function taps(from: number, to: number, count: number): Taps {
  const [low, high, share] = [new Uint32Array(to * count), new Uint32Array(to * count), new Float64Array(to * count)];
  for (let n = 0; n < to * count; n++) {
    const at = Math.min(from - 1, Math.max(0, ((n + 0.5) * from) / (to * count) - 0.5));
    low[n] = Math.floor(at);
    high[n] = Math.min(from - 1, low[n]! + 1);
    share[n] = at - low[n]!;
  }
  return { low, high, share };
}

/** Draws an image scaled to a box, with averaging where it shrinks and linear interpolation where it grows. */
export function drawPicture(on: Canvas, { data, rows, columns, channels }: Picture, box: Box): void {
  const count = Math.max(1, Math.ceil(Math.max(rows / box.rows, columns / box.columns)));
  const [down, across] = [taps(rows, box.rows, count), taps(columns, box.columns, count)];
  const sum = new Float64Array(box.columns * 3);
  for (let i = 0; i < box.rows; i++) {
    sum.fill(0);
    for (let a = i * count; a < (i + 1) * count; a++) {
      const [top, bottom, y] = [down.low[a]! * columns, down.high[a]! * columns, down.share[a]!];
      for (let b = 0; b < box.columns * count; b++) {
        const [left, right, x] = [across.low[b]!, across.high[b]!, across.share[b]!];
        const to = 3 * Math.floor(b / count);
        for (let c = 0; c < 3; c++) {
          const channel = channels === 3 ? c : 0;
          const upper =
            data[(top + left) * channels + channel]! * (1 - x) + data[(top + right) * channels + channel]! * x;
          const lower =
            data[(bottom + left) * channels + channel]! * (1 - x) + data[(bottom + right) * channels + channel]! * x;
          sum[to + c]! += upper * (1 - y) + lower * y;
        }
      }
    }
    if (box.top + i < 0 || box.top + i >= on.rows) continue;
    const share = 255 / count ** 2;
    for (let j = Math.max(0, -box.left); j < Math.min(box.columns, on.columns - box.left); j++) {
      const at = 3 * ((box.top + i) * on.columns + box.left + j);
      for (let c = 0; c < 3; c++) on.data[at + c] = Math.round(share * sum[3 * j + c]!);
    }
  }
}

/** Draws an antialiased line between two points `[row, column]`; integers are pixel centres, `width` is in pixels. */
export function drawLine(
  on: Canvas,
  from: readonly [number, number],
  to: readonly [number, number],
  { colour, width }: { readonly colour: Colour; readonly width: number },
): void {
  const [di, dj] = [to[0] - from[0], to[1] - from[1]];
  const square = di * di + dj * dj;
  visitAround(on, [from, to], width, (i, j) => {
    const along = square === 0 ? 0 : Math.min(1, Math.max(0, ((i - from[0]) * di + (j - from[1]) * dj) / square));
    const distance = Math.sqrt((i - from[0] - along * di) ** 2 + (j - from[1] - along * dj) ** 2);
    blend(on, i, j, colour, Math.min(1, width / 2 + 0.5 - distance));
  });
}

/** Draws a dot, or a ring if its inner radius, `inner`, is given. Radii are in pixels. */
export function drawDot(
  on: Canvas,
  at: readonly [number, number],
  { colour, radius, inner = -1 }: { readonly colour: Colour; readonly radius: number; readonly inner?: number },
): void {
  visitAround(on, [at], 2 * radius, (i, j) => {
    const distance = Math.sqrt((i - at[0]) ** 2 + (j - at[1]) ** 2);
    blend(on, i, j, colour, Math.min(1, radius + 0.5 - distance, distance - inner + 0.5));
  });
}

/** Calls `visit` for every pixel of the canvas within `margin` pixels of the bounding box of the points. */
function visitAround(
  { rows, columns }: Canvas,
  points: readonly (readonly [number, number])[],
  margin: number,
  visit: (i: number, j: number) => void,
): void {
  const list = (axis: 0 | 1) => points.map((point) => point[axis]);
  const [top, bottom] = [Math.max(0, Math.floor(Math.min(...list(0)) - margin)), Math.max(...list(0)) + margin];
  const [left, right] = [Math.max(0, Math.floor(Math.min(...list(1)) - margin)), Math.max(...list(1)) + margin];
  for (let i = top; i <= Math.min(rows - 1, bottom); i++) {
    for (let j = left; j <= Math.min(columns - 1, right); j++) visit(i, j);
  }
}

/** Draws a line of text with its top left corner at `at`. Each dot of a letter is `scale` pixels wide and high. */
export function drawText(
  on: Canvas,
  words: string,
  at: { readonly top: number; readonly left: number },
  { colour, scale }: { readonly colour: Colour; readonly scale: number },
): void {
  for (const [n, letter] of [...words].entries()) {
    for (let row = 0; row < 7; row++) {
      for (let column = 0; column < 5; column++) {
        if (!dot(letter, row, column)) continue;
        const [top, left] = [at.top + row * scale, at.left + (n * LETTER.wide + column) * scale];
        fillBox(on, { top, left, rows: scale, columns: scale }, colour);
      }
    }
  }
}
