// What is compared with what: meshes and point sets, their checks, and the points that stand for them.
import { type BoxTree, check, checkMesh, pointTree, random, type TriangleMesh, triangleTree } from '@vrn/voxel';
import type { Target } from './nearest/nearest.js';
import { faceTable } from './nearest/triangle.js';
import { MOST_SAMPLES, samplePlaces } from './sampleSurface.js';

/** Points `[3N]` in world units; `normals` [3N], of any length but 0. */
export interface PointSet {
  readonly points: Float32Array;
  readonly normals?: Float32Array;
}

/** A mesh stands for every point of its triangles; a point set, with or without normals, for its points alone. */
export type Surface = TriangleMesh | PointSet | Float32Array;

/** How the points are chosen for which a mesh is asked; without effect on point sets. */
export interface SamplingOptions {
  /** Points on each mesh, at equal density over its area: a whole number from 1. */
  readonly samples?: number;
  /** Where they lie. The same seed, the same points, on every machine. */
  readonly seed?: number;
}

export const SAMPLING_DEFAULTS = { samples: 100_000, seed: 0 } as const satisfies SamplingOptions;

/** `forward`: from the points of `a` to `b`; `backward`: from those of `b` to `a`. */
export type Direction = 'both' | 'forward' | 'backward';

/** A surface ready to be asked and to be searched. Trees are built when they are needed, once. */
export interface Prepared {
  readonly mesh: TriangleMesh | undefined;
  readonly set: PointSet | undefined;
  /** The points that are asked for, `[3N]`: those of the set, or samples of the mesh. */
  readonly queries: Float64Array;
  /** Of each sample the face it lies on; of each point its own number. */
  readonly items: Uint32Array;
  /** Queries in an order in which neighbours follow each other. */
  readonly order: () => Uint32Array;
  readonly target: () => Target;
}

export const isMesh = (surface: Surface): surface is TriangleMesh =>
  surface !== null && typeof surface === 'object' && 'positions' in surface;

/** Checks a surface and chooses its points. */
export function prepare(
  surface: Surface,
  { samples, seed }: Required<SamplingOptions>,
  caller: string,
  name = 'surface',
): Prepared {
  if (isMesh(surface)) {
    checkMesh(surface, caller);
    const { points, faces } = samplePlaces(surface, samples, random(seed), caller);
    return {
      mesh: surface,
      set: undefined,
      queries: points,
      items: faces,
      order: () => upTo(samples),
      target: once(() => faceTarget(surface)),
    };
  }
  const set = checkPoints(surface, caller, name);
  const tree: () => BoxTree = once(() => pointTree(set.points));
  return {
    mesh: undefined,
    set,
    queries: Float64Array.from(set.points),
    items: upTo(set.points.length / 3),
    order: () => tree().order,
    target: once(() => ({ kind: 'points', tree: tree(), table: inOrder(set.points, tree().order) })),
  };
}

/** A mesh, checked before, to be searched for its nearest face. */
export function faceTarget(mesh: TriangleMesh): Target {
  const tree = triangleTree(mesh);
  return { kind: 'faces', tree, table: faceTable(mesh, tree.order) };
}

/** Throws `bad-argument` unless points are finite triples, at least one; normals, if any, as many and of some length. */
export function checkPoints(surface: PointSet | Float32Array, caller: string, name: string): PointSet {
  const fail = (what: string) => () => `${caller}: ${name} must ${what}`;
  const set = isFloats(surface) ? { points: surface } : surface;
  check(
    set !== null && typeof set === 'object' && isFloats(set.points),
    'bad-argument',
    fail('be a mesh, or points as a Float32Array or { points }'),
  );
  const { points, normals } = set;
  check(points.length > 0, 'bad-argument', fail('have points, got none'));
  check(points.length % 3 === 0, 'bad-argument', fail(`be xyz triples, got ${points.length} numbers`));
  const odd = points.findIndex((value) => !Number.isFinite(value));
  check(odd < 0, 'bad-argument', fail(`be finite, got ${points[odd]} in point ${Math.floor(odd / 3)}`));
  if (normals === undefined) return set;
  check(
    isFloats(normals) && normals.length === points.length,
    'bad-argument',
    fail(`have a normal a point, ${points.length} numbers, got ${normals?.length}`),
  );
  for (let n = 0; n < normals.length; n += 3) {
    const length = Math.abs(normals[n]!) + Math.abs(normals[n + 1]!) + Math.abs(normals[n + 2]!);
    check(length > 0 && length < Number.POSITIVE_INFINITY, 'bad-argument', () => {
      return fail(`have normals with a direction, got [${normals.subarray(n, n + 3)}] for point ${n / 3}`)();
    });
  }
  return set;
}

/** Throws `bad-argument` unless direction, samples and seed are what they may be. */
export function checkSampling({ samples, seed }: Required<SamplingOptions>, caller: string): void {
  check(
    Number.isInteger(samples) && samples >= 1 && samples <= MOST_SAMPLES,
    'bad-argument',
    () => `${caller}: samples must be a whole number from 1 to 2²⁴, got ${samples}`,
  );
  check(Number.isInteger(seed), 'bad-argument', () => `${caller}: seed must be a whole number, got ${seed}`);
}

export function checkDirection(direction: Direction, caller: string): void {
  check(
    direction === 'both' || direction === 'forward' || direction === 'backward',
    'bad-argument',
    () => `${caller}: direction must be 'both', 'forward' or 'backward', got ${direction}`,
  );
}

/** Also of another realm, where instanceof says no. */
const isFloats = (value: unknown): value is Float32Array =>
  ArrayBuffer.isView(value) && (value as Float32Array)[Symbol.toStringTag] === 'Float32Array';

const upTo = (count: number): Uint32Array => {
  const numbers = new Uint32Array(count);
  for (let n = 0; n < count; n++) numbers[n] = n;
  return numbers;
};

function inOrder(points: Float32Array, order: Uint32Array): Float64Array {
  const table = new Float64Array(points.length);
  for (let to = 0; to < order.length; to++) {
    for (let axis = 0; axis < 3; axis++) table[3 * to + axis] = points[3 * order[to]! + axis]!;
  }
  return table;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
