// Blurs a single-channel image.

/** Applies a separable Gaussian blur, cut off at 3 sigma, with zeros beyond the border. `sigma`: pixels, above 0. */
export function gaussianBlur(data: Float32Array, rows: number, columns: number, sigma: number): Float32Array {
  const radius = Math.ceil(3 * sigma);
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const pass = (from: Float32Array, length: number, others: number, step: number, stride: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let other = 0; other < others; other++) {
      for (let at = 0; at < length; at++) {
        let sum = 0;
        for (let k = -radius; k <= radius; k++) {
          const near = at + k;
          if (near >= 0 && near < length) sum += kernel[k + radius]! * from[other * stride + near * step]!;
        }
        to[other * stride + at * step] = sum / total;
      }
    }
    return to;
  };
  return pass(pass(data, columns, rows, 1, columns), rows, columns, columns, 1);
}
