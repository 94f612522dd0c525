// Finds the dominant colour of a part of the body around a pixel.
import type { PixelGrid } from './pixelGrid.js';

/** Radius in pixels within which patterns are averaged. */
const PATTERN_RADIUS = 2;

/**
 * Number of histogram cells per channel; standard deviation of the Gaussian kernel of the mean shift, in sRGB of 0..1;
 * number of mean-shift steps.
 */
const CELLS = 8;
const KERNEL = 0.12;
const SHIFTS = 3;

/** Maximum number of steps from the centre to the border of a window; in larger windows, a step is several pixels. */
const MAX_STEPS = 14;

/** Returns for each pixel the mean of the pixels of the same part around it: stripes and weaves become one colour. */
export function averagePatterns(srgb: Float32Array, seen: Int16Array, { height, width }: PixelGrid): Float32Array {
  return srgb.map((own, at) => {
    const [p, c] = [Math.floor(at / 3), at % 3];
    if (seen[p]! < 0) return own;
    const [i, j] = [Math.floor(p / width), p % width];
    let [sum, count] = [0, 0];
    for (let y = Math.max(0, i - PATTERN_RADIUS); y <= Math.min(height - 1, i + PATTERN_RADIUS); y++) {
      for (let x = Math.max(0, j - PATTERN_RADIUS); x <= Math.min(width - 1, j + PATTERN_RADIUS); x++) {
        if (seen[y * width + x] !== seen[p]) continue;
        sum += srgb[3 * (y * width + x) + c]!;
        count++;
      }
    }
    return sum / count;
  });
}

/** A square of pixels around a pixel: its centre, and its radius in pixels along rows and columns. */
export interface Window {
  readonly row: number;
  readonly column: number;
  readonly radius: number;
}

/**
 * Returns a function that finds the pixels in a window that have a given label, and writes the mode of their sRGB
 * colours, weighted by `weight` and by nearness to the window's centre. It returns false if the window has no such
 * pixel of positive weight.
 */
export function modeFilter({
  height,
  width,
  srgb,
  seen,
  weight,
}: {
  readonly height: number;
  readonly width: number;
  readonly srgb: Float32Array;
  readonly seen: Int16Array;
  readonly weight: Float32Array;
}): (window: Window, label: number, out: Float32Array, to: number) => boolean {
  const cell = Int32Array.from(weight, (_, p) => {
    const at = (c: number): number => Math.min(CELLS - 1, Math.floor(CELLS * srgb[3 * p + c]!));
    return (at(0) * CELLS + at(1)) * CELLS + at(2);
  });
  const nearness = new Map<number, Float64Array>();
  const known = {
    radius: new Int32Array(seen.length),
    label: new Int16Array(seen.length),
    colour: new Float32Array(3 * seen.length),
  };
  const histogram = new Float32Array(CELLS ** 3);
  const list = new Int32Array(seen.length);
  const weights = new Float32Array(seen.length);
  return ({ row, column, radius }, label, out, to) => {
    const own = row * width + column;
    // The front and the back of a body have the same label and window at most pixels: the result is reused.
    if (known.radius[own] === radius && known.label[own] === label) {
      for (let c = 0; c < 3; c++) out[to + c] = known.colour[3 * own + c]!;
      return true;
    }
    const near = nearnessIn(radius);
    histogram.fill(0);
    let count = 0;
    const step = Math.ceil(radius / MAX_STEPS);
    const from = (centre: number): number => Math.ceil(Math.max(0, centre - radius) / step) * step;
    for (let i = from(row); i <= Math.min(height - 1, row + radius); i += step) {
      for (let j = from(column); j <= Math.min(width - 1, column + radius); j += step) {
        const p = i * width + j;
        if (seen[p] !== label || weight[p] === 0) continue;
        const share = weight[p]! * near[(i - row) ** 2 + (j - column) ** 2]!;
        list[count] = p;
        weights[count++] = share;
        histogram[cell[p]!]! += share;
      }
    }
    if (count === 0) return false;
    let best = 0;
    for (let b = 1; b < histogram.length; b++) if (histogram[b]! > histogram[best]!) best = b;
    // Starts at the mean of the fullest histogram cell, and moves to the mode by mean shift.
    let [r, g, b] = mean((p) => (cell[p] === best ? 1 : 0));
    for (let shift = 0; shift < SHIFTS; shift++) {
      const [x, y, z] = [r, g, b];
      [r, g, b] = mean((p) => {
        const square = (srgb[3 * p]! - x) ** 2 + (srgb[3 * p + 1]! - y) ** 2 + (srgb[3 * p + 2]! - z) ** 2;
        return Math.exp(-square / (2 * KERNEL ** 2));
      });
    }
    out[to] = r;
    out[to + 1] = g;
    out[to + 2] = b;
    known.radius[own] = radius;
    known.label[own] = label;
    for (let c = 0; c < 3; c++) known.colour[3 * own + c] = out[to + c]!;
    return true;

    /** Weights of pixels by their squared distance from the centre of a window. */
    function nearnessIn(reach: number): Float64Array {
      let table = nearness.get(reach);
      if (table === undefined) {
        const spread = 2 / reach ** 2;
        table = Float64Array.from({ length: 2 * reach ** 2 + 1 }, (_, square) => Math.exp(-spread * square));
        nearness.set(reach, table);
      }
      return table;
    }

    function mean(closeness: (p: number) => number): [number, number, number] {
      let [sum, red, green, blue] = [0, 0, 0, 0];
      for (let n = 0; n < count; n++) {
        const p = list[n]!;
        const share = weights[n]! * closeness(p);
        sum += share;
        red += share * srgb[3 * p]!;
        green += share * srgb[3 * p + 1]!;
        blue += share * srgb[3 * p + 2]!;
      }
      return [red / sum, green / sum, blue / sum];
    }
  };
}
