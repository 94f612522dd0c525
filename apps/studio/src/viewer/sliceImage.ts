// Draws a slice of a volume as pixels: probability as colour, transparent where the probability is 0.
import type { VolumeReport } from '../protocol/calls.js';

/** Colours from improbable to certain: sRGB and opacity, 0..255. */
const SCALE: readonly (readonly [number, number, number, number])[] = [
  [42, 157, 143, 0],
  [42, 157, 143, 150],
  [233, 196, 106, 225],
  [231, 111, 81, 245],
  [190, 60, 60, 255],
];

const LEVELS = 256;

/** Colour of each probability 0..255: four bytes, RGBA. */
const COLOURS = Uint8Array.from({ length: 4 * LEVELS }, (_, at) => {
  const place = (Math.floor(at / 4) / (LEVELS - 1)) * (SCALE.length - 1);
  const low = Math.min(SCALE.length - 2, Math.floor(place));
  const share = place - low;
  return SCALE[low]![at % 4]! * (1 - share) + SCALE[low + 1]![at % 4]! * share;
});

/**
 * Returns the pixels of a slice, RGBA, row 0 at the top.
 *
 * @param slice  0 is the nearest to the camera.
 */
export function sliceImage({ data, grid }: VolumeReport, slice: number): Uint8Array<ArrayBuffer> {
  const [rows, columns, slices] = grid.shape;
  const pixels = new Uint8Array(4 * rows * columns);
  for (let at = 0; at < rows * columns; at++) {
    const from = 4 * data[at * slices + slice]!;
    for (let c = 0; c < 4; c++) pixels[4 * at + c] = COLOURS[from + c]!;
  }
  return pixels;
}
