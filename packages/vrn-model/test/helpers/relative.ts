// Computes the relative error of gradients.

/** ‖a − b‖ / ‖b‖ over all parameters of b. Gradients that a lacks count as zeros. */
export function relative(a: ReadonlyMap<string, Float32Array>, b: ReadonlyMap<string, Float32Array>): number {
  let gap = 0;
  let size = 0;
  for (const [path, expected] of b) {
    const got = a.get(path) ?? new Float32Array(expected.length);
    for (const [i, value] of expected.entries()) {
      gap += (got[i]! - value) ** 2;
      size += value ** 2;
    }
  }
  return Math.sqrt(gap / size);
}
