// Computes the unnormalised normal of a triangle.

/**
 * Writes the cross product (b − a) × (c − a) of a triangle into `out`. It points to the outside, from which a, b,
 * c appear counter-clockwise, and its length is twice the triangle's area.
 *
 * @param positions  `[3V]`.
 * @param a          offset of the first vertex in `positions`: three times its index; likewise `b` and `c`.
 * @param out        `[3]`.
 * @returns  `out`.
 *
 * @example
 * faceNormal(Float32Array.of(0, 0, 0, 2, 0, 0, 0, 1, 0), 0, 3, 6, new Float64Array(3));  // → [0, 0, 2]
 */
export function faceNormal(
  positions: ArrayLike<number>,
  a: number,
  b: number,
  c: number,
  out: Float64Array,
): Float64Array {
  const x = positions[a]!;
  const y = positions[a + 1]!;
  const z = positions[a + 2]!;
  const ux = positions[b]! - x;
  const uy = positions[b + 1]! - y;
  const uz = positions[b + 2]! - z;
  const vx = positions[c]! - x;
  const vy = positions[c + 1]! - y;
  const vz = positions[c + 2]! - z;
  out[0] = uy * vz - uz * vy;
  out[1] = uz * vx - ux * vz;
  out[2] = ux * vy - uy * vx;
  return out;
}
