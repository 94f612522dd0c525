// Skin weights of some vertices out of all.
import type { SkinWeights } from '../assets/skinning.js';

/** The rows of `weights` that belong to the vertices named, in their order. */
export function pickWeights({ width, bones, weights }: SkinWeights, vertices: Uint32Array): SkinWeights {
  const from = (at: number): number => width * vertices[Math.floor(at / width)]! + (at % width);
  const size = { length: width * vertices.length };
  return {
    width,
    bones: Uint16Array.from(size, (_, at) => bones[from(at)]!),
    weights: Float32Array.from(size, (_, at) => weights[from(at)]!),
  };
}
