// Estimates the colours of the side of a body that a photograph does not show.
import type { Landmark } from '@vrn/voxel';
import { type BodyParts, bodyParts, PARTS } from './bodyParts.js';
import { averagePatterns, modeFilter } from './dominantColours.js';
import { sampleAt } from './picture.js';
import { depths, extend, type PixelGrid, smoothed } from './pixelGrid.js';
import { linearToSrgb, srgbToLinear } from './srgb.js';
import type { ColourBehind } from './surfaceColours.js';

export interface HiddenScene {
  readonly rows: number;
  readonly columns: number;
  /** Linear colours `[rows, columns, 3]`. */
  readonly picture: Float32Array;
  /** 1 where the picture shows the person, except near the outline. */
  readonly trusted: Uint8Array;
  /** Landmarks of the person, in pixels of the picture; undefined if they are unknown. */
  readonly landmarks: readonly Landmark[] | undefined;
}

/** Maximum side of the reduced picture in pixels; a body is then some 180 pixels high, and a tie seven pixels wide. */
const SIZE = 224;

/**
 * Distance in pixels from the outline of a part at which a colour has half the weight that it would have at the
 * outline. Colours at outlines weigh most, since they continue on the hidden side.
 */
const HALF_DEPTH = 2.5;

/**
 * Radius of the window around a pixel, relative to the pixel's distance from the outline, so that the window includes
 * the outline; and minimum radius in pixels.
 */
const WINDOW = 1.6;
const MIN_RADIUS = 5;

/** Maximum radius of a window, relative to its first radius, which is doubled until pixels of the part are found. */
const MAX_WIDENING = 8;

/**
 * `low` and `high` are the limits of the face along the head, in lengths of the head; `different` is the distance at
 * which sRGB colours clearly differ; `weight` is the factor for the weights of pixels that have the face's colour.
 */
const FACE = { low: 0.1, high: 0.5, different: 0.3, weight: 0.05 } as const;

/**
 * Limits of the hair, in lengths of the head: `behind` and `front` are its lowest positions along the head, on the back
 * and on the front; above `top`, the front of the head shows only hair; between `front` and `top`, hair has the given
 * `width` at the outline; `window` is the radius of the window.
 */
const HAIR = { behind: 0.12, front: 0.5, top: 0.84, width: 0.12, window: 1.5 } as const;

/**
 * Returns a function that gives the colour of the hidden side of a body at every pixel.
 *
 * This colour is the dominant colour of the same part of the body around the pixel: the mode in a window that reaches
 * the outline of the part. Colours near the outline count most, since jackets, trousers and sleeves continue on the
 * hidden side, but ties, prints and buttons do not. The back of the head has the dominant colour of the outline of the
 * head's upper half, which shows hair, not the face. Behind an arm, surfaces take the colour of the trunk, except those
 * close behind the visible surface, which belong to the arm. Without landmarks, the body is one part. The function
 * returns false if no pixel has a known colour.
 *
 * Cost: O(pixels) to reduce the picture, then O(reduced pixels · window).
 */
export function hiddenColours({ rows, columns, picture, trusted, landmarks }: HiddenScene): ColourBehind {
  const scale = Math.min(1, SIZE / Math.max(rows, columns));
  const [height, width] = [rows, columns].map((n) => Math.max(1, Math.round(scale * n))) as [number, number];
  const pixels = { height, width };
  const { srgb: colours, covered } = reduced({ rows, columns, picture, trusted }, pixels);
  const parts = bodyParts(
    landmarks?.map(
      ([row, column, confidence = 1]): Landmark => [
        ((row + 0.5) * height) / rows - 0.5,
        ((column + 0.5) * width) / columns - 0.5,
        confidence,
      ],
    ),
  );
  const labels = (at: (row: number, column: number) => number): Int16Array =>
    Int16Array.from(covered, (inside, p) => (inside ? at(Math.floor(p / width), p % width) : -1));
  const seen = labels(parts.seenAt);
  const srgb = averagePatterns(colours, seen, pixels);
  const weight = weightsOf({ srgb, seen, covered }, parts, pixels);
  const mode = modeFilter({ ...pixels, srgb, seen, weight });
  const behind = labels(parts.behindAt);
  const beside = seen.map((part) => (part === PARTS.unsure ? PARTS.trunk : part));
  const maps = [behind, beside].map((own) => dominant(own, { parts, pixels, mode }));
  const isKnown = maps[0]!.isKnown;
  return (row, column, isNear, out, to) => {
    const place = { row: ((row + 0.5) * height) / rows - 0.5, column: ((column + 0.5) * width) / columns - 0.5 };
    if (isKnown) sampleAt(maps[isNear ? 1 : 0]!.linear, { ...place, rows: height, columns: width }, out, to);
    return isKnown;
  };
}

/** Merges trunk, head and neck into one part, since only arms have an outline of their own in front of the body. */
const outlines = (labels: Int16Array): Int16Array =>
  labels.map((part) => (part > PARTS.neck ? part : Math.min(part, PARTS.trunk)));

interface Pixels {
  readonly srgb: Float32Array;
  readonly seen: Int16Array;
  readonly covered: Uint8Array;
}

/** Returns the weight of each pixel's colour for the hidden side: outlines and hair continue there, faces do not. */
function weightsOf({ srgb, seen, covered }: Pixels, parts: BodyParts, pixels: PixelGrid): Float32Array {
  const fromOutline = depths(
    Int16Array.from(covered, (inside) => inside - 1),
    pixels,
  );
  const weight = depths(outlines(seen), pixels).map((depth) => 1 / (1 + (depth / HALF_DEPTH) ** 2));
  const face: number[] = [];
  for (let p = 0; p < weight.length; p++) {
    if (covered[p] === 0) weight[p] = 0;
    if (seen[p] !== PARTS.head) continue;
    const along = parts.alongHead(Math.floor(p / pixels.width), p % pixels.width)!;
    const isRing = fromOutline[p]! < Math.max(2, HAIR.width * parts.head);
    if (along > FACE.low && along < FACE.high && !isRing) face.push(p);
    if (along < HAIR.front || (along < HAIR.top && !isRing)) weight[p] = 0;
  }
  preferHair(weight, srgb, { seen, face });
  return weight;
}

/**
 * Returns at each pixel the dominant colour of the part that its label names, in linear light. Pixels without a label
 * or colour are filled from their neighbours; `isKnown` is false if no pixel has a colour.
 */
function dominant(
  labels: Int16Array,
  { parts, pixels, mode }: { parts: BodyParts; pixels: PixelGrid; mode: ReturnType<typeof modeFilter> },
): { linear: Float32Array; isKnown: boolean } {
  const depth = depths(outlines(labels), pixels);
  const colour = new Float32Array(3 * labels.length);
  const done = new Uint8Array(labels.length);
  for (let p = 0; p < labels.length; p++) {
    if (labels[p]! < 0) continue;
    const [row, column] = [Math.floor(p / pixels.width), p % pixels.width];
    let label = labels[p]!;
    let radius = Math.max(MIN_RADIUS, WINDOW * depth[p]!);
    if (label === PARTS.head) {
      // The nape below the hair belongs to the neck.
      if (parts.alongHead(row, column)! < HAIR.behind) label = PARTS.neck;
      else radius = Math.max(MIN_RADIUS, HAIR.window * parts.head);
    }
    for (let widened = radius; widened <= MAX_WIDENING * radius; widened *= 2) {
      if (!mode({ row, column, radius: Math.ceil(widened) }, label, colour, 3 * p)) continue;
      done[p] = 1;
      break;
    }
  }
  extend(colour, done, pixels);
  return { linear: smoothed(colour, pixels).map(srgbToLinear), isKnown: done.some((each) => each === 1) };
}

/**
 * Multiplies the weights of the head's pixels by a factor that grows with the distance of their colours from the median
 * colour of the face. Does nothing if no pixel shows the face.
 */
function preferHair(
  weight: Float32Array,
  srgb: Float32Array,
  { seen, face }: { readonly seen: Int16Array; readonly face: readonly number[] },
): void {
  if (face.length === 0) return;
  const skin = [0, 1, 2].map((c) => {
    const values = Float32Array.from(face, (p) => srgb[3 * p + c]!).sort();
    return values[Math.floor(values.length / 2)]!;
  });
  for (let p = 0; p < weight.length; p++) {
    if (seen[p] !== PARTS.head) continue;
    const difference = Math.hypot(...skin.map((value, c) => srgb[3 * p + c]! - value));
    weight[p]! *= FACE.weight + Math.min(1, difference / FACE.different);
  }
}

/**
 * Reduces the picture: each pixel becomes the mean of the trusted pixels in its area, computed in linear light and
 * converted to sRGB, which is perceptually more uniform. `covered` is 1 where an area has trusted pixels.
 */
function reduced(
  { rows, columns, picture, trusted }: Omit<HiddenScene, 'landmarks'>,
  { height, width }: PixelGrid,
): { srgb: Float32Array; covered: Uint8Array } {
  const srgb = new Float32Array(3 * height * width);
  const covered = new Uint8Array(height * width);
  for (let i = 0; i < height; i++) {
    const [top, bottom] = [Math.floor((i * rows) / height), Math.floor(((i + 1) * rows) / height)];
    for (let j = 0; j < width; j++) {
      const [left, right] = [Math.floor((j * columns) / width), Math.floor(((j + 1) * columns) / width)];
      const sum = [0, 0, 0];
      let count = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const at = y * columns + x;
          if (trusted[at] === 0) continue;
          count++;
          for (let c = 0; c < 3; c++) sum[c]! += picture[3 * at + c]!;
        }
      }
      if (count === 0) continue;
      covered[i * width + j] = 1;
      for (let c = 0; c < 3; c++) srgb[3 * (i * width + j) + c] = linearToSrgb(sum[c]! / count);
    }
  }
  return { srgb, covered };
}
