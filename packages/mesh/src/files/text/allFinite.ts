// A fast test for numbers that are not finite.

/** Whether all numbers are finite: of NaN and infinities, a number less itself is NaN. */
export function allFinite(values: Float32Array | Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  return sum === 0;
}
