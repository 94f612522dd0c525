// What is to be known of a mesh, and what is wrong with it.
import { checkMesh, edgeCounts, type TriangleMesh } from '@vrn/voxel';
import { components } from './components.js';

import { eulerCharacteristic, signedVolume, surfaceArea } from './measure.js';

export interface Inspection {
  readonly vertices: number;
  readonly faces: number;
  /** Vertices that no face uses. */
  readonly unusedVertices: number;
  readonly components: number;
  /** Edges of a single triangle: a hole's rim. */
  readonly openEdges: number;
  /** Edges of more than two triangles. */
  readonly nonManifoldEdges: number;
  /** Edges whose two triangles disagree about the outside. */
  readonly inconsistentEdges: number;
  /** Faces without area. */
  readonly degenerateFaces: number;
  readonly eulerCharacteristic: number;
  /** No edge is open, in more than two triangles, or inconsistent. */
  readonly closed: boolean;
  readonly area: number;
  readonly volume: number;
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

/**
 * Counts, sizes and faults of a mesh.
 *
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(F log F).
 */
export function inspect(mesh: TriangleMesh): Inspection {
  checkMesh(mesh, 'inspect', { faces: 'any' });
  const { positions, indices } = mesh;
  const { open, nonManifold, inconsistent } = edgeCounts(mesh);
  const bound = (axis: number, sign: 1 | -1): number => {
    let most = Number.NEGATIVE_INFINITY;
    for (let v = axis; v < positions.length; v += 3) most = Math.max(most, sign * positions[v]!);
    return positions.length === 0 ? 0 : sign * most;
  };
  return {
    vertices: positions.length / 3,
    faces: indices.length / 3,
    unusedVertices: positions.length / 3 - new Set(indices).size,
    components: components(mesh).length,
    openEdges: open,
    nonManifoldEdges: nonManifold,
    inconsistentEdges: inconsistent,
    degenerateFaces: degenerateFaces(mesh),
    eulerCharacteristic: eulerCharacteristic(mesh),
    closed: indices.length > 0 && open + nonManifold + inconsistent === 0,
    area: surfaceArea(mesh),
    volume: signedVolume(mesh),
    min: [bound(0, -1), bound(1, -1), bound(2, -1)],
    max: [bound(0, 1), bound(1, 1), bound(2, 1)],
  };
}

function degenerateFaces({ positions: p, indices }: TriangleMesh): number {
  let count = 0;
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [3 * indices[f]!, 3 * indices[f + 1]!, 3 * indices[f + 2]!];
    const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
    const [vx, vy, vz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
    if (uy * vz === uz * vy && uz * vx === ux * vz && ux * vy === uy * vx) count++;
  }
  return count;
}
