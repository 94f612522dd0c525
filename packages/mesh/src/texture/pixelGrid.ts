// Processes reduced pictures: computes how deep pixels are within their part, and fills and smooths colours.

/** The size of a picture. */
export interface PixelGrid {
  readonly height: number;
  readonly width: number;
}

/**
 * Returns the distance of each pixel from the nearest pixel of another label or beyond the border, in steps along rows
 * and columns; 0 at pixels with a negative label.
 */
export function depths(labels: Int16Array, { height, width }: PixelGrid): Float32Array {
  const out = new Float32Array(labels.length);
  const far = height + width;
  const step = (p: number, q: number, isInside: boolean): number =>
    !isInside || labels[q] !== labels[p] ? 1 : out[q]! + 1;
  for (let p = 0; p < out.length; p++) {
    const [i, j] = [Math.floor(p / width), p % width];
    out[p] = labels[p]! < 0 ? 0 : Math.min(far, step(p, p - width, i > 0), step(p, p - 1, j > 0));
  }
  for (let p = out.length - 1; p >= 0; p--) {
    if (labels[p]! < 0) continue;
    const [i, j] = [Math.floor(p / width), p % width];
    out[p] = Math.min(out[p]!, step(p, p + width, i < height - 1), step(p, p + 1, j < width - 1));
  }
  return out;
}

/** Fills the pixels that are not `done`, outwards from those that are, each with the mean of its filled neighbours. */
export function extend(colour: Float32Array, done: Uint8Array, { height, width }: PixelGrid): void {
  const neighbours = (p: number): number[] => {
    const [i, j] = [Math.floor(p / width), p % width];
    return [i > 0 ? p - width : p, i < height - 1 ? p + width : p, j > 0 ? p - 1 : p, j < width - 1 ? p + 1 : p];
  };
  let border = [...done.keys()].filter((p) => done[p] === 1);
  while (border.length > 0) {
    const next = [...new Set(border.flatMap(neighbours))].filter((p) => done[p] === 0);
    for (const p of next) {
      const from = neighbours(p).filter((q) => done[q] === 1);
      for (let c = 0; c < 3; c++)
        colour[3 * p + c] = from.reduce((sum, q) => sum + colour[3 * q + c]!, 0) / from.length;
    }
    for (const p of next) done[p] = 1;
    border = next;
  }
}

/** Returns the colours after two passes of a 3 × 3 mean filter, which softens the edges between dominant colours. */
export function smoothed(colour: Float32Array, { height, width }: PixelGrid): Float32Array {
  const pass = (from: Float32Array): Float32Array =>
    from.map((_, at) => {
      const [p, c] = [Math.floor(at / 3), at % 3];
      const [i, j] = [Math.floor(p / width), p % width];
      let [sum, count] = [0, 0];
      for (let y = Math.max(0, i - 1); y <= Math.min(height - 1, i + 1); y++) {
        for (let x = Math.max(0, j - 1); x <= Math.min(width - 1, j + 1); x++) {
          sum += from[3 * (y * width + x) + c]!;
          count++;
        }
      }
      return sum / count;
    });
  return pass(pass(colour));
}
