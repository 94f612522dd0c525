// A mesh of fewer triangles and nearly the same shape.
import { check, checkMesh, edgeCounts, type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { checkAttributes } from './checkAttributes.js';
import { partEdges } from './partEdges.js';
import { pickFaces } from './pickVertices.js';

type Flag = 'LockBorder' | 'ErrorAbsolute';

/** What is needed of `MeshoptSimplifier` of the npm package `meshoptimizer`, from 0.21 on. */
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
  /** `MeshoptSimplifier`, brought along by the caller. */
  readonly simplifier: Simplifier;
  /** How many of the triangles to leave, 0 to 1. */
  readonly ratio?: number;
  /** How many triangles to leave, instead of a ratio. */
  readonly triangles?: number;
  /** World units; no step is taken that moves the surface farther. */
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
 * A mesh of fewer triangles whose surface is as near to the first one as can be. Its vertices are some of the mesh's own, with
 * their normals, colours and uvs; those that are left without a triangle are left out.
 *
 * Edges are drawn together, those first that change least by the error quadrics of meshoptimizer; where there are colours,
 * their change counts too, also in `error`. It stops at the number of triangles or before the error, whichever comes first;
 * and it may stop earlier where the shape leaves no edge to draw together. A closed mesh stays closed: where the simplifier
 * lets four triangles meet in an edge, two of them get a vertex of their own in its middle (so the number of triangles can
 * be exceeded by a few). A mesh simplified to less than its shape needs can come to nothing.
 *
 * @param options.simplifier  `MeshoptSimplifier`; it need not be ready yet.
 * @param options.ratio  in (0, 1]; 0.5 where there are no `triangles` either.
 * @param options.triangles  whole, from 1 on.
 * @param options.error  at least 0; no limit by default.
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(F log F), some 0.7 µs a triangle.
 *
 * @example
 * import { MeshoptSimplifier } from 'meshoptimizer';
 * const small = await simplify(mesh, { simplifier: MeshoptSimplifier, triangles: 5000 });
 *
 * Source: Garland and Heckbert 1997, "Surface simplification using quadric error metrics".
 */
export async function simplify(mesh: TriangleMesh, options: SimplifyOptions): Promise<Simplified> {
  checkMesh(mesh, 'simplify', { faces: 'any' });
  checkAttributes(mesh, 'simplify');
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
