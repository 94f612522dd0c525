// A mesh with less roughness and the same size.
import { check, checkMesh, type TriangleMesh } from '@vrn/voxel';
import { neighboursOf } from './neighbours.js';
import { vertexNormals } from './vertexNormals.js';

export interface SmoothOptions {
  /** Pairs of a step in and a step out. */
  readonly iterations?: number;
  /** How far a vertex moves towards the mean of its neighbours, 0..1. */
  readonly lambda?: number;
  /** How far it moves back, negative and a little larger. */
  readonly mu?: number;
}

export const SMOOTH_DEFAULTS = { iterations: 10, lambda: 0.5, mu: -0.53 } as const;

/**
 * A mesh whose vertices have moved towards the means of their neighbours and back again, so that it loses roughness but
 * hardly any volume. Faces, colours and uvs stay; normals, where there are any, are made anew.
 *
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(iterations · (V + F)).
 *
 * Source: Taubin 1995, "A signal processing approach to fair surface design".
 */
export function smooth(mesh: TriangleMesh, options: SmoothOptions = {}): TriangleMesh {
  const { iterations, lambda, mu } = { ...SMOOTH_DEFAULTS, ...options };
  checkMesh(mesh, 'smooth', { faces: 'any' });
  check(Number.isInteger(iterations) && iterations >= 0, 'bad-argument', () => {
    return `smooth: iterations must be a whole number from 0 on, got ${iterations}`;
  });
  check(lambda > 0 && lambda <= 1 && mu < 0 && mu >= -1.1, 'bad-argument', () => {
    return `smooth: lambda must be in (0, 1] and mu in [-1.1, 0), got ${lambda} and ${mu}`;
  });
  const { start, list } = neighboursOf(mesh);
  let from = Float64Array.from(mesh.positions);
  let to = new Float64Array(from.length);
  for (let step = 0; step < 2 * iterations; step++) {
    const pull = step % 2 === 0 ? lambda : mu;
    for (let v = 0; v < start.length - 1; v++) {
      const [first, last] = [start[v]!, start[v + 1]!];
      for (let axis = 0; axis < 3; axis++) {
        const here = from[3 * v + axis]!;
        let sum = 0;
        for (let n = first; n < last; n++) sum += from[3 * list[n]! + axis]!;
        to[3 * v + axis] = last === first ? here : here + pull * (sum / (last - first) - here);
      }
    }
    [from, to] = [to, from];
  }
  const positions = Float32Array.from(from);
  const moved = { ...mesh, positions };
  return mesh.normals === undefined ? moved : { ...moved, normals: vertexNormals(moved) };
}
