// What a triangle mesh is, and its check.
import { check } from './errors.js';

/**
 * Triangles with shared vertices, counter-clockwise seen from outside, in a right-handed world with y up.
 *
 * `positions` [3V] world units; `indices` [3F], each below V; `normals` [3V] of unit length; `colors` [3V] linear rgb
 * 0..1; `uvs` [2V].
 */
export interface TriangleMesh {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
  readonly normals?: Float32Array;
  readonly colors?: Float32Array;
  readonly uvs?: Float32Array;
}

/** Throws `bad-mesh` unless positions are finite triples and indices are triples below the vertex count. */
export function checkMesh(mesh: TriangleMesh, caller: string, options: { readonly faces?: 'some' | 'any' } = {}): void {
  const fail = (what: string) => () => `${caller}: mesh ${what}`;
  check(
    mesh !== null && typeof mesh === 'object' && mesh.positions !== undefined && mesh.indices !== undefined,
    'bad-mesh',
    fail('must be { positions, indices }'),
  );
  const { positions, indices } = mesh;
  check(positions.length % 3 === 0, 'bad-mesh', fail(`positions must be xyz triples, got ${positions.length} numbers`));
  check(indices.length % 3 === 0, 'bad-mesh', fail(`indices must be triples, got ${indices.length} numbers`));
  check((options.faces ?? 'some') === 'any' || indices.length > 0, 'bad-mesh', fail('must have faces, got none'));
  for (let i = 0; i < positions.length; i++) {
    if (!Number.isFinite(positions[i])) {
      check(false, 'bad-mesh', fail(`positions must be finite, got ${positions[i]} at vertex ${Math.floor(i / 3)}`));
    }
  }
  const vertices = positions.length / 3;
  for (let i = 0; i < indices.length; i++) {
    if (!(indices[i]! < vertices)) {
      check(
        false,
        'bad-mesh',
        fail(`indices must be below ${vertices}, got ${indices[i]} in face ${Math.floor(i / 3)}`),
      );
    }
  }
}
