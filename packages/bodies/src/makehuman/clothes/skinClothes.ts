// Derives a garment's skin weights from those of the body vertices that it is attached to.
import type { Mhclo } from '../assets/mhclo.js';
import { type SkinWeights, strongest } from '../assets/skinning.js';

/**
 * Computes skin weights of a garment's vertices: for each, the mean of the skin weights of the three body vertices that
 * it is attached to, weighted as in the `.mhclo` file.
 *
 * Negative weights in the file (of garment vertices outside the triangle of their body vertices) count as 0. Skinned
 * with these weights, the offset of a garment vertex from the body rotates with the bones.
 *
 * @param body  skin weights of all vertices of `base.obj`.
 * @returns     the strongest bones of each vertex, `MAX_BONES` at most, with weights that sum to 1.
 * Cost: O(C · width · log width), once per garment.
 */
export function skinClothes({ bases, weights }: Pick<Mhclo, 'bases' | 'weights'>, body: SkinWeights): SkinWeights {
  const { width } = body;
  const pairs = Array.from({ length: bases.length / 3 }, (_, v): [bone: number, weight: number][] => {
    const strength = new Map<number, number>();
    let sum = 0;
    for (let corner = 3 * v; corner < 3 * v + 3; corner++) sum += Math.max(0, weights[corner]!);
    for (let corner = 3 * v; corner < 3 * v + 3; corner++) {
      // If no weight is positive, the first vertex gets weight 1.
      const share = sum > 0 ? Math.max(0, weights[corner]!) / sum : corner === 3 * v ? 1 : 0;
      if (share === 0) continue;
      const at = width * bases[corner]!;
      for (let i = at; i < at + width; i++) {
        if (body.weights[i]! > 0)
          strength.set(body.bones[i]!, (strength.get(body.bones[i]!) ?? 0) + share * body.weights[i]!);
      }
    }
    return [...strength];
  });
  return strongest(pairs);
}
