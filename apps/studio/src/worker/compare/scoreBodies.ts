// Compares the bodies with ground truth: a mesh that the user provides.
import { vertexNormals } from '@vrn/mesh';
import { type Body, measure } from '@vrn/reconstruct';
import type { GroundTruthInput, GroundTruthReport } from '../../protocol/calls.js';
import { reportSurface } from '../bodyReport.js';
import { type CallContext, pause } from '../callContext.js';
import { placeLike, scoreOf } from './agreement.js';
import { readMesh } from './readMesh.js';

/**
 * Compares each body with ground truth that is scaled to that body's height. Distances in centimetres are at the scale
 * that gives the first body the height of the person, given or assumed.
 *
 * @param bodies.second  the body of a second network, if there is one.
 * @throws {Problem} for meshes that cannot be ground truth, see `readMesh`.
 */
export async function scoreBodies(
  { first, second }: { readonly first: Body; readonly second: Body | undefined },
  { file, height }: GroundTruthInput,
  { signal, onProgress }: CallContext,
): Promise<GroundTruthReport> {
  onProgress({ step: 'mesh' });
  const { mesh, warnings } = await readMesh(file);
  onProgress({ step: 'score' });
  await pause(signal);
  const measures = measure(first, height === undefined ? {} : { height });
  const truth = placeLike(mesh, first.mesh);
  const body = scoreOf(first.mesh, truth, measures.scale);
  await pause(signal);
  return {
    surface: reportSurface({ ...truth, normals: vertexNormals(truth) }),
    triangles: truth.indices.length / 3,
    height: measures.height,
    heightAssumed: measures.heightAssumed,
    warnings,
    body,
    second: second && scoreOf(second.mesh, placeLike(mesh, second.mesh), measures.scale),
  };
}
