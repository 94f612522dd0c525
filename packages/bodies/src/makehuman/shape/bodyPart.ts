// Extracts the visible body, a closed mesh with its own vertices, from MakeHuman's base mesh.

import type { Assets } from '../assets/readAssets.js';
import type { SkinWeights } from '../assets/skinning.js';
import { pickWeights } from './pickWeights.js';

export interface BodyPart {
  /** [N] indices into the vertices of `base.obj`. */
  readonly vertices: Uint32Array;
  /** [3T] corners of the triangles, as indices into `vertices`. Closed, counter-clockwise from outside. */
  readonly indices: Uint32Array;
  /**
   * The same triangles in the same order, over U vertices that each have one texture coordinate: `vertices` [U] are
   * indices into the body's vertices, `uvs` [2U] the coordinates, and `indices` [3T] the corners, from 0 to U − 1.
   */
  readonly drawn: { readonly vertices: Uint32Array; readonly uvs: Float32Array; readonly indices: Uint32Array };
  readonly skin: SkinWeights;
  /** Returns the positions [3N] of the body's vertices from those of all vertices of `base.obj`, [3V]. */
  gather(positions: Float32Array): Float32Array;
}

/** Returns the body of the assets, computed once and cached. */
export const bodyPart = (assets: Assets): BodyPart => assets.once('body part', () => makePart(assets));

function makePart(assets: Assets): BodyPart {
  const { body, drawn, isBody } = assets.base();
  const vertices = Uint32Array.from(isBody.keys()).filter((v) => isBody[v] === 1);
  const own = new Uint32Array(isBody.length);
  vertices.forEach((v, at) => {
    own[v] = at;
  });
  return {
    vertices,
    indices: body.map((v) => own[v]!),
    drawn: { vertices: drawn.vertices.map((v) => own[v]!), uvs: drawn.uvs, indices: drawn.indices },
    skin: pickWeights(assets.weights(), vertices),
    gather: (positions) => gatherVertices(positions, vertices),
  };
}

/** Returns the positions (or normals) [3N] of N given vertices from those of all vertices, [3V]. */
export function gatherVertices(positions: Float32Array, vertices: Uint32Array): Float32Array {
  const out = new Float32Array(3 * vertices.length);
  for (let at = 0, to = 0; at < vertices.length; at++, to += 3) {
    const from = 3 * vertices[at]!;
    out[to] = positions[from]!;
    out[to + 1] = positions[from + 1]!;
    out[to + 2] = positions[from + 2]!;
  }
  return out;
}
