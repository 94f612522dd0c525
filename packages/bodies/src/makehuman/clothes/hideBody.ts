// Removes the triangles of the body that clothes hide.
import type { BodyPart } from '../shape/bodyPart.js';
import type { Garment } from './garment.js';

/**
 * Returns the drawn triangles of the body that remain visible: those with a corner that no garment hides.
 *
 * @param count  number of vertices of `base.obj`.
 * @returns      [3T] corners of these T triangles, as indices into the body's drawn vertices.
 * Cost: O(V + F) for V vertices of `base.obj` and F triangles of the body.
 */
export function hideBody(
  { drawn, vertices, indices }: BodyPart,
  garments: readonly Garment[],
  count: number,
): Uint32Array {
  const hidden = new Uint8Array(count);
  for (const garment of garments) for (const vertex of garment.hidden) hidden[vertex] = 1;
  const own = vertices.map((vertex) => hidden[vertex]!);
  const visible = new Uint32Array(drawn.indices.length);
  let to = 0;
  for (let at = 0; at < indices.length; at += 3) {
    if (own[indices[at]!]! & own[indices[at + 1]!]! & own[indices[at + 2]!]!) continue;
    visible[to] = drawn.indices[at]!;
    visible[to + 1] = drawn.indices[at + 1]!;
    visible[to + 2] = drawn.indices[at + 2]!;
    to += 3;
  }
  return visible.slice(0, to);
}
