// Tests quickly whether all numbers are finite.

/**
 * Whether all numbers are finite. Tests only their sum: it is infinite or NaN if one of them is, and no sum of finite
 * single-precision numbers overflows in double precision. Four partial sums run in parallel on the processor.
 */
export function allFinite(values: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const fours = values.length - (values.length % 4);
  for (let i = 0; i < fours; i += 4) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
  }
  for (let i = fours; i < values.length; i++) a += values[i]!;
  return Number.isFinite(a + b + c + d);
}
