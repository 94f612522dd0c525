// Simplifies meshes with meshoptimizer and splits the non-manifold edges that it leaves.
import { type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { check, checkMesh, checkOptions, defined, edgeCounts } from '@vrn/voxel/internal';
import { checkAttributes } from './checkAttributes.js';
import { partEdges } from './partEdges.js';
import { pickFaces } from './pickVertices.js';

type Flag = 'LockBorder' | 'ErrorAbsolute';

/** The part of `MeshoptSimplifier` (npm package `meshoptimizer`, version 0.21 or later) that `simplify` uses. */
export interface Simplifier {
  readonly supported: boolean;
  readonly ready: Promise<void>;
  simplify(
    indices: Uint32Array,
    positions: Float32Array,
    positionStride: number,
    targetIndexCount: number,
    targetError: number,
    flags?: Flag[],
  ): [indices: Uint32Array, error: number];
  simplifyWithAttributes(
    indices: Uint32Array,
    positions: Float32Array,
    positionStride: number,
    attributes: Float32Array,
    attributeStride: number,
    attributeWeights: number[],
    lock: Uint8Array | null,
    targetIndexCount: number,
    targetError: number,
    flags?: Flag[],
  ): [indices: Uint32Array, error: number];
}

export interface SimplifyOptions {
  /** `MeshoptSimplifier`, imported by the caller. */
  readonly simplifier: Simplifier;
  /** Fraction of the triangles to keep, in (0, 1]. */
  readonly ratio?: number;
  /** Number of triangles to keep, instead of a ratio. */
  readonly triangles?: number;
  /** Maximum error in world units. */
  readonly error?: number;
  /** Whether vertices on open edges keep their positions. */
  readonly lockBorder?: boolean;
}

export const SIMPLIFY_DEFAULTS = { ratio: 0.5, error: Number.POSITIVE_INFINITY, lockBorder: false } as const;

/** A simplified mesh, and in `error` an estimate by quadrics of its distance from the original, in world units. */
export interface Simplified extends TriangleMesh {
  readonly error: number;
}

/**
 * Weights of the colour channels, as meshoptimizer recommends: a change of a channel from 0 to 1 over a distance d
 * counts as much as a change of position by d.
 */
const COLOR_WEIGHTS = [1, 1, 1];

/**
 * Reduces the number of triangles while keeping the surface close to the original. Vertices of the mesh keep their
 * normals, colours and uvs; those without a triangle are removed.
 *
 * Edges are collapsed in the order of their quadric error (meshoptimizer). If the mesh has colours, this error and
 * `error` include changes of colour. Simplification stops at the number of triangles or before the error is exceeded,
 * whichever comes first, and earlier if no edge can be collapsed. A closed mesh stays closed: where the simplifier
 * makes more than two triangles meet at an edge, all but two of them get new vertices at its middle, so the result can
 * have a few triangles more than requested. A mesh that is simplified beyond what its shape needs can end up without
 * triangles. A mesh that has no more triangles than requested is returned unchanged.
 *
 * @param mesh  any number of faces, including none
 * @param options.simplifier  `MeshoptSimplifier`; it need not be ready yet
 * @param options.ratio  in (0, 1]; default 0.5, unless `triangles` is given
 * @param options.triangles  integer, at least 1; cannot be combined with `ratio`
 * @param options.error  world units, at least 0; default: no limit
 * @param options.lockBorder  default false
 * @returns  the simplified mesh, and `error`: an estimate of its surface's distance from the original, in world units
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(F log F).
 *
 * @example
 * import { MeshoptSimplifier } from 'meshoptimizer';
 * // A flat square of 8 triangles needs 2.
 * const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 1, 1, 0, 2, 1, 0, 0, 2, 0, 1, 2, 0, 2, 2, 0);
 * const indices = Uint32Array.from([0, 1, 3, 4].flatMap((v) => [v, v + 1, v + 4, v, v + 4, v + 3]));
 * const small = await simplify({ positions, indices }, { simplifier: MeshoptSimplifier, triangles: 2 });
 * small.indices.length / 3; // → 2
 * surfaceArea(small); // → 4
 *
 * Source: Garland and Heckbert 1997, "Surface simplification using quadric error metrics".
 */
export async function simplify(mesh: TriangleMesh, options: SimplifyOptions): Promise<Simplified> {
  checkMesh(mesh, 'simplify', { faces: 'any' });
  checkAttributes(mesh, 'simplify');
  checkOptions('simplify', options, [...Object.keys(SIMPLIFY_DEFAULTS), 'simplifier', 'triangles']);
  const { simplifier, error, lockBorder } = { ...SIMPLIFY_DEFAULTS, ...defined(options) };
  const faces = mesh.indices.length / 3;
  const target = targetOf(faces, options);
  check(error >= 0, 'bad-argument', () => `simplify: error must be at least 0, got ${error}`);
  await ready(simplifier);
  if (target >= faces) return { ...mesh, error: 0 };
  const { positions, colors } = mesh;
  const indices = Uint32Array.from(mesh.indices);
  const flags: Flag[] = lockBorder ? ['ErrorAbsolute', 'LockBorder'] : ['ErrorAbsolute'];
  const [left, moved] =
    colors === undefined
      ? simplifier.simplify(indices, positions, 3, 3 * target, error, flags)
      : simplifier.simplifyWithAttributes(
          indices,
          positions,
          3,
          colors,
          3,
          COLOR_WEIGHTS,
          null,
          3 * target,
          error,
          flags,
        );
  const { nonManifold, inconsistent } = edgeCounts(mesh);
  const simplified = { ...mesh, indices: left };
  const split = nonManifold + inconsistent === 0 ? partEdges(simplified) : simplified;
  return { ...pickFaces(split, split.indices), error: moved };
}

function targetOf(faces: number, { ratio, triangles }: SimplifyOptions): number {
  check(ratio === undefined || triangles === undefined, 'bad-argument', () => {
    return `simplify: options must have ratio or triangles, got both ${ratio} and ${triangles}`;
  });
  if (triangles !== undefined) {
    check(Number.isInteger(triangles) && triangles >= 1, 'bad-argument', () => {
      return `simplify: triangles must be a positive integer, got ${triangles}`;
    });
    return Math.min(faces, triangles);
  }
  const share = ratio ?? SIMPLIFY_DEFAULTS.ratio;
  check(share > 0 && share <= 1, 'bad-argument', () => `simplify: ratio must be in (0, 1], got ${share}`);
  return Math.round(share * faces);
}

async function ready(simplifier: Simplifier): Promise<void> {
  check(
    typeof simplifier?.simplify === 'function' || simplifier?.supported === false,
    'bad-argument',
    () => `simplify: simplifier must be MeshoptSimplifier of meshoptimizer, got ${typeof simplifier}`,
  );
  check(simplifier.supported, 'bad-argument', () => 'simplify: simplifier must be supported, got no WebAssembly here');
  try {
    await simplifier.ready;
  } catch (cause) {
    throw new VolumetricError('bad-argument', `simplify: simplifier must become ready, got ${String(cause)}`, {
      cause,
    });
  }
}
