// Which bones move a cloth: those that move the body where it hangs.
import type { Mhclo } from '../assets/mhclo.js';
import { type SkinWeights, strongest } from '../assets/skinning.js';

/**
 * Skin weights of a cloth's vertices: of each, the mean of those of the three vertices it hangs on, by its weights there.
 *
 * Weights below 0, of vertices that lie outside their triangle, count as 0. Moved by these, offsets turn with the body.
 *
 * @param body  skin weights of all of `base.obj`.
 * @returns     as wide as the body's: the strongest bones, which sum to 1.
 * Cost: O(C · width²), once a cloth.
 */
export function skinClothes({ bases, weights }: Pick<Mhclo, 'bases' | 'weights'>, body: SkinWeights): SkinWeights {
  const { width } = body;
  const pairs = Array.from({ length: bases.length / 3 }, (_, v): [bone: number, weight: number][] => {
    const strength = new Map<number, number>();
    let parts = 0;
    for (let corner = 3 * v; corner < 3 * v + 3; corner++) parts += Math.max(0, weights[corner]!);
    for (let corner = 3 * v; corner < 3 * v + 3; corner++) {
      // Where no weight is above 0 the first vertex carries all.
      const part = parts > 0 ? Math.max(0, weights[corner]!) / parts : corner === 3 * v ? 1 : 0;
      if (part === 0) continue;
      const at = width * bases[corner]!;
      for (let i = at; i < at + width; i++) {
        if (body.weights[i]! > 0)
          strength.set(body.bones[i]!, (strength.get(body.bones[i]!) ?? 0) + part * body.weights[i]!);
      }
    }
    return [...strength];
  });
  return strongest(pairs);
}
