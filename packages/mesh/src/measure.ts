// Sizes of a mesh: volume, area, Euler's characteristic.
import { checkMesh, edgeCounts, type TriangleMesh } from '@vrn/voxel';

/** Corners of a face, relative to an origin. */
function eachFace(
  { positions, indices }: TriangleMesh,
  origin: readonly [number, number, number],
  visit: (a: Float64Array, b: Float64Array, c: Float64Array) => void,
): void {
  const corners = [new Float64Array(3), new Float64Array(3), new Float64Array(3)] as const;
  for (let f = 0; f < indices.length; f += 3) {
    for (let corner = 0; corner < 3; corner++) {
      const v = 3 * indices[f + corner]!;
      for (let axis = 0; axis < 3; axis++) corners[corner]![axis] = positions[v + axis]! - origin[axis]!;
    }
    visit(...corners);
  }
}

/**
 * The volume a closed mesh encloses, in cubic world units; negative where it is inside out. What several pieces enclose
 * is added up.
 *
 * @throws {VolumetricError} `bad-mesh`
 *
 * @example
 * signedVolume(cube({ side: 2 }));  // → 8
 */
export function signedVolume(mesh: TriangleMesh): number {
  checkMesh(mesh, 'signedVolume', { faces: 'any' });
  const { positions: p } = mesh;
  // Taken from one of its own vertices, so that a mesh far from the origin loses no digits.
  const origin = [p[0] ?? 0, p[1] ?? 0, p[2] ?? 0] as const;
  let sum = 0;
  eachFace(mesh, origin, (a, b, c) => {
    sum +=
      a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) +
      a[1]! * (b[2]! * c[0]! - b[0]! * c[2]!) +
      a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!);
  });
  return sum / 6;
}

/**
 * The area of all triangles, in square world units.
 *
 * @throws {VolumetricError} `bad-mesh`
 */
export function surfaceArea(mesh: TriangleMesh): number {
  checkMesh(mesh, 'surfaceArea', { faces: 'any' });
  const { positions: p } = mesh;
  const origin = [p[0] ?? 0, p[1] ?? 0, p[2] ?? 0] as const;
  let sum = 0;
  eachFace(mesh, origin, (a, b, c) => {
    const [ux, uy, uz] = [b[0]! - a[0]!, b[1]! - a[1]!, b[2]! - a[2]!];
    const [vx, vy, vz] = [c[0]! - a[0]!, c[1]! - a[1]!, c[2]! - a[2]!];
    sum += Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
  });
  return sum / 2;
}

/**
 * Vertices − edges + faces: 2 for a sphere, 0 for a torus, the sum over pieces for several. Vertices that no face uses
 * do not count.
 *
 * @throws {VolumetricError} `bad-mesh`
 */
export function eulerCharacteristic(mesh: TriangleMesh): number {
  checkMesh(mesh, 'eulerCharacteristic', { faces: 'any' });
  return new Set(mesh.indices).size - edgeCounts(mesh).edges + mesh.indices.length / 3;
}
