// Skin that comes through loose cloth in a pose, tucked in again.
import { gatherVertices } from '../shape/bodyPart.js';
import type { Garment } from './garment.js';
import { nearestVertices } from './nearestVertices.js';
import type { Worn } from './wearGarment.js';

/** Metres: how far under the cloth it is put, and the most that it is moved. */
const [UNDER, MAX_DEPTH_MOVED] = [0.003, 0.06];

/**
 * The drawn body with the skin that is under a suit kept there: a vertex that is outside of the plane through the cloth's vertex that was
 * nearest at rest is moved to just inside it.
 *
 * @param positions  [3N] of the body part, posed. Not changed.
 * @returns          `positions` itself where nothing is moved.
 * Cost: O(skin under the suit).
 */
export function tuckBody(positions: Float32Array, garments: readonly Garment[], worn: readonly Worn[]): Float32Array {
  let out = positions;
  garments.forEach(({ covered }, at) => {
    if (covered === undefined) return;
    const { posed, normals } = worn[at]!;
    const now = nearestVertices(gatherVertices(positions, covered.under), posed);
    for (let i = 0; i < covered.under.length; i++) {
      const v = 3 * covered.under[i]!;
      let [height, to] = [0, 0];
      for (const over of [covered.over[i]!, now[i]!]) {
        let above = 0;
        for (let axis = 0; axis < 3; axis++) {
          above += (positions[v + axis]! - posed[3 * over + axis]!) * normals[3 * over + axis]!;
        }
        if (above < height || above > MAX_DEPTH_MOVED) continue;
        [height, to] = [above, 3 * over];
      }
      if (height === 0) continue;
      if (out === positions) out = positions.slice();
      for (let axis = 0; axis < 3; axis++) out[v + axis]! -= (height + UNDER) * normals[to + axis]!;
    }
  });
  return out;
}
