// Orders points so that neighbours in the order are mostly neighbours in space.

/** Bits per coordinate. A key has three times as many, and is sorted in three passes of a radix sort. */
const BITS = 10;
const CELLS = 2 ** BITS;

/**
 * Returns the indices of points in the order of a Z-curve through a grid of 1,024 cells along the longest axis. Points
 * of the same cell stay in their order.
 *
 * @param points  `[3N]`, finite.
 * @returns       `[N]`, a permutation of the indices.
 * Cost: O(N).
 *
 * Source: Morton 1966.
 */
export function spatialOrder(points: Float32Array): Uint32Array {
  const count = points.length / 3;
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let axis = 0; axis < 3; axis++) {
    for (let at = axis; at < points.length; at += 3) {
      low[axis] = Math.min(low[axis]!, points[at]!);
      high[axis] = Math.max(high[axis]!, points[at]!);
    }
  }
  const side = Math.max(high[0]! - low[0]!, high[1]! - low[1]!, high[2]! - low[2]!);
  const scale = side > 0 ? (CELLS - 1) / side : 0;
  let keys = new Uint32Array(count);
  for (let n = 0; n < count; n++) {
    const x = (points[3 * n]! - low[0]!) * scale;
    const y = (points[3 * n + 1]! - low[1]!) * scale;
    const z = (points[3 * n + 2]! - low[2]!) * scale;
    keys[n] = spread(x) | (spread(y) << 1) | (spread(z) << 2);
  }
  let order = new Uint32Array(count);
  for (let n = 0; n < count; n++) order[n] = n;
  let nextKeys = new Uint32Array(count);
  let next = new Uint32Array(count);
  for (let shift = 0; shift < 3 * BITS; shift += BITS) {
    const places = new Uint32Array(CELLS + 1);
    for (let n = 0; n < count; n++) places[((keys[n]! >>> shift) & (CELLS - 1)) + 1]!++;
    for (let digit = 0; digit < CELLS; digit++) places[digit + 1]! += places[digit]!;
    for (let n = 0; n < count; n++) {
      const to = places[(keys[n]! >>> shift) & (CELLS - 1)]!++;
      nextKeys[to] = keys[n]!;
      next[to] = order[n]!;
    }
    const sortedKeys = nextKeys;
    const sorted = next;
    nextKeys = keys;
    next = order;
    keys = sortedKeys;
    order = sorted;
  }
  return order;
}

/** Spreads the 10 bits of a cell index, so that bit n becomes bit 3n. */
function spread(cell: number): number {
  let bits = Math.floor(cell);
  bits = (bits | (bits << 16)) & 0x30000ff;
  bits = (bits | (bits << 8)) & 0x300f00f;
  bits = (bits | (bits << 4)) & 0x30c30c3;
  return (bits | (bits << 2)) & 0x9249249;
}
