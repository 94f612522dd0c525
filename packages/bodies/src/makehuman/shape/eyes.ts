// Builds the eyes: two balls in the openings of the skin, with sclera, iris and pupil.
import { vertexNormals } from '@vrn/mesh';
import type { Random, TriangleMesh } from '@vrn/voxel';
import { trianglesOf } from '../assets/assetObj.js';
import type { Assets } from '../assets/readAssets.js';
import { type SkinWeights, skin } from '../assets/skinning.js';
import { gatherVertices } from './bodyPart.js';
import { pickWeights } from './pickWeights.js';

/** The eyeballs of the base mesh. */
export interface Eyes {
  /** [E] indices into the vertices of `base.obj`. */
  readonly vertices: Uint32Array;
  /** [3T] corners of the triangles, as indices into `vertices`. */
  readonly indices: Uint32Array;
  readonly skin: SkinWeights;
  /** [E] zone of each vertex: 0 sclera, 1 iris, 2 pupil. */
  readonly zones: Uint8Array;
}

/** Returns the eyes of the assets, computed once and cached; undefined if the base mesh has none. */
export const eyesOf = (assets: Assets): Eyes | undefined => assets.once('eyes', () => makeEyes(assets));

function makeEyes(assets: Assets): Eyes | undefined {
  const { obj, groups, positions } = assets.base();
  const names = ['helper-l-eye', 'helper-r-eye'].filter((name) => (groups.get(name)?.length ?? 0) > 0);
  if (names.length === 0) return undefined;
  const vertices = Uint32Array.from(names.flatMap((name) => [...groups.get(name)!]));
  const own = new Map([...vertices].map((v, at) => [v, at]));
  const indices = Uint32Array.from(
    names.flatMap((name) => [...trianglesOf(obj, obj.groups.get(name)!)]),
    (v) => own.get(v)!,
  );
  const zones = Uint8Array.from(names.flatMap((name) => zonesOf(positions, groups.get(name)!)));
  return { vertices, indices, skin: pickWeights(assets.weights(), vertices), zones };
}

/**
 * Cosines of the angle between +z and the direction from the eye's centre to a vertex, above which the vertex belongs
 * to the iris or the pupil.
 */
const [IRIS, PUPIL] = [0.82, 0.97];

function zonesOf(p: Float32Array, vertices: Uint32Array): number[] {
  const middle = [0, 1, 2].map((axis) => vertices.reduce((sum, v) => sum + p[3 * v + axis]!, 0) / vertices.length);
  return [...vertices].map((v) => {
    const [x, y, z] = [0, 1, 2].map((axis) => p[3 * v + axis]! - middle[axis]!) as [number, number, number];
    const forward = z / Math.sqrt(x * x + y * y + z * z);
    return forward > PUPIL ? 2 : forward > IRIS ? 1 : 0;
  });
}

/** Linear RGB colours of irises. */
const IRISES = [
  [0.06, 0.025, 0.01],
  [0.12, 0.06, 0.02],
  [0.05, 0.1, 0.18],
  [0.06, 0.11, 0.06],
] as const;

/**
 * Returns the posed eyes, which look straight ahead, with a random iris colour.
 *
 * @param base      [3V] shaped vertices of `base.obj`.
 * @param matrices  [12B] matrices of the bones, from rest to pose (see poseSkeleton).
 */
export function eyeMesh(eyes: Eyes, base: Float32Array, matrices: Float64Array, rng: Random): TriangleMesh {
  const positions = skin(gatherVertices(base, eyes.vertices), eyes.skin, matrices);
  const iris = IRISES[rng.integer(rng.uniform() < 0.6 ? 2 : IRISES.length)]!;
  const colours = [[0.7, 0.68, 0.66], iris, [0.005, 0.005, 0.005]] as const;
  const colors = Float32Array.from(
    { length: positions.length },
    (_, at) => colours[eyes.zones[Math.floor(at / 3)]!]![at % 3]!,
  );
  const { indices } = eyes;
  return { positions, indices, colors, normals: vertexNormals({ positions, indices }) };
}
