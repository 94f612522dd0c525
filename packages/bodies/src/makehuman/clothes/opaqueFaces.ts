// Selects the visible triangles of a textured shell: hair, for example, is painted on sheets that are mostly
// transparent at their ends.
import type { Texture } from '../../person/person.js';

/** Barycentric coordinates at which a triangle's texture is sampled. */
const SAMPLE_POINTS = [
  [0.34, 0.33, 0.33],
  [0.7, 0.15, 0.15],
  [0.15, 0.7, 0.15],
  [0.15, 0.15, 0.7],
] as const;

/**
 * Returns the triangles whose texture is at least half opaque at two or more of four sample points.
 *
 * @param drawn  texture coordinates `uvs` [2U], and corners `indices` [3T] as indices into them.
 * @returns      triangle indices in ascending order; all of them if the texture has no holes.
 * Cost: O(T).
 */
export function opaqueFaces(
  drawn: { readonly uvs: Float32Array; readonly indices: Uint32Array },
  { rows, columns, data }: Texture,
): Uint32Array {
  const { uvs, indices } = drawn;
  const wrapped = (value: number, size: number): number => {
    const at = Math.floor((value - Math.floor(value)) * size);
    return Math.min(size - 1, at);
  };
  return Uint32Array.from({ length: indices.length / 3 }, (_, face) => face).filter((face) => {
    const [a, b, c] = [2 * indices[3 * face]!, 2 * indices[3 * face + 1]!, 2 * indices[3 * face + 2]!];
    let opaque = 0;
    for (const [p, q, r] of SAMPLE_POINTS) {
      const u = p * uvs[a]! + q * uvs[b]! + r * uvs[c]!;
      const v = p * uvs[a + 1]! + q * uvs[b + 1]! + r * uvs[c + 1]!;
      if (data[4 * (wrapped(1 - v, rows) * columns + wrapped(u, columns)) + 3]! >= 128) opaque++;
    }
    return opaque >= 2;
  });
}
