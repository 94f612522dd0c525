// Computes normals from the gradient of the volume, as src/marching-cubes/normal.ts does, with the same operations.
import { columns, rows, slices, startOf, stepX, stepY, stepZ } from './volume';

/** Number of vertices without a normal, because the gradient is zero there or overflows. */
export let flat: i32 = 0;

export function resetFlat(): void {
  flat = 0;
}

/** Results of gradientAt. */
let alongI: f64, alongJ: f64, alongK: f64;

/**
 * Computes the gradient at a sample as differences per sample: central, one-sided at the border, 0 along an axis of one
 * sample.
 */
function gradientAt(i: i32, j: i32, k: i32): void {
  const place: usize = 4 * (j * slices + k);
  const at = startOf(i) + place;
  alongI = slope(i > 0 ? startOf(i - 1) + place : at, at, i + 1 < rows ? startOf(i + 1) + place : at);
  alongJ = slope(j > 0 ? at - 4 * slices : at, at, j + 1 < columns ? at + 4 * slices : at);
  alongK = slope(k > 0 ? at - 4 : at, at, k + 1 < slices ? at + 4 : at);
}

function slope(low: usize, at: usize, high: usize): f64 {
  const difference = <f64>load<f32>(high) - <f64>load<f32>(low);
  return low !== at && high !== at ? difference / 2 : difference;
}

/** Stores at address `to` the normal of the vertex at fraction t from sample (i, j, k) to sample (i2, j2, k2). */
export function edgeNormal(to: usize, i: i32, j: i32, k: i32, i2: i32, j2: i32, k2: i32, t: f64): void {
  const near = 1 - t;
  gradientAt(i, j, k);
  const down = 0 - near * alongI;
  const right = 0 - near * alongJ;
  const deep = 0 - near * alongK;
  gradientAt(i2, j2, k2);
  storeNormal(to, down - t * alongI, right - t * alongJ, deep - t * alongK);
}

/**
 * Stores a unit normal at address `to`, given its direction in differences per sample along rows, columns and slices.
 * If the length in world units is zero or overflows, stores zeros and increments `flat`.
 */
export function storeNormal(to: usize, down: f64, right: f64, deep: f64): void {
  const x = right / stepX;
  const y = -down / stepY;
  const z = -deep / stepZ;
  const length = Math.sqrt(x * x + y * y + z * z);
  const isKnown = length > 0 && length < Infinity;
  if (!isKnown) flat++;
  store<f32>(to, isKnown ? <f32>(x / length) : 0);
  store<f32>(to, isKnown ? <f32>(y / length) : 0, 4);
  store<f32>(to, isKnown ? <f32>(z / length) : 0, 8);
}
