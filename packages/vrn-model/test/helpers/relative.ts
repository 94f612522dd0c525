// How far gradients are from those that they should be.

/** The difference's length over the gradient's, all parameters together. */
export function relative(a: ReadonlyMap<string, Float32Array>, b: ReadonlyMap<string, Float32Array>): number {
  let [gap, size] = [0, 0];
  for (const [path, expected] of b) {
    const got = a.get(path) ?? new Float32Array(expected.length);
    for (const [i, value] of expected.entries()) {
      gap += (got[i]! - value) ** 2;
      size += value ** 2;
    }
  }
  return Math.sqrt(gap / size);
}
