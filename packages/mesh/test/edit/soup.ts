// Converts meshes to triangle soups for tests: every triangle has its own corners, as in .stl files.
import type { TriangleMesh } from '@vrn/voxel';

export function soup({ positions, indices }: TriangleMesh): TriangleMesh {
  const loose = new Float32Array(3 * indices.length);
  for (const [corner, v] of indices.entries()) loose.set(positions.subarray(3 * v, 3 * v + 3), 3 * corner);
  return { positions: loose, indices: Uint32Array.from(indices, (_, corner) => corner) };
}

/** Returns the bits of single-precision numbers: 0 and −0 differ. */
export const bits = (values: Float32Array | undefined): Uint32Array | undefined =>
  values && new Uint32Array(values.buffer, values.byteOffset, values.length);
