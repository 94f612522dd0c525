// Prepares a surface for searches: the faces of a mesh or the points of a set, in TypeScript or with a kernel.
import { type BoxTree, type TriangleMesh, triangleTree } from '@vrn/voxel';
import { nearest } from './nearest.js';
import { faceTable, STRIDE, shares, squaredToFace } from './triangle.js';

/** Per query, the squared distance to the nearest face or point, and its index. */
export interface Nearest {
  readonly squared: Float64Array;
  readonly items: Uint32Array;
}

/** The same, with the nearest point of the nearest face, `[3N]`, in single precision. */
export interface NearestPoints extends Nearest {
  readonly points: Float32Array;
}

/** A surface in which nearest faces or points are searched. Queries are `[3N]`. */
export interface Target {
  /**
   * Finds the nearest face or point of each query.
   *
   * @param order  indices of the queries; fastest if neighbours follow each other.
   * @returns      one entry per query; queries that are not in `order` have an infinite distance and item 0.
   */
  nearest(queries: Float64Array, order: Uint32Array): Nearest;
}

export interface FaceTarget extends Target {
  nearestPoints(queries: Float64Array, order: Uint32Array): NearestPoints;
}

/** A surface in the memory of a kernel, for any number of searches. They return undefined if memory is insufficient. */
export interface KernelTarget {
  nearest(
    queries: Float64Array,
    order: Uint32Array,
    withPoints: boolean,
  ): (Nearest & Partial<NearestPoints>) | undefined;
}

/**
 * Another implementation of the searches, which finds the same distances: to points exactly, to faces apart from
 * rounding errors. See `simdKernel` of `@vrn/metrics/simd`.
 */
export interface NearestKernel {
  /**
   * Prepares a surface.
   *
   * @param positions  `[3V]`, of a mesh's vertices or of points; finite.
   * @param indices    `[3F]`, of a mesh's faces; undefined for points.
   * @returns          undefined if the surface needs more memory than there is.
   */
  target(positions: Float32Array, indices: Uint32Array | undefined): KernelTarget | undefined;
}

/** Prepares the faces of a checked mesh. */
export function faceTarget(mesh: TriangleMesh, kernel: NearestKernel | undefined): FaceTarget {
  const fast = once(() => kernel?.target(mesh.positions, mesh.indices));
  const items = once(() => {
    const tree = triangleTree(mesh);
    return { kind: 'faces', tree, table: faceTable(mesh, tree.order) } as const;
  });
  const search = (queries: Float64Array, order: Uint32Array) => {
    const { tree, table } = items();
    const { squared, places } = nearest(items(), queries, order);
    return { squared, places, table, items: itemsOf(tree, places, order) };
  };
  return {
    nearest: (queries, order) => fast()?.nearest(queries, order, false) ?? search(queries, order),
    nearestPoints(queries, order) {
      const found = fast()?.nearest(queries, order, true);
      if (found?.points !== undefined) return { ...found, points: found.points };
      const { squared, places, table, items } = search(queries, order);
      return { squared, items, points: pointsOn(table, places, queries, order) };
    },
  };
}

/** Prepares points. The tree is only built if there is no kernel, or if the kernel has too little memory. */
export function pointTarget(points: Float32Array, tree: () => BoxTree, kernel: NearestKernel | undefined): Target {
  const fast = once(() => kernel?.target(points, undefined));
  const table = once(() => inOrder(points, tree().order));
  return {
    nearest(queries, order) {
      const found = fast()?.nearest(queries, order, false);
      if (found !== undefined) return found;
      const { squared, places } = nearest({ kind: 'points', tree: tree(), table: table() }, queries, order);
      return { squared, items: itemsOf(tree(), places, order) };
    },
  };
}

function itemsOf(tree: BoxTree, places: Uint32Array, order: Uint32Array): Uint32Array {
  const items = new Uint32Array(places.length);
  for (let n = 0; n < order.length; n++) items[order[n]!] = tree.order[places[order[n]!]!]!;
  return items;
}

/** Returns the point of the face at each query's place that is nearest to the query. */
function pointsOn(table: Float64Array, places: Uint32Array, queries: Float64Array, order: Uint32Array): Float32Array {
  const points = new Float32Array(queries.length);
  for (let n = 0; n < order.length; n++) {
    const q = 3 * order[n]!;
    const at = STRIDE * places[order[n]!]!;
    squaredToFace(table, at, queries[q]!, queries[q + 1]!, queries[q + 2]!);
    const toB = shares[0]!;
    const toC = shares[1]!;
    points[q] = table[at]! + toB * table[at + 3]! + toC * table[at + 6]!;
    points[q + 1] = table[at + 1]! + toB * table[at + 4]! + toC * table[at + 7]!;
    points[q + 2] = table[at + 2]! + toB * table[at + 5]! + toC * table[at + 8]!;
  }
  return points;
}

function inOrder(points: Float32Array, order: Uint32Array): Float64Array {
  const table = new Float64Array(points.length);
  for (let to = 0; to < order.length; to++) {
    for (let axis = 0; axis < 3; axis++) table[3 * to + axis] = points[3 * order[to]! + axis]!;
  }
  return table;
}

/** Returns a function that makes a value on its first call, and returns it on every call. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
