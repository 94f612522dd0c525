// Simplifies a mesh: fewer triangles, nearly the same shape.
import { type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { check, checkMesh, checkOptions, edgeCounts } from '@vrn/voxel/internal';
import { checkAttributes } from './checkAttributes.js';
import { partEdges } from './partEdges.js';
import { pickFaces } from './pickVertices.js';

type Flag = 'LockBorder' | 'ErrorAbsolute';

/** The part of `MeshoptSimplifier` (npm package `meshoptimizer`, version 0.21 and later) that is used. */
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
  /** `MeshoptSimplifier`, which the caller imports. */
  readonly simplifier: Simplifier;
  /** Fraction of the triangles to keep, 0 to 1. */
  readonly ratio?: number;
  /** Number of triangles to keep, instead of a ratio. */
  readonly triangles?: number;
  /** World units: no step moves the surface farther. */
  readonly error?: number;
  /** Whether vertices on open edges stay where they are. */
  readonly lockBorder?: boolean;
}

export const SIMPLIFY_DEFAULTS = { ratio: 0.5, error: Number.POSITIVE_INFINITY, lockBorder: false } as const;

/** A simplified mesh, and how far its surface is from the first one's: an estimate by quadrics, in world units. */
export interface Simplified extends TriangleMesh {
  readonly error: number;
}

/** A change of a channel from 0 to 1 over a distance counts as much as that distance: the simplifier's own advice. */
const COLOR_WEIGHTS = [1, 1, 1];

/**
 * Reduces the number of triangles while keeping the surface as close as possible. The vertices are some of the mesh's own,
 * with their normals, colours and uvs; vertices without a triangle are removed.
 *
 * Edges are collapsed in the order of their error by the quadrics of meshoptimizer; where the mesh has colours, their
 * change counts too, also in `error`. It stops at the number of triangles or before the error, whichever comes first;
 * and it may stop earlier where no edge can be collapsed. A closed mesh stays closed: where the simplifier
 * lets four triangles meet in an edge, two of them get a vertex of their own in its middle (so the number of triangles can
 * be exceeded by a few). A mesh simplified to less than its shape needs can end up without triangles.
 *
 * @param mesh  any number of faces, also none
 * @param options.simplifier  `MeshoptSimplifier`; it need not be ready yet
 * @param options.ratio  in (0, 1]; 0.5 by default, unless `triangles` is given
 * @param options.triangles  an integer from 1 on
 * @param options.error  at least 0; no limit by default
 * @param options.lockBorder  false by default
 * @returns  the mesh, and `error`: an estimate of how far its surface is from the original, in world units
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
  const { simplifier, error, lockBorder } = { ...SIMPLIFY_DEFAULTS, ...options };
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
  const fewer = { ...mesh, indices: left };
  const parted = nonManifold + inconsistent === 0 ? partEdges(fewer) : fewer;
  return { ...pickFaces(parted, parted.indices), error: moved };
}

function targetOf(faces: number, { ratio, triangles }: SimplifyOptions): number {
  check(ratio === undefined || triangles === undefined, 'bad-argument', () => {
    return `simplify: options must have ratio or triangles, got both ${ratio} and ${triangles}`;
  });
  if (triangles !== undefined) {
    check(Number.isInteger(triangles) && triangles >= 1, 'bad-argument', () => {
      return `simplify: triangles must be a whole number from 1 on, got ${triangles}`;
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
    throw new VolumetricError('bad-argument', `simplify: simplifier must become ready, got: ${String(cause)}`, {
      cause,
    });
  }
}
