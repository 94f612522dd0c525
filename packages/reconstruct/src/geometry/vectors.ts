// Computes with vectors of three numbers: sums, products, distances and interpolation.
import type { Triple } from '@vrn/voxel';

export const add = (a: Triple, b: Triple): Triple => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const sub = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Triple, factor: number): Triple => [factor * a[0], factor * a[1], factor * a[2]];
export const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const lerp = (a: Triple, b: Triple, share: number): Triple => add(scale(a, 1 - share), scale(b, share));
export const distance = (a: Triple, b: Triple): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
/** Returns the unit vector of the same direction; the vector itself if its length is 0. */
export const normalize = (a: Triple): Triple => scale(a, 1 / (Math.hypot(...a) || 1));
