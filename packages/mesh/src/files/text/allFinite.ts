// Tests quickly whether all numbers are finite.

/** Whether all numbers are finite: for NaN and infinities, x − x is NaN. */
export function allFinite(values: Float32Array | Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  return sum === 0;
}
