// Reports counts, sizes and defects of a mesh.
import type { TriangleMesh } from '@vrn/voxel';
import { checkMesh, edgeCounts } from '@vrn/voxel/internal';
import { piecesOf } from '../edit/pieces.js';
import { eulerCharacteristic, signedVolume, surfaceArea, usedVertices } from './measure.js';
import { properFaces } from './properFaces.js';

export interface Inspection {
  readonly vertices: number;
  readonly faces: number;
  /** Number of vertices that no face uses. */
  readonly unusedVertices: number;
  readonly components: number;
  /** Number of edges with only one triangle: those on the boundary of the surface. */
  readonly openEdges: number;
  /** Number of edges with more than two triangles. */
  readonly nonManifoldEdges: number;
  /** Number of edges whose two triangles have opposite orientations. */
  readonly inconsistentEdges: number;
  /** Number of faces of zero area, including those that repeat a vertex. */
  readonly degenerateFaces: number;
  readonly eulerCharacteristic: number;
  /** Whether no edge is open, non-manifold or inconsistent, and some face has area. */
  readonly closed: boolean;
  readonly area: number;
  readonly volume: number;
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

/**
 * Reports counts, sizes and defects of a mesh. Edges of faces that repeat a vertex are not counted, so a closed solid
 * stays closed if such a face is added.
 *
 * @param mesh  any number of faces, including none
 * @returns  counts of vertices, faces, components and defects; the Euler characteristic; whether the mesh is closed;
 *   area and volume in square and cubic world units, the volume negative if the mesh is inside out; the bounding box of
 *   all vertices, all zeros if there are none
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(V + F) where no vertex has many triangles, at most O((V + F) log(V + F)).
 *
 * @example
 * const open = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) };
 * const { closed, openEdges, area } = inspect(open);
 * [closed, openEdges, area]; // → [false, 3, 0.5]
 */
export function inspect(mesh: TriangleMesh): Inspection {
  checkMesh(mesh, 'inspect', { faces: 'any' });
  const { positions, indices } = mesh;
  const [vertices, faces] = [positions.length / 3, indices.length / 3];
  const { open, nonManifold, inconsistent } = edgeCounts(properFaces(mesh));
  const used = usedVertices(mesh);
  const degenerate = degenerateFaces(mesh);
  return {
    vertices,
    faces,
    unusedVertices: vertices - used,
    components: piecesOf(mesh).count,
    openEdges: open,
    nonManifoldEdges: nonManifold,
    inconsistentEdges: inconsistent,
    degenerateFaces: degenerate,
    eulerCharacteristic: eulerCharacteristic(mesh),
    closed: degenerate < faces && open + nonManifold + inconsistent === 0,
    area: surfaceArea(mesh),
    volume: signedVolume(mesh),
    ...bounds(positions),
  };
}

/** Bounding box of all vertices; all zeros if there are none. */
function bounds(positions: Float32Array): Pick<Inspection, 'min' | 'max'> {
  if (positions.length === 0) return { min: [0, 0, 0], max: [0, 0, 0] };
  let [left, low, far] = [positions[0]!, positions[1]!, positions[2]!];
  let [right, high, near] = [left, low, far];
  for (let v = 3; v < positions.length; v += 3) {
    const x = positions[v]!;
    const y = positions[v + 1]!;
    const z = positions[v + 2]!;
    if (x < left) left = x;
    else if (x > right) right = x;
    if (y < low) low = y;
    else if (y > high) high = y;
    if (z < far) far = z;
    else if (z > near) near = z;
  }
  return { min: [left, low, far], max: [right, high, near] };
}

function degenerateFaces({ positions: p, indices }: TriangleMesh): number {
  let count = 0;
  for (let f = 0; f < indices.length; f += 3) {
    const a = 3 * indices[f]!;
    const b = 3 * indices[f + 1]!;
    const c = 3 * indices[f + 2]!;
    const ux = p[b]! - p[a]!;
    const uy = p[b + 1]! - p[a + 1]!;
    const uz = p[b + 2]! - p[a + 2]!;
    const vx = p[c]! - p[a]!;
    const vy = p[c + 1]! - p[a + 1]!;
    const vz = p[c + 2]! - p[a + 2]!;
    if (uy * vz === uz * vy && uz * vx === ux * vz && ux * vy === uy * vx) count++;
  }
  return count;
}
