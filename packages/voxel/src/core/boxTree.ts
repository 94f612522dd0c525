// Builds bounding-box trees over triangles or points, for nearest-neighbour searches and for sums over distant groups.
import type { TriangleMesh } from './triangleMesh.js';

/**
 * A binary tree in depth-first order: the first child of node n is n + 1, its second child `second[n]`, which is 0 at
 * a leaf. A node holds the items `order[start[n]] .. order[end[n] − 1]`, a leaf at most 8 triangles or 12 points.
 * Parents come before their children, so a backward loop over the nodes visits every child before its parent. Without
 * items, the tree is one empty leaf, whose minimum is +∞ and whose maximum is −∞.
 */
export interface BoxTree {
  /** `[6 · nodes]`: minimum x, y, z, then maximum x, y, z. Exact, because items are single precision. */
  readonly bounds: Float32Array;
  readonly second: Uint32Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly order: Uint32Array;
}

/** Maximum number of items in a leaf; more points than triangles, because a point takes less time to compare. */
const LEAF = { triangles: 8, points: 12 } as const;

/** Minimum and maximum corners of the items' boxes, `[3 · items]` each. A point is a box whose corners are the same. */
interface Boxes {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** Builds the tree over a mesh's triangles. Items are face indices. */
export function triangleTree({ positions: p, indices }: TriangleMesh): BoxTree {
  const low = new Float32Array(indices.length);
  const high = new Float32Array(indices.length);
  for (let corner = 0; corner < indices.length; corner += 3) {
    const a = 3 * indices[corner]!;
    const b = 3 * indices[corner + 1]!;
    const c = 3 * indices[corner + 2]!;
    for (let axis = 0; axis < 3; axis++) {
      low[corner + axis] = Math.min(p[a + axis]!, p[b + axis]!, p[c + axis]!);
      high[corner + axis] = Math.max(p[a + axis]!, p[b + axis]!, p[c + axis]!);
    }
  }
  return boxTree({ low, high }, LEAF.triangles);
}

/** Builds the tree over points, `[3N]`. Items are point indices. */
export const pointTree = (points: Float32Array): BoxTree => boxTree({ low: points, high: points }, LEAF.points);

/**
 * Builds the tree over boxes. Every node of more than `most` boxes is split at the median of the box centres, along
 * the axis on which they spread most. The same boxes give the same tree on every machine.
 *
 * Cost: O(N log N) time; about 40 bytes of scratch memory per item.
 */
function boxTree(boxes: Boxes, most: number): BoxTree {
  const { low, high } = boxes;
  const count = Math.floor(low.length / 3);
  const order = new Uint32Array(count);
  const centres = new Float64Array(3 * count); // twice the centres: only their order matters
  for (let item = 0; item < count; item++) order[item] = item;
  for (let at = 0; at < centres.length; at++) centres[at] = low[at]! + high[at]!;
  const room = Math.max(1, count >> 1); // enough nodes, since leaves below the root hold at least 4 items
  const second = new Uint32Array(room);
  const start = new Uint32Array(room);
  const end = new Uint32Array(room);
  const keys = new Float64Array(count);
  let nodes = 0;
  const grow = (first: number, last: number): number => {
    const node = nodes++;
    start[node] = first;
    end[node] = last;
    if (last - first <= most) return node;
    const middle = (first + last) >> 1;
    pickKeys(keys, centres, order, first, last);
    select(keys, order, first, last - 1, middle);
    grow(first, middle);
    second[node] = grow(middle, last);
    return node;
  };
  grow(0, count);
  const tree = { second: second.slice(0, nodes), start: start.slice(0, nodes), end: end.slice(0, nodes), order };
  return { bounds: boundsOf(tree, boxes), ...tree };
}

/** Writes the sort keys of a node's items: the centres of their boxes along the axis of largest spread. */
function pickKeys(keys: Float64Array, centres: Float64Array, order: Uint32Array, first: number, last: number): void {
  let minX = Number.POSITIVE_INFINITY;
  let minY = Number.POSITIVE_INFINITY;
  let minZ = Number.POSITIVE_INFINITY;
  let maxX = Number.NEGATIVE_INFINITY;
  let maxY = Number.NEGATIVE_INFINITY;
  let maxZ = Number.NEGATIVE_INFINITY;
  for (let i = first; i < last; i++) {
    const at = 3 * order[i]!;
    const x = centres[at]!;
    const y = centres[at + 1]!;
    const z = centres[at + 2]!;
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
    minZ = Math.min(minZ, z);
    maxZ = Math.max(maxZ, z);
  }
  const x = maxX - minX;
  const y = maxY - minY;
  const z = maxZ - minZ;
  const axis = x >= y && x >= z ? 0 : y >= z ? 1 : 2;
  for (let i = first; i < last; i++) keys[i] = centres[3 * order[i]! + axis]!;
}

/** Number of items above which the pivot is picked from a sample. */
const SAMPLED = 100;

/**
 * Rearranges the items at `first` to `last`, inclusive, so that no key before position `at` is larger than the key at
 * `at`, and none after it is smaller. It is a quickselect whose pivot comes from a sample near that position, so that
 * about 1.5 passes suffice. Loops over items do not branch on keys, because such branches are often mispredicted.
 *
 * Source: Floyd and Rivest 1975 (the sample); Edelkamp and Weiß 2016 (no branches).
 */
function select(keys: Float64Array, order: Uint32Array, first: number, last: number, at: number): void {
  let left = first;
  let right = last;
  while (left < right) {
    if (right - left + 1 > SAMPLED) {
      const share = (at - left) / (right - left);
      const sample = 4 * Math.sqrt(right - left);
      // Aims slightly past position `at`, towards the side with more items, so that the smaller side is the one kept.
      const from = at - share * sample + (share < 0.5 ? -0.5 : 0.5) * Math.sqrt(sample);
      select(keys, order, Math.max(left, Math.floor(from)), Math.min(right, Math.floor(from + sample)), at);
    }
    const pivot = keys[at]!;
    swap(keys, order, at, right);
    let less = left;
    for (let i = left; i < right; i++) {
      const isLess = Number(keys[i]! < pivot);
      swap(keys, order, i, less);
      less += isLess;
    }
    swap(keys, order, less, right);
    if (at === less) return;
    if (at < less) right = less - 1;
    else if (less > left) left = less + 1;
    else {
      // No key is smaller than the pivot. Keys equal to it move next to it, so that many equal keys cost only one pass.
      let equal = left + 1;
      for (let i = left + 1; i <= right; i++) {
        const isEqual = Number(keys[i]! === pivot);
        swap(keys, order, i, equal);
        equal += isEqual;
      }
      if (at < equal) return;
      left = equal;
    }
  }
}

function swap(keys: Float64Array, order: Uint32Array, i: number, j: number): void {
  const key = keys[i]!;
  const item = order[i]!;
  keys[i] = keys[j]!;
  order[i] = order[j]!;
  keys[j] = key;
  order[j] = item;
}

/** Computes the boxes of all nodes, children before parents. */
function boundsOf({ second, start, end, order }: Omit<BoxTree, 'bounds'>, boxes: Boxes): Float32Array {
  const bounds = new Float32Array(6 * second.length);
  for (let node = second.length - 1; node >= 0; node--) {
    const to = 6 * node;
    if (second[node] === 0) {
      leafBounds(bounds, to, boxes, order, start[node]!, end[node]!);
      continue;
    }
    const one = to + 6;
    const other = 6 * second[node]!;
    for (let axis = 0; axis < 3; axis++) {
      bounds[to + axis] = Math.min(bounds[one + axis]!, bounds[other + axis]!);
      bounds[to + 3 + axis] = Math.max(bounds[one + 3 + axis]!, bounds[other + 3 + axis]!);
    }
  }
  return bounds;
}

function leafBounds(
  bounds: Float32Array,
  to: number,
  { low, high }: Boxes,
  order: Uint32Array,
  first: number,
  last: number,
): void {
  let minX = Number.POSITIVE_INFINITY;
  let minY = Number.POSITIVE_INFINITY;
  let minZ = Number.POSITIVE_INFINITY;
  let maxX = Number.NEGATIVE_INFINITY;
  let maxY = Number.NEGATIVE_INFINITY;
  let maxZ = Number.NEGATIVE_INFINITY;
  for (let i = first; i < last; i++) {
    const at = 3 * order[i]!;
    minX = Math.min(minX, low[at]!);
    minY = Math.min(minY, low[at + 1]!);
    minZ = Math.min(minZ, low[at + 2]!);
    maxX = Math.max(maxX, high[at]!);
    maxY = Math.max(maxY, high[at + 1]!);
    maxZ = Math.max(maxZ, high[at + 2]!);
  }
  bounds[to] = minX;
  bounds[to + 1] = minY;
  bounds[to + 2] = minZ;
  bounds[to + 3] = maxX;
  bounds[to + 4] = maxY;
  bounds[to + 5] = maxZ;
}
