// Finds the nearest point or face for many queries, by a search through a tree of boxes.
import type { BoxTree } from '@vrn/voxel';
import { isBeyond, STRIDE, squaredToFace } from './triangle.js';

/** A tree, and its items in the tree's order: points of 3 numbers, or a table of faces. */
export interface Items {
  readonly kind: 'points' | 'faces';
  readonly tree: BoxTree;
  readonly table: Float64Array;
}

/** Per query, the squared distance to the nearest item, and the place of the item in the tree's order. */
export interface NearestPlaces {
  readonly squared: Float64Array;
  readonly places: Uint32Array;
}

/** Compares query q with the items in [first, last), and stores the nearest of them if it is the best so far. */
type Look = (first: number, last: number, q: number) => void;

/**
 * Size of the stack, which has at most one pending child per level: twice the depth of a balanced tree of 2³² items.
 */
const MAX_DEPTH = 64;

/**
 * Finds the nearest item of each query. Squared distances of points are `dx·dx + dy·dy + dz·dz` in double precision,
 * the same numbers as a loop over all points, since the rounded distance of a box never exceeds those of its
 * points.
 *
 * @param queries  [3N]
 * @param order    indices of the queries; fastest if neighbours follow each other, since each search starts from the
 *                 previous result.
 * @returns        one entry per query; queries that are not in `order` have an infinite distance and place 0.
 */
export function nearest({ kind, tree, table }: Items, queries: Float64Array, order: Uint32Array): NearestPlaces {
  const squared = new Float64Array(queries.length / 3).fill(Number.POSITIVE_INFINITY);
  const places = new Uint32Array(squared.length);
  const look = (kind === 'points' ? lookAtPoints : lookAtFaces)(table, queries, squared, places);
  search(tree, queries, order, { squared, places, look });
  return { squared, places };
}

function search(
  { bounds, second, start, end }: BoxTree,
  queries: Float64Array,
  order: Uint32Array,
  { squared, places, look }: { squared: Float64Array; places: Uint32Array; look: Look },
): void {
  const waiting = new Int32Array(MAX_DEPTH);
  const waitingAt = new Float64Array(MAX_DEPTH);
  let place = 0;
  for (let n = 0; n < order.length; n++) {
    const q = order[n]!;
    const x = queries[3 * q]!;
    const y = queries[3 * q + 1]!;
    const z = queries[3 * q + 2]!;
    look(place, place + 1, q);
    let best = 4 * squared[q]!;
    let node = 0;
    let depth = 0;
    for (;;) {
      const other = second[node]!;
      if (other !== 0) {
        const near = squaredToBox(bounds, 6 * node + 6, x, y, z);
        const far = squaredToBox(bounds, 6 * other, x, y, z);
        const farFirst = far < near;
        waiting[depth] = farFirst ? node + 1 : other;
        waitingAt[depth] = farFirst ? near : far;
        depth += Number(waitingAt[depth]! < best);
        if ((farFirst ? far : near) < best) {
          node = farFirst ? other : node + 1;
          continue;
        }
      } else {
        look(start[node]!, end[node]!, q);
        best = 4 * squared[q]!;
      }
      do depth--;
      while (depth >= 0 && waitingAt[depth]! >= best);
      if (depth < 0) break;
      node = waiting[depth]!;
    }
    place = places[q]!;
  }
}

/**
 * Returns four times the squared distance of a point to a box, without a branch. Rounding is monotone, so the result is
 * at most four times the rounded squared distance to any point of the box.
 */
function squaredToBox(bounds: Float32Array, at: number, x: number, y: number, z: number): number {
  const before = bounds[at]! - x;
  const behind = x - bounds[at + 3]!;
  const dx = before + Math.abs(before) + (behind + Math.abs(behind));
  const below = bounds[at + 1]! - y;
  const above = y - bounds[at + 4]!;
  const dy = below + Math.abs(below) + (above + Math.abs(above));
  const beyond = bounds[at + 2]! - z;
  const inFront = z - bounds[at + 5]!;
  const dz = beyond + Math.abs(beyond) + (inFront + Math.abs(inFront));
  return dx * dx + dy * dy + dz * dz;
}

function lookAtPoints(table: Float64Array, queries: Float64Array, squared: Float64Array, places: Uint32Array): Look {
  return (first, last, q) => {
    const x = queries[3 * q]!;
    const y = queries[3 * q + 1]!;
    const z = queries[3 * q + 2]!;
    let best = squared[q]!;
    let found = -1;
    for (let i = first; i < last; i++) {
      const dx = x - table[3 * i]!;
      const dy = y - table[3 * i + 1]!;
      const dz = z - table[3 * i + 2]!;
      const distance = dx * dx + dy * dy + dz * dz;
      if (distance < best) {
        best = distance;
        found = i;
      }
    }
    if (found < 0) return;
    squared[q] = best;
    places[q] = found;
  };
}

function lookAtFaces(table: Float64Array, queries: Float64Array, squared: Float64Array, places: Uint32Array): Look {
  return (first, last, q) => {
    const x = queries[3 * q]!;
    const y = queries[3 * q + 1]!;
    const z = queries[3 * q + 2]!;
    let best = squared[q]!;
    let reach = Math.sqrt(best);
    for (let i = first; i < last; i++) {
      if (isBeyond(table, STRIDE * i, x, y, z, reach)) continue;
      const distance = squaredToFace(table, STRIDE * i, x, y, z);
      if (distance < best) {
        best = distance;
        reach = Math.sqrt(best);
        places[q] = i;
      }
    }
    squared[q] = best;
  };
}
