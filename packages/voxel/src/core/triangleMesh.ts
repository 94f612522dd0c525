// Defines triangle meshes and checks them.
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

/**
 * Throws `bad-mesh` unless positions are finite triples, indices are triples below the vertex count, and there is a
 * face (`faces` 'any' allows none). Normals, colours and uvs are not checked.
 */
export function checkMesh(mesh: TriangleMesh, caller: string, options: { readonly faces?: 'some' | 'any' } = {}): void {
  const must = (fits: boolean, what: () => string): void => check(fits, 'bad-mesh', () => `${caller}: mesh ${what()}`);
  must(mesh?.positions !== undefined && mesh.indices !== undefined, () => 'must be { positions, indices }');
  const { positions, indices } = mesh;
  must(positions.length % 3 === 0, () => `positions must be xyz triples, got ${positions.length} numbers`);
  must(indices.length % 3 === 0, () => `indices must be triples, got ${indices.length} numbers`);
  must(options.faces === 'any' || indices.length > 0, () => 'must have faces, got none');
  must(allFinite(positions), () => {
    const i = positions.findIndex((value) => !Number.isFinite(value));
    return `positions must be finite, got ${positions[i]} at vertex ${Math.floor(i / 3)}`;
  });
  const vertices = positions.length / 3;
  must(allBelow(indices, vertices), () => {
    const corner = indices.findIndex((index) => !(index < vertices));
    return `indices must be below ${vertices}, got ${indices[corner]} in face ${Math.floor(corner / 3)}`;
  });
}

/** Whether all numbers are finite (else x − x is NaN). Three sums avoid one chain of dependent additions. */
function allFinite(triples: Float32Array): boolean {
  let x = 0;
  let y = 0;
  let z = 0;
  for (let i = 0; i < triples.length; i += 3) {
    x += triples[i]! - triples[i]!;
    y += triples[i + 1]! - triples[i + 1]!;
    z += triples[i + 2]! - triples[i + 2]!;
  }
  return x + y + z === 0;
}

/**
 * Whether all indices are below the vertex count V: for every index i, neither i nor V − 1 − i is negative as a
 * signed 32-bit integer.
 */
function allBelow(triples: Uint32Array, vertices: number): boolean {
  const last = (vertices - 1) | 0;
  let a = 0;
  let b = 0;
  let c = 0;
  for (let i = 0; i < triples.length; i += 3) {
    a |= triples[i]! | (last - triples[i]!);
    b |= triples[i + 1]! | (last - triples[i + 1]!);
    c |= triples[i + 2]! | (last - triples[i + 2]!);
  }
  return (a | b | c) >= 0;
}
