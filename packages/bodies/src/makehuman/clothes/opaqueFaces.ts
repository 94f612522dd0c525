// The triangles of a shell of which something is seen: hair is painted on sheets that are mostly clear at their ends.
import type { Texture } from '../../person/person.js';

/** Places within a triangle where its picture is looked at. */
const PLACES = [
  [0.34, 0.33, 0.33],
  [0.7, 0.15, 0.15],
  [0.15, 0.7, 0.15],
  [0.15, 0.15, 0.7],
] as const;

/**
 * The triangles that are at least half opaque at two of four places.
 *
 * @param drawn    uvs [2U] and [3T] into them.
 * @returns        numbers of triangles, rising; all of them where the picture has no holes.
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
    for (const [p, q, r] of PLACES) {
      const u = p * uvs[a]! + q * uvs[b]! + r * uvs[c]!;
      const v = p * uvs[a + 1]! + q * uvs[b + 1]! + r * uvs[c + 1]!;
      if (data[4 * (wrapped(1 - v, rows) * columns + wrapped(u, columns)) + 3]! >= 128) opaque++;
    }
    return opaque >= 2;
  });
}
