// A picture of one channel, blurred.

/** Gaussian blur along rows, then along columns; beyond the border is nothing. `sigma` in pixels. */
export function gaussianBlur(data: Float32Array, rows: number, columns: number, sigma: number): Float32Array {
  const reach = Math.ceil(3 * sigma);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const pass = (from: Float32Array, length: number, others: number, step: number, stride: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let other = 0; other < others; other++) {
      for (let at = 0; at < length; at++) {
        let sum = 0;
        for (let k = -reach; k <= reach; k++) {
          const near = at + k;
          if (near >= 0 && near < length) sum += kernel[k + reach]! * from[other * stride + near * step]!;
        }
        to[other * stride + at * step] = sum / total;
      }
    }
    return to;
  };
  return pass(pass(data, columns, rows, 1, columns), rows, columns, columns, 1);
}
