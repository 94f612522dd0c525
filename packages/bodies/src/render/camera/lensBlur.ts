// A picture out of focus.

/**
 * Blurs a picture `[rows, columns, 3]` in place by a Gaussian, rows then columns; what lies beyond the border is as the
 * border is. `sigma` in pixels; below a tenth it changes nothing.
 */
export function lensBlur(data: Float32Array, rows: number, columns: number, sigma: number): void {
  if (!(sigma >= 0.1)) return;
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const kernel = new Float64Array(2 * reach + 1);
  let total = 0;
  for (let k = -reach; k <= reach; k++) total += kernel[k + reach] = Math.exp((-k * k) / (2 * sigma * sigma));
  for (let k = 0; k < kernel.length; k++) kernel[k]! /= total;
  const line = new Float64Array(Math.max(rows, columns) + 2 * reach);
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < rows; i++) along(data, i * columns * 3 + c, 3, columns, kernel, reach, line);
    for (let j = 0; j < columns; j++) along(data, j * 3 + c, columns * 3, rows, kernel, reach, line);
  }
}

/** One line of `count` values `step` apart. */
function along(
  data: Float32Array,
  from: number,
  step: number,
  count: number,
  kernel: Float64Array,
  reach: number,
  line: Float64Array,
): void {
  for (let k = 0; k < count; k++) line[k + reach] = data[from + k * step]!;
  for (let k = 0; k < reach; k++) {
    line[k] = line[reach]!;
    line[count + reach + k] = line[count + reach - 1]!;
  }
  for (let k = 0; k < count; k++) {
    let sum = 0;
    for (let tap = 0; tap < kernel.length; tap++) sum += kernel[tap]! * line[k + tap]!;
    data[from + k * step] = sum;
  }
}
