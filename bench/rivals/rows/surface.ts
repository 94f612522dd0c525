// Compares marchingCubes with VTK's flying edges: the surface of the soft body, with and without normals.
import { isDeepStrictEqual } from 'node:util';
import { marchingCubes } from '@vrn/mesh';
import { simdKernel } from '@vrn/mesh/simd';
import { bodyVolume } from '@vrn/test-utils';
import type { TriangleMesh } from '@vrn/voxel';
import type { Contest } from '../contest.js';
import { startPython } from '../pythonRival.js';

const LEVEL = 0.5;
/**
 * Maximum distance from VTK's vertex, in voxels: marchingCubes, unlike VTK, keeps vertices at least 2⁻¹⁰ of an
 * edge away from samples; 10⁻⁴ allows for rounding.
 */
const DISTANCE = 2 ** -10 + 1e-4;
/** Minimum cosine between normals. Both programs compute them from central differences, in single precision. */
const COSINE = 1 - 1e-4;

const contest = (side: number, normals: boolean): Contest => ({
  what: `surface of a soft body, ${side}³${normals ? ', with normals' : ''}`,
  rival: {
    name: 'VTK FlyingEdges',
    install: 'apt-get install python3-vtk9',
    start: (input) => startPython('vtkFlyingEdges.py', ['vtkmodules'], input),
  },
  prepare: () => {
    const volume = bodyVolume(side);
    const kernel = simdKernel();
    if (kernel === undefined) throw new Error('surface: WebAssembly must have SIMD, for simdKernel');
    const ours = marchingCubes(volume, { normals });
    if (!isDeepStrictEqual(marchingCubes(volume, { normals, kernel }), ours)) {
      throw new Error('surface: simdKernel must return the surface of TypeScript');
    }
    return {
      input: { files: { 'volume.f32': volume.data }, given: { shape: volume.shape, level: LEVEL, normals } },
      ours: {
        ours_simd: () => marchingCubes(volume, { normals, kernel }),
        ours: () => marchingCubes(volume, { normals }),
      },
      check: (answer) =>
        checkSame(side, ours, {
          positions: new Float32Array(answer('positions.f32')),
          indices: new Uint32Array(answer('indices.u32')),
          ...(normals && { normals: new Float32Array(answer('normals.f32')) }),
        }),
    };
  },
});

export const surface: readonly Contest[] = [128, 256].flatMap((side) => [contest(side, false), contest(side, true)]);

/**
 * Throws unless both surfaces have the same numbers of triangles and vertices, and for every vertex of `ours`, `theirs`
 * has one on the same edge of the grid, with the same position and normal within the tolerances.
 */
function checkSame(side: number, ours: TriangleMesh, theirs: TriangleMesh): void {
  const counts = ({ positions, indices }: TriangleMesh) =>
    `${positions.length / 3} vertices, ${indices.length / 3} faces`;
  if (counts(ours) !== counts(theirs)) throw new Error(`VTK: ${counts(theirs)}, not ${counts(ours)}`);
  const vertices = ours.positions.length / 3;
  const found = new Map<number, number>();
  for (let v = 0; v < vertices; v++) found.set(edgeOf(side, theirs.positions.subarray(3 * v, 3 * v + 3)), v);
  const here = new Float64Array(3);
  for (let v = 0; v < vertices; v++) {
    // Converts from the world, with y up and samples at the centres of voxels, to fractional slice, column and row.
    const [x, y, z] = ours.positions.subarray(3 * v, 3 * v + 3) as unknown as [number, number, number];
    here.set([side - 0.5 - z, x - 0.5, side - 0.5 - y]);
    // Where a sample equals the level, VTK has a vertex at the sample itself.
    const other = found.get(edgeOf(side, here)) ?? found.get(edgeOf(side, here.map(Math.round)));
    if (other === undefined) throw new Error(`VTK: no vertex on the edge at ${here}`);
    const there = theirs.positions.subarray(3 * other, 3 * other + 3);
    const distance = Math.hypot(here[0]! - there[0]!, here[1]! - there[1]!, here[2]! - there[2]!);
    if (!(distance <= DISTANCE)) throw new Error(`VTK: vertex at ${there}, not at ${here}`);
    if (ours.normals === undefined) continue;
    const [nx, ny, nz] = ours.normals.subarray(3 * v, 3 * v + 3) as unknown as [number, number, number];
    const [a, b, c] = theirs.normals!.subarray(3 * other, 3 * other + 3) as unknown as [number, number, number];
    const cosine = -nz * a + nx * b - ny * c;
    if (!(cosine >= COSINE)) throw new Error(`VTK: normal ${[b, -c, -a]} at ${here}, not ${[nx, ny, nz]}`);
  }
}

/** Returns a number that identifies the edge of the grid, or the sample, at the coordinates of a vertex in voxels. */
function edgeOf(side: number, at: ArrayLike<number>): number {
  let number = 0;
  for (let axis = 0; axis < 3; axis++) {
    const coordinate = at[axis]!;
    number = 2 * side * number + 2 * Math.floor(coordinate) + (Number.isInteger(coordinate) ? 0 : 1);
  }
  return number;
}
