// Simulates JPEG compression of an image without encoding it: quantises the discrete cosine transform of its blocks.

/** Quantisation steps of luma and chroma at quality 50, ITU-T T.81, tables K.1 and K.2. */
const LUMA_STEPS = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA_STEPS = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
];

/** `[frequency, position]`: the orthonormal basis of the discrete cosine transform of eight samples. */
const COSINES = Float64Array.from({ length: 64 }, (_, at) => {
  const [k, n] = [at >> 3, at & 7];
  return Math.cos(((2 * n + 1) * k * Math.PI) / 16) * (k === 0 ? Math.sqrt(1 / 8) : 0.5);
});

/**
 * Scales quantisation steps to a quality of 1 to 100, with the formula of the Independent JPEG Group's library, except
 * that the scale in percent is not truncated to an integer.
 */
function stepsAt(quality: number, table: readonly number[]): Float64Array {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return Float64Array.from(table, (step) => Math.min(255, Math.max(1, Math.floor((step * scale + 50) / 100))));
}

/**
 * Applies the artefacts of a baseline JPEG file to an image `[rows, columns, 3]`, sRGB 0..1, in place. The results are
 * bytes divided by 255.
 *
 * @param quality  integer, 1..100.
 * @param halved   whether chroma is subsampled by two in both directions (4:2:0).
 * Cost: O(rows · columns).
 */
export function jpegArtefacts(
  data: Float32Array,
  rows: number,
  columns: number,
  quality: number,
  halved: boolean,
): void {
  const count = rows * columns;
  const planes = [new Float64Array(count), new Float64Array(count), new Float64Array(count)] as const;
  const [y, cb, cr] = planes;
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += 3) {
    const r = Math.round(255 * data[at]!);
    const g = Math.round(255 * data[at + 1]!);
    const b = Math.round(255 * data[at + 2]!);
    y[pixel] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
    cb[pixel] = -0.168736 * r - 0.331264 * g + 0.5 * b;
    cr[pixel] = 0.5 * r - 0.418688 * g - 0.081312 * b;
  }
  quantizeBlocks(y, rows, columns, stepsAt(quality, LUMA_STEPS));
  const steps = stepsAt(quality, CHROMA_STEPS);
  for (const plane of [cb, cr]) {
    if (!halved) quantizeBlocks(plane, rows, columns, steps);
    else quantizeSubsampled(plane, rows, columns, steps);
  }
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += 3) {
    const light = y[pixel]! + 128;
    data[at] = byteOf(light + 1.402 * cr[pixel]!);
    data[at + 1] = byteOf(light - 0.344136 * cb[pixel]! - 0.714136 * cr[pixel]!);
    data[at + 2] = byteOf(light + 1.772 * cb[pixel]!);
  }
}

const byteOf = (value: number): number => Math.min(255, Math.max(0, Math.round(value))) / 255;

function quantizeSubsampled(plane: Float64Array, rows: number, columns: number, steps: Float64Array): void {
  const [height, width] = [(rows + 1) >> 1, (columns + 1) >> 1];
  const small = new Float64Array(height * width);
  for (let i = 0; i < height; i++) {
    const [upper, lower] = [2 * i * columns, Math.min(rows - 1, 2 * i + 1) * columns];
    for (let j = 0; j < width; j++) {
      const [a, b] = [2 * j, Math.min(columns - 1, 2 * j + 1)];
      small[i * width + j] = (plane[upper + a]! + plane[upper + b]! + plane[lower + a]! + plane[lower + b]!) / 4;
    }
  }
  quantizeBlocks(small, height, width, steps);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) plane[at] = small[(i >> 1) * width + (j >> 1)]!;
  }
}

const block = new Float64Array(64);
const half = new Float64Array(64);

/**
 * Quantises the discrete cosine transform of every block of 8 × 8 values, in place. Blocks that extend beyond the plane
 * are padded with the values at its border.
 */
function quantizeBlocks(plane: Float64Array, rows: number, columns: number, steps: Float64Array): void {
  for (let top = 0; top < rows; top += 8) {
    for (let left = 0; left < columns; left += 8) {
      for (let i = 0; i < 8; i++) {
        const line = Math.min(rows - 1, top + i) * columns;
        for (let j = 0; j < 8; j++) block[i * 8 + j] = plane[line + Math.min(columns - 1, left + j)]!;
      }
      transform(block, half, false);
      transform(half, block, false);
      for (let at = 0; at < 64; at++) block[at] = Math.round(block[at]! / steps[at]!) * steps[at]!;
      transform(block, half, true);
      transform(half, block, true);
      for (let i = 0; i < 8 && top + i < rows; i++) {
        const line = (top + i) * columns;
        for (let j = 0; j < 8 && left + j < columns; j++) plane[line + left + j] = block[i * 8 + j]!;
      }
    }
  }
}

/**
 * Applies the discrete cosine transform, or its inverse if `back`, to every row of a block, and transposes the block.
 * Two calls transform both axes.
 */
function transform(from: Float64Array, to: Float64Array, back: boolean): void {
  const [byPlace, byFrequency] = back ? [8, 1] : [1, 8];
  for (let i = 0; i < 8; i++) {
    for (let k = 0; k < 8; k++) {
      let sum = 0;
      for (let n = 0; n < 8; n++) sum += from[i * 8 + n]! * COSINES[k * byFrequency + n * byPlace]!;
      to[k * 8 + i] = sum;
    }
  }
}
