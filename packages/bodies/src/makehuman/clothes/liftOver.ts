// Trousers over shoes: what would lie within the one is moved over it.
import { gatherVertices } from '../shape/bodyPart.js';
import type { Garment } from './garment.js';
import { nearestVertices } from './nearestVertices.js';

/** What is worn under another garment, fitted to the same person at rest. */
export interface Under {
  readonly garment: Garment;
  /** [3C] */
  readonly rest: Float32Array;
}

/** Metres: how far it is held off, how far it may move, and how near is near. */
const [CLEARANCE, MAX_LIFT, NEAR] = [0.004, 0.02, 0.03];
/** The same on the base mesh, in its decimetres: vertices not further above what is under them are looked at. */
const MAX_HEIGHT_ABOVE_TOP = 0.6;

/** Moves, in place, the vertices of a garment that lie within what is under it out along the skin's normals. */
export function liftOver(rest: Float32Array, garment: Garment, normals: Float32Array, under: Under): void {
  const [close, nearest] = closeOnes(garment, under.garment);
  for (let i = 0; i < close.length; i++) {
    const [at, from, to] = [3 * close[i]!, 3 * nearest[i]!, 3 * garment.nearest[close[i]!]!];
    let [height, apart] = [0, 0];
    for (let axis = 0; axis < 3; axis++) {
      const away = rest[at + axis]! - under.rest[from + axis]!;
      height += away * normals[to + axis]!;
      apart += away * away;
    }
    if (height < CLEARANCE && apart < NEAR * NEAR) pushOut(rest, at, { normals, to, by: CLEARANCE - height });
  }
}

/** Moves a vertex along a normal, not too far; returns by how much. */
export function pushOut(
  positions: Float32Array,
  at: number,
  { normals, to, by }: { readonly normals: Float32Array; readonly to: number; readonly by: number },
): number {
  const length = Math.min(MAX_LIFT, by);
  for (let axis = 0; axis < 3; axis++) positions[at + axis]! += length * normals[to + axis]!;
  return length;
}

/** Vertices of a garment at the height of another, and for each the other's nearest, on the base mesh; found once. */
function closeOnes(garment: Garment, under: Garment): readonly [close: Uint32Array, nearest: Uint32Array] {
  const of = known.get(garment) ?? new WeakMap<Garment, readonly [Uint32Array, Uint32Array]>();
  known.set(garment, of);
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

const known = new WeakMap<Garment, WeakMap<Garment, readonly [Uint32Array, Uint32Array]>>();
