// Vertices at one place made one.
import { check, checkMesh, type TriangleMesh } from '@vrn/voxel';

export interface WeldOptions {
  /** World units; vertices in one cell of a grid of this spacing become one. 0: only equal positions. */
  readonly tolerance?: number;
}

export const WELD_DEFAULTS = { tolerance: 0 } as const;

/**
 * A mesh in which vertices at one place are one vertex, the first of them with its colour and uv; faces that lose a
 * corner by it are left out. Normals are left out: they are the faces' again.
 *
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(V + F).
 */
export function weld(mesh: TriangleMesh, options: WeldOptions = {}): TriangleMesh {
  const { tolerance = WELD_DEFAULTS.tolerance } = options;
  checkMesh(mesh, 'weld', { faces: 'any' });
  check(tolerance >= 0 && Number.isFinite(tolerance), 'bad-argument', () => {
    return `weld: tolerance must be at least 0, got ${tolerance}`;
  });
  const { positions, colors, uvs } = mesh;
  const first = new Map<string, number>();
  const kept: number[] = [];
  const cell = (n: number): number => (tolerance === 0 ? n + 0 : Math.round(n / tolerance));
  const place = Uint32Array.from({ length: positions.length / 3 }, (_, v) => {
    const key = `${cell(positions[3 * v]!)},${cell(positions[3 * v + 1]!)},${cell(positions[3 * v + 2]!)}`;
    const known = first.get(key);
    if (known !== undefined) return known;
    first.set(key, kept.length);
    kept.push(v);
    return kept.length - 1;
  });
  const gather = (from: Float32Array, width: number): Float32Array => {
    return Float32Array.from(
      { length: width * kept.length },
      (_, i) => from[width * kept[Math.floor(i / width)]! + (i % width)]!,
    );
  };
  const faces: number[] = [];
  for (let f = 0; f < mesh.indices.length; f += 3) {
    const [a, b, c] = [place[mesh.indices[f]!]!, place[mesh.indices[f + 1]!]!, place[mesh.indices[f + 2]!]!];
    if (a !== b && b !== c && c !== a) faces.push(a, b, c);
  }
  return {
    positions: gather(positions, 3),
    indices: Uint32Array.from(faces),
    ...(colors && { colors: gather(colors, 3) }),
    ...(uvs && { uvs: gather(uvs, 2) }),
  };
}
