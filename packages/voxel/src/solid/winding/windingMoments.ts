// Computes moments of a tree of triangles, from which the solid angles of distant clusters are approximated.
import type { BoxTree } from '../../core/boxTree.js';

/**
 * Number of values per node. By offset: 0 centre, 3 (β · radius)², 4 dipole, 7 area, 8 first moments xx yy zz xy xz yz,
 * 14 second moments xxx yyy zzz xxy xxz yyx yyz zzx zzy xyz. Moments are divided by 4π.
 */
export const STRIDE = 24;

/**
 * Multiplication tables: entry 3 · n + u is the index of the product of monomial n and coordinate u.
 * `TIMES_LINEAR` maps x y z to xx yy zz xy xz yz, and `TIMES_SQUARE` maps these to xxx yyy zzz xxy xxz yyx yyz zzx zzy
 * xyz.
 */
const TIMES_LINEAR = [0, 3, 4, 3, 1, 5, 4, 5, 2];
const TIMES_SQUARE = [0, 3, 4, 5, 1, 6, 7, 8, 2, 3, 5, 9, 4, 9, 7, 9, 6, 8];

/**
 * Computes the moments of every node, children before parents. Dipole, first moments and second moments are the
 * coefficients of three polynomials in r, which are integrals over the node's triangles:
 *
 *     ∫ n·r,   ∫ (δ·r)(n·r),   ∫ (δ·r)²(n·r)
 *
 * Here, δ is the vector from the node's centre to a point of the surface, and n is the area vector there. If the centre
 * moves so that δ becomes δ + d, expanding the powers of (δ + d)·r gives the new polynomials from the old ones. At the
 * end, the first and second moments become the coefficients of the far-field expansion.
 *
 * @param corners  `[9F]`: the corners of the triangles, in the order of the tree's items.
 * @param beta     distance, in radii, beyond which a cluster is summed as one.
 * @returns  `[STRIDE · nodes]`.
 */
export function windingMoments(
  { bounds, second, start, end }: BoxTree,
  corners: Float32Array,
  beta: number,
): Float64Array {
  const out = new Float64Array(STRIDE * second.length);
  const triangle = new Float64Array(STRIDE);
  const d = new Float64Array(3);
  /** Adds `factor` · d·r times the polynomial of `from` at `p`, of `table.length / 3` terms, to that of `to` at `m`. */
  const addTimes = (
    table: readonly number[],
    factor: number,
    from: Float64Array,
    p: number,
    to: Float64Array,
    m: number,
  ) => {
    for (let t = 0; t < table.length; t++) to[m + table[t]!]! += factor * d[t % 3]! * from[p + ((t / 3) | 0)]!;
  };
  const square = new Float64Array(6);
  /** Adds `factor` · (d·r)² times the linear polynomial of `from` at `p` to the cubic one of `to` at `m`. */
  const addSquare = (factor: number, from: Float64Array, p: number, to: Float64Array, m: number) => {
    addTimes(TIMES_LINEAR, 1, from, p, square.fill(0), 0);
    addTimes(TIMES_SQUARE, factor, square, 0, to, m);
  };
  const measure = (at: number): void => {
    let area = 0;
    triangle.fill(0);
    for (let axis = 0; axis < 3; axis++) {
      const [u, v] = [at + ((axis + 1) % 3), at + ((axis + 2) % 3)];
      triangle[axis] = (corners[at + axis]! + corners[at + 3 + axis]! + corners[at + 6 + axis]!) / 3;
      const twice =
        (corners[u + 3]! - corners[u]!) * (corners[v + 6]! - corners[v]!) -
        (corners[v + 3]! - corners[v]!) * (corners[u + 6]! - corners[u]!);
      triangle[4 + axis] = twice / (8 * Math.PI);
      area += twice * twice;
    }
    triangle[7] = Math.sqrt(area) / (8 * Math.PI);
    for (let c = 0; c < 9; c += 3) {
      for (let axis = 0; axis < 3; axis++) d[axis] = corners[at + c + axis]! - triangle[axis]!;
      addSquare(1 / 12, triangle, 4, triangle, 14);
    }
  };
  for (let node = second.length - 1; node >= 0; node--) {
    const m = STRIDE * node;
    const child = second[node]!;
    const last = child > 0 ? 2 : end[node]! - start[node]!;
    /** Calls `visit` with the moments of each part of a node: its two children, or the triangles of a leaf. */
    const forParts = (visit: (from: Float64Array, p: number) => void): void => {
      for (let n = 0; n < last; n++) {
        if (child === 0) measure(9 * (start[node]! + n));
        if (child === 0) visit(triangle, 0);
        else visit(out, STRIDE * (n === 0 ? node + 1 : child));
      }
    };
    forParts((from, p) => {
      for (let k = 4; k < 8; k++) out[m + k]! += from[p + k]!;
      for (let axis = 0; axis < 3; axis++) out[m + axis]! += from[p + 7]! * from[p + axis]!;
    });
    let radius = 0;
    for (let axis = 0; axis < 3; axis++) {
      const [low, high] = [bounds[6 * node + axis]!, bounds[6 * node + 3 + axis]!];
      const centre = out[m + 7]! > 0 ? out[m + axis]! / out[m + 7]! : (low + high) / 2;
      out[m + axis] = centre;
      radius += Math.max(high - centre, centre - low) ** 2;
    }
    out[m + 3] = radius * beta * beta;
    forParts((from, p) => {
      for (let axis = 0; axis < 3; axis++) d[axis] = from[p + axis]! - out[m + axis]!;
      for (let k = 8; k < 24; k++) out[m + k]! += from[p + k]!;
      addTimes(TIMES_LINEAR, 1, from, p + 4, out, m + 8);
      addTimes(TIMES_SQUARE, 2, from, p + 8, out, m + 14);
      addSquare(1, from, p + 4, out, m + 14);
    });
  }
  // Only the trace-free part contributes to the far field, so traces are removed. The remaining values are multiplied
  // by the factors of the expansion.
  for (let m = 0; m < out.length; m += STRIDE) {
    const third = (out[m + 8]! + out[m + 9]! + out[m + 10]!) / 3;
    for (let axis = 0; axis < 3; axis++) out[m + 8 + axis]! -= third;
    for (let k = 8; k < 14; k++) out[m + k]! *= -3;
    const c = out.subarray(m + 14, m + 24);
    const x = (3 * c[0]! + c[5]! + c[7]!) / 5;
    const y = (3 * c[1]! + c[3]! + c[8]!) / 5;
    const z = (3 * c[2]! + c[4]! + c[6]!) / 5;
    const trace = [x, y, z, y, z, x, z, x, y, 0];
    for (let k = 0; k < 10; k++) c[k] = 7.5 * (c[k]! - trace[k]!);
  }
  return out;
}
