// A tree of boxes over triangles or points: what asks for the nearest, or for what is far enough to be summed up, walks it.
import type { TriangleMesh } from './triangleMesh.js';

/**
 * A binary tree in depth-first order: the first child of node n is n + 1, its second child `second[n]`, which is 0 at a
 * leaf. A node holds items `order[start[n]] .. order[end[n] − 1]`, a leaf at most {@link LEAF} of them. Parents come before children,
 * so a walk backwards through the nodes meets every child before its parent.
 */
export interface BoxTree {
  /** `[6 · nodes]`: least x, y, z, then greatest x, y, z. Exact for single-precision items. */
  readonly bounds: Float32Array;
  readonly second: Uint32Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly order: Uint32Array;
}

/** The most items in a leaf. */
export const LEAF = 8;

/** The tree over a mesh's triangles. Items are numbers of faces. */
export function triangleTree({ positions: p, indices }: TriangleMesh): BoxTree {
  const boxes = new Float32Array(2 * indices.length);
  for (let corner = 0; corner < indices.length; corner += 3) {
    const [a, b, c] = [3 * indices[corner]!, 3 * indices[corner + 1]!, 3 * indices[corner + 2]!];
    for (let axis = 0; axis < 3; axis++) {
      const [u, v, w] = [p[a + axis]!, p[b + axis]!, p[c + axis]!];
      boxes[2 * corner + axis] = Math.min(u, v, w);
      boxes[2 * corner + 3 + axis] = Math.max(u, v, w);
    }
  }
  return boxTree(boxes);
}

/** The tree over points, `[3N]`. Items are numbers of points. */
export function pointTree(points: Float32Array): BoxTree {
  const boxes = new Float32Array(2 * points.length);
  for (let from = 0, to = 0; from < points.length; from += 3, to += 6) {
    for (let axis = 0; axis < 3; axis++) boxes[to + axis] = boxes[to + 3 + axis] = points[from + axis]!;
  }
  return boxTree(boxes);
}

/**
 * The tree over boxes `[6N]`, least x, y, z then greatest. Every node is cut in halves of equal number at the median of the
 * box centres along the axis in which they lie furthest apart.
 *
 * Cost: O(N log N) time; some 16 bytes an item.
 */
function boxTree(boxes: Float32Array): BoxTree {
  const count = boxes.length / 6;
  const most = Math.max(1, 2 ** Math.ceil(Math.log2(Math.max(1, count / LEAF)) + 1));
  const bounds = new Float32Array(6 * most);
  const [second, start, end] = [new Uint32Array(most), new Uint32Array(most), new Uint32Array(most)];
  const order = Uint32Array.from({ length: count }, (_, item) => item);
  const keys = new Float64Array(count);
  let nodes = 0;

  const grow = (first: number, last: number): number => {
    const node = nodes++;
    start[node] = first;
    end[node] = last;
    const box = bounds.subarray(6 * node, 6 * node + 6).fill(Number.POSITIVE_INFINITY, 0, 3);
    box.fill(Number.NEGATIVE_INFINITY, 3);
    const low = [Infinity, Infinity, Infinity];
    const high = [-Infinity, -Infinity, -Infinity];
    for (let i = first; i < last; i++) {
      const at = 6 * order[i]!;
      for (let axis = 0; axis < 3; axis++) {
        const [from, to] = [boxes[at + axis]!, boxes[at + 3 + axis]!];
        if (from < box[axis]!) box[axis] = from;
        if (to > box[3 + axis]!) box[3 + axis] = to;
        const middle = from + to;
        if (middle < low[axis]!) low[axis] = middle;
        if (middle > high[axis]!) high[axis] = middle;
      }
    }
    if (last - first <= LEAF) return node;
    const spread = [0, 1, 2].map((axis) => high[axis]! - low[axis]!);
    const axis = spread.indexOf(Math.max(...spread));
    for (let i = first; i < last; i++) keys[i] = boxes[6 * order[i]! + axis]! + boxes[6 * order[i]! + 3 + axis]!;
    const middle = (first + last) >> 1;
    select(keys, order, first, last - 1, middle);
    grow(first, middle);
    second[node] = grow(middle, last);
    return node;
  };
  grow(0, count);
  return {
    bounds: bounds.slice(0, 6 * nodes),
    second: second.slice(0, nodes),
    start: start.slice(0, nodes),
    end: end.slice(0, nodes),
    order,
  };
}

/** Puts the item of rank `at` in its place, smaller keys before it, larger ones behind it (Hoare's quickselect). */
function select(keys: Float64Array, order: Uint32Array, first: number, last: number, at: number): void {
  let [left, right] = [first, last];
  while (left < right) {
    const pivot = keys[(left + right) >> 1]!;
    let [i, j] = [left, right];
    while (i <= j) {
      while (keys[i]! < pivot) i++;
      while (keys[j]! > pivot) j--;
      if (i > j) break;
      const [key, item] = [keys[i]!, order[i]!];
      keys[i] = keys[j]!;
      order[i] = order[j]!;
      keys[j] = key;
      order[j] = item;
      i++;
      j--;
    }
    if (at <= j) right = j;
    else if (at >= i) left = i;
    else return;
  }
}
