// The body without its helpers: the closed mesh that is seen, with vertices of its own.

import type { Assets } from '../assets/readAssets.js';
import type { SkinWeights } from '../assets/skinning.js';
import { pickWeights } from './pickWeights.js';

export interface BodyPart {
  /** [N] vertices of `base.obj`. */
  readonly vertices: Uint32Array;
  /** [3T] into `vertices`; closed, counter-clockwise from outside. */
  readonly indices: Uint32Array;
  /** Faces as they are drawn: [U] into `vertices`, [2U], [3T] into the former; triangle for triangle those above. */
  readonly drawn: { readonly vertices: Uint32Array; readonly uvs: Float32Array; readonly indices: Uint32Array };
  readonly skin: SkinWeights;
  /** The body's part of what is given for all vertices of `base.obj`. */
  gather(positions: Float32Array): Float32Array;
}

/** The body of the assets; made once. */
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

/** Of positions, or normals, those of the vertices named. */
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
