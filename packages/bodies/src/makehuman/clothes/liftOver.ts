// Moves a garment outwards where it would lie inside the garment below it, such as trousers inside shoes.
import { gatherVertices } from '../shape/bodyPart.js';
import type { Garment } from './garment.js';
import { nearestVertices } from './nearestVertices.js';

/** A garment below another one, fitted to the same person at rest. */
export interface Under {
  readonly garment: Garment;
  /** [3C] vertices of the garment at rest, in metres. */
  readonly rest: Float32Array;
}

/** Clearance over the garment below, maximum displacement, and maximum distance of compared vertices, in metres. */
const [CLEARANCE, MAX_LIFT, MAX_DISTANCE] = [0.004, 0.02, 0.03];
/** Maximum height of compared vertices above the top of the garment below, in decimetres on the base mesh. */
const MAX_HEIGHT_ABOVE_TOP = 0.6;

/**
 * Moves the vertices of a garment that lie inside the garment below it, or less than `CLEARANCE` outside it, outwards
 * along the skin's normals, by at most `MAX_LIFT`. Each is compared with the vertex of the garment below that is
 * nearest on the base mesh. Vertices at `MAX_DISTANCE` or more from that vertex, or `MAX_HEIGHT_ABOVE_TOP` or more
 * above the top of the garment below, do not move.
 *
 * @param rest     [3C] vertices of the garment at rest, in metres; changed.
 * @param normals  [3N] normals of the body part at rest.
 */
export function liftOver(rest: Float32Array, garment: Garment, normals: Float32Array, under: Under): void {
  const [close, nearest] = closeVertices(garment, under.garment);
  for (let i = 0; i < close.length; i++) {
    const [at, from, to] = [3 * close[i]!, 3 * nearest[i]!, 3 * garment.nearest[close[i]!]!];
    let height = 0;
    let squared = 0;
    for (let axis = 0; axis < 3; axis++) {
      const away = rest[at + axis]! - under.rest[from + axis]!;
      height += away * normals[to + axis]!;
      squared += away * away;
    }
    if (height >= CLEARANCE || squared >= MAX_DISTANCE * MAX_DISTANCE) continue;
    pushOut(rest, at, { normals, to, by: CLEARANCE - height });
  }
}

/**
 * Moves a vertex along a normal by `by` metres, at most `MAX_LIFT`. `at` and `to` are the indices of the first
 * components of vertex and normal. Returns the distance in metres.
 */
export function pushOut(
  positions: Float32Array,
  at: number,
  { normals, to, by }: { readonly normals: Float32Array; readonly to: number; readonly by: number },
): number {
  const length = Math.min(MAX_LIFT, by);
  for (let axis = 0; axis < 3; axis++) positions[at + axis]! += length * normals[to + axis]!;
  return length;
}

/**
 * Finds the vertices of a garment that are less than `MAX_HEIGHT_ABOVE_TOP` above the top of the garment `under`, and
 * for each the nearest vertex of `under`. Both garments are fitted to the base mesh. The result is cached.
 */
function closeVertices(garment: Garment, under: Garment): readonly [close: Uint32Array, nearest: Uint32Array] {
  const of = cache.get(garment) ?? new WeakMap<Garment, readonly [Uint32Array, Uint32Array]>();
  cache.set(garment, of);
  const before = of.get(under);
  if (before !== undefined) return before;
  let top = Number.NEGATIVE_INFINITY;
  for (let at = 1; at < under.fitted.length; at += 3) top = Math.max(top, under.fitted[at]!);
  const all = Uint32Array.from({ length: garment.fitted.length / 3 }, (_, v) => v);
  const close = all.filter((v) => garment.fitted[3 * v + 1]! < top + MAX_HEIGHT_ABOVE_TOP);
  const pair = [close, nearestVertices(gatherVertices(garment.fitted, close), under.fitted)] as const;
  of.set(under, pair);
  return pair;
}

const cache = new WeakMap<Garment, WeakMap<Garment, readonly [Uint32Array, Uint32Array]>>();
