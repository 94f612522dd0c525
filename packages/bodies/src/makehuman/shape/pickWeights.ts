// Selects the skin weights of some vertices.
import type { SkinWeights } from '../assets/skinning.js';

/** Returns the bones and weights of the given vertices, in the order of `vertices`. */
export function pickWeights({ width, bones, weights }: SkinWeights, vertices: Uint32Array): SkinWeights {
  const from = (at: number): number => width * vertices[Math.floor(at / width)]! + (at % width);
  const size = { length: width * vertices.length };
  return {
    width,
    bones: Uint16Array.from(size, (_, at) => bones[from(at)]!),
    weights: Float32Array.from(size, (_, at) => weights[from(at)]!),
  };
}
