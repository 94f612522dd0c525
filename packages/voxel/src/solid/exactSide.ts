// Computes exactly, without rounding errors, on which side of an edge or of a triangle's plane a point lies.

// An expansion (Shewchuk): a number as a sum of doubles with disjoint bits, smallest first, without zeros. Vertices are
// single precision, so a product of two coordinates is exact. The longest sum built here is one of 48 doubles.
const parts = new Float64Array(64);
let length = 0;

/** Adds a double to the sum, exactly. */
function add(value: number): void {
  let carry = value;
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const part = parts[i]!;
    const sum = carry + part;
    const moved = sum - carry;
    const low = carry - (sum - moved) + (part - moved);
    if (low !== 0) parts[kept++] = low;
    carry = sum;
  }
  if (carry !== 0) parts[kept++] = carry;
  length = kept;
}

/** Adds the product of two doubles to the sum, exactly: the rounded product and its rounding error. */
function addProduct(p: number, q: number): void {
  const product = p * q;
  const pSplit = 134217729 * p; // 2²⁷ + 1 splits a double into two halves of 26 bits
  const pHigh = pSplit - (pSplit - p);
  const pLow = p - pHigh;
  const qSplit = 134217729 * q;
  const qHigh = qSplit - (qSplit - q);
  const qLow = q - qHigh;
  const low = pLow * qLow - (product - pHigh * qHigh - pLow * qHigh - pHigh * qLow);
  if (low !== 0) add(low);
  if (product !== 0) add(product);
}

/** The sign of the sum, which is that of its largest part. */
const sign = (): number => (length === 0 ? 0 : Math.sign(parts[length - 1]!));

/**
 * Returns 1 if the point (x, y) lies left of the line from one vertex to another, seen from +z; −1 if right of it; 0
 * if on it.
 *
 * @param positions  single precision, `[3V]`; `from` and `to` are offsets of vertices in it.
 */
export function sideOfEdge(positions: Float32Array, from: number, to: number, x: number, y: number): number {
  const fromX = positions[from]!;
  const fromY = positions[from + 1]!;
  const toX = positions[to]!;
  const toY = positions[to + 1]!;
  length = 0;
  add(toY * fromX);
  add(-toX * fromY);
  addProduct(toX, y);
  addProduct(-fromX, y);
  addProduct(-toY, x);
  addProduct(fromY, x);
  return sign();
}

/**
 * Returns 1 if the point lies on the outer side of the plane through vertices a, b, c (the side from which they appear
 * counter-clockwise), −1 if on the inner side, 0 if on the plane.
 *
 * @param positions  single precision, `[3V]`; `a`, `b` and `c` are offsets of vertices in it.
 * @param point      `[x, y, z]`, world units.
 */
export function sideOfPlane(positions: Float32Array, a: number, b: number, c: number, point: Float64Array): number {
  const addCross = (from: number, to: number, axis: number, factor: number): void => {
    const u = axis === 2 ? 0 : axis + 1;
    const v = axis === 0 ? 2 : axis - 1;
    addProduct(positions[from + u]! * positions[to + v]!, factor);
    addProduct(-positions[from + v]! * positions[to + u]!, factor);
  };
  length = 0;
  // Sums (a×b + b×c + c×a) · point − a · (b×c).
  for (let axis = 0; axis < 3; axis++) {
    const p = point[axis]!;
    addCross(a, b, axis, p);
    addCross(b, c, axis, p);
    addCross(c, a, axis, p);
    addCross(b, c, axis, -positions[a + axis]!);
  }
  return sign();
}
