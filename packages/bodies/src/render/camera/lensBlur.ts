// Simulates an image that is out of focus.

/**
 * Blurs an image `[rows, columns, 3]` in place by a separable Gaussian, truncated at 2.5 `sigma`, rounded up to whole
 * pixels. Beyond the border, the outermost pixels repeat. `sigma` is in pixels; below 0.1, nothing changes.
 */
export function lensBlur(data: Float32Array, rows: number, columns: number, sigma: number): void {
  if (!(sigma >= 0.1)) return;
  const radius = Math.max(1, Math.ceil(2.5 * sigma));
  const kernel = new Float64Array(2 * radius + 1);
  let total = 0;
  for (let k = -radius; k <= radius; k++) total += kernel[k + radius] = Math.exp((-k * k) / (2 * sigma * sigma));
  for (let k = 0; k < kernel.length; k++) kernel[k]! /= total;
  const line = new Float64Array(Math.max(rows, columns) + 2 * radius);
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < rows; i++) blurLine(data, i * columns * 3 + c, 3, columns, kernel, radius, line);
    for (let j = 0; j < columns; j++) blurLine(data, j * 3 + c, columns * 3, rows, kernel, radius, line);
  }
}

/** Blurs one line of `count` values that are `step` elements apart. */
function blurLine(
  data: Float32Array,
  from: number,
  step: number,
  count: number,
  kernel: Float64Array,
  radius: number,
  line: Float64Array,
): void {
  for (let k = 0; k < count; k++) line[k + radius] = data[from + k * step]!;
  for (let k = 0; k < radius; k++) {
    line[k] = line[radius]!;
    line[count + radius + k] = line[count + radius - 1]!;
  }
  for (let k = 0; k < count; k++) {
    let sum = 0;
    for (let tap = 0; tap < kernel.length; tap++) sum += kernel[tap]! * line[k + tap]!;
    data[from + k * step] = sum;
  }
}
