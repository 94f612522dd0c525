// Measures how thick the walls of a solid are, along rays from its surface inwards.
import type { TriangleMesh } from '@vrn/voxel';
import { checkMesh } from '@vrn/voxel/internal';
import { vertexNormals } from '../edit/vertexNormals.js';
import { rayCaster } from './castRay.js';
import { surfaceArea } from './measure.js';

export interface WallThickness {
  /** Smallest thickness, in world units; infinity if no ray meets a wall, as in a mesh without faces. */
  readonly min: number;
  /** Point of the surface at which the smallest thickness was found; 0 0 0 if it is infinite. */
  readonly at: readonly [number, number, number];
  /** `[F]`: thickness at the centre of every face; infinity if the face has no area or its ray meets nothing. */
  readonly faces: Float32Array;
}

/**
 * Area, as a fraction of the mean area, below which a triangle's own normal is unreliable: marching cubes creates
 * triangles so small that the errors of their corners exceed their size.
 */
const SMALL_AREA = 0.05;

/**
 * Measures the thickness of a solid at the centre of every face: the length of the ray from there inwards, against the
 * normal, until it meets the surface again. Very small faces take the mean of the normals of their corners.
 *
 * Near a sharp edge, rays from one of its faces leave the solid through the other face: thickness approaches 0 at every
 * wedge of less than 90°.
 *
 * @param mesh  should be closed, with faces counter-clockwise seen from outside; any number of faces, including none
 * @returns  the smallest thickness, the point where it was found, and the thickness at every face, in world units
 * @throws {VolumetricError} `bad-mesh`
 * Cost: O(F log F).
 *
 * @example
 * const positions = Float32Array.of(0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, -2, 9, 0, -2, 0, 9, -2);
 * const faces = [0, 1, 2, 3, 5, 4, 0, 4, 1, 0, 3, 4, 1, 5, 2, 1, 4, 5, 2, 3, 0, 2, 5, 3];
 * wallThickness({ positions, indices: Uint32Array.from(faces) }).min; // → 2
 */
export function wallThickness(mesh: TriangleMesh): WallThickness {
  checkMesh(mesh, 'wallThickness', { faces: 'any' });
  const faces = new Float32Array(mesh.indices.length / 3).fill(Number.POSITIVE_INFINITY);
  let min = Number.POSITIVE_INFINITY;
  let at: readonly [number, number, number] = [0, 0, 0];
  castInwards(mesh, (face, thickness, origin) => {
    faces[face] = thickness;
    if (thickness >= min) return undefined;
    min = thickness;
    at = [origin[0]!, origin[1]!, origin[2]!];
    return undefined;
  });
  return { min, at, faces };
}

/**
 * Returns `min` of `wallThickness`, but faster: every ray ends at the smallest thickness found before.
 *
 * @returns  thickness in world units; infinity if no ray meets a wall, as in a mesh without faces.
 */
export function thinnestWall(mesh: TriangleMesh): number {
  let min = Number.POSITIVE_INFINITY;
  castInwards(mesh, (_, thickness) => {
    min = thickness;
    return min;
  });
  return min;
}

/**
 * Casts a ray from the centre of every face that has area, against its normal, to the opposite wall.
 *
 * @param visit  called for each face whose ray meets a wall before `reach`, with the wall's thickness and the ray's
 *   origin and direction, in arrays that the next ray reuses. If it returns a number, that is the reach of the
 *   following rays.
 * @param reach  length of the rays; default unlimited.
 * @returns nothing; results go to `visit`.
 */
export function castInwards(
  mesh: TriangleMesh,
  visit: (face: number, thickness: number, origin: Float64Array, direction: Float64Array) => number | undefined,
  reach: number = Number.POSITIVE_INFINITY,
): void {
  const { positions: p, indices } = mesh;
  const count = indices.length / 3;
  if (count === 0) return;
  const castRay = rayCaster(mesh);
  const normals = vertexNormals(mesh);
  const smallArea = (SMALL_AREA * surfaceArea(mesh)) / count;
  const ray = { origin: new Float64Array(3), direction: new Float64Array(3), least: 0, reach, skip: -1 };
  const { origin, direction } = ray;
  for (let face = 0; face < count; face++) {
    const [a, b, c] = [3 * indices[3 * face]!, 3 * indices[3 * face + 1]!, 3 * indices[3 * face + 2]!];
    for (let axis = 0; axis < 3; axis++) origin[axis] = (p[a + axis]! + p[b + axis]! + p[c + axis]!) / 3;
    if (!inwards(mesh, [a, b, c], { normals, smallArea }, direction)) continue;
    // Neighbouring faces touch this one at its border, not its centre, so a hit beyond rounding is the opposite wall.
    ray.least = 1e-7 * Math.max(Math.abs(origin[0]!), Math.abs(origin[1]!), Math.abs(origin[2]!));
    ray.skip = face;
    const { distance, face: wall } = castRay(ray);
    if (wall >= 0) ray.reach = visit(face, distance, origin, direction) ?? ray.reach;
  }
}

/**
 * Writes the inward unit direction to `out`; returns false for a face without area, or a small one whose corners'
 * normals cancel.
 */
function inwards(
  { positions: p }: TriangleMesh,
  [a, b, c]: readonly [number, number, number],
  { normals, smallArea }: { readonly normals: Float32Array; readonly smallArea: number },
  out: Float64Array,
): boolean {
  const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
  const [vx, vy, vz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
  out[0] = uz * vy - uy * vz;
  out[1] = ux * vz - uz * vx;
  out[2] = uy * vx - ux * vy;
  let length = Math.hypot(out[0]!, out[1]!, out[2]!);
  if (length === 0) return false;
  if (length < 2 * smallArea) {
    for (let axis = 0; axis < 3; axis++) out[axis] = -(normals[a + axis]! + normals[b + axis]! + normals[c + axis]!);
    length = Math.hypot(out[0]!, out[1]!, out[2]!);
    if (length === 0) return false;
  }
  for (let axis = 0; axis < 3; axis++) out[axis]! /= length;
  return true;
}
