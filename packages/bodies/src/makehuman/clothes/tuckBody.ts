// Moves skin that pokes through loose clothes in a pose back below them.
import { gatherVertices } from '../shape/bodyPart.js';
import type { Garment } from './garment.js';
import { nearestVertices } from './nearestVertices.js';
import type { Worn } from './wearGarment.js';

/** Depth below the garment to which skin is moved, and maximum height above the garment of moved skin, in metres. */
const [DEPTH, MAX_MOVE] = [0.003, 0.06];

/**
 * Moves the drawn skin below a suit so that it stays inside the suit. Each skin vertex is compared with the tangent
 * planes of two garment vertices: the one nearest on the base mesh, and the one nearest in the pose. A vertex outside a
 * plane moves to `DEPTH` inside it; if it is outside both planes, to `DEPTH` inside the farther one. A plane is ignored
 * if the vertex is more than `MAX_MOVE` outside it.
 *
 * @param positions  [3N] posed vertices of the body part, in metres; not changed.
 * @param worn       the garments as worn, in the order of `garments`.
 * @returns          a changed copy, or `positions` itself if nothing moves.
 * Cost: O((S + C) log C) for S vertices of skin below the suit and C vertices of the suit.
 */
export function tuckBody(positions: Float32Array, garments: readonly Garment[], worn: readonly Worn[]): Float32Array {
  let out = positions;
  garments.forEach(({ covered }, at) => {
    if (covered === undefined) return;
    const { posed, normals } = worn[at]!;
    const nearestNow = nearestVertices(gatherVertices(positions, covered.under), posed);
    for (let i = 0; i < covered.under.length; i++) {
      const v = 3 * covered.under[i]!;
      let height = 0;
      let to = 0;
      for (const over of [covered.over[i]!, nearestNow[i]!]) {
        let above = 0;
        for (let axis = 0; axis < 3; axis++) {
          above += (positions[v + axis]! - posed[3 * over + axis]!) * normals[3 * over + axis]!;
        }
        if (above < height || above > MAX_MOVE) continue;
        height = above;
        to = 3 * over;
      }
      if (height === 0) continue;
      if (out === positions) out = positions.slice();
      for (let axis = 0; axis < 3; axis++) out[v + axis]! -= (height + DEPTH) * normals[to + axis]!;
    }
  });
  return out;
}
