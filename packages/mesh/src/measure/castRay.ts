// Finds where a ray first meets a mesh, with a box tree.
import { type BoxTree, type TriangleMesh, triangleTree } from '@vrn/voxel';

/** Where a ray first meets a mesh: the distance along the ray, and the face; infinity and −1 if it misses. */
export interface Hit {
  distance: number;
  face: number;
}

/** A ray, and which hits count. Callers may change and reuse it. */
export interface Ray {
  readonly origin: Float64Array;
  /** A unit vector. */
  readonly direction: Float64Array;
  /** At least 0; hits at this distance or nearer do not count. */
  least: number;
  /** Hits at this distance or farther do not count: the shorter the reach, the fewer nodes are visited. */
  reach: number;
  /** Index of a face to ignore, or −1. */
  skip: number;
}

/** Returns the first hit of a ray, in an object that the next call reuses. */
export type CastRay = (ray: Ray) => Hit;

/**
 * Builds a box tree over a mesh, to cast rays at it.
 *
 * @returns  a function that finds the first hit of a ray.
 * Cost: O(F log F) once; a ray visits about log F nodes.
 *
 * Source: Möller and Trumbore 1997.
 */
export function rayCaster(mesh: TriangleMesh): CastRay {
  const tree = triangleTree(mesh);
  const stack = new Uint32Array(128);
  const hit: Hit = { distance: Number.POSITIVE_INFINITY, face: -1 };
  return ({ origin, direction, least, reach, skip }) => {
    hit.distance = reach;
    hit.face = -1;
    let depth = 0;
    stack[depth++] = 0;
    while (depth > 0) {
      const node = stack[--depth]!;
      if (!meetsBox(tree, node, origin, direction, hit.distance)) continue;
      if (tree.second[node] !== 0) {
        stack[depth++] = tree.second[node]!;
        stack[depth++] = node + 1;
        continue;
      }
      for (let i = tree.start[node]!; i < tree.end[node]!; i++) {
        const face = tree.order[i]!;
        if (face === skip) continue;
        const at = meetsTriangle(mesh, face, origin, direction);
        if (at > least && at < hit.distance) {
          hit.distance = at;
          hit.face = face;
        }
      }
    }
    if (hit.face < 0) hit.distance = Number.POSITIVE_INFINITY;
    return hit;
  };
}

function meetsBox({ bounds }: BoxTree, node: number, origin: Float64Array, way: Float64Array, far: number): boolean {
  let enter = 0;
  let leave = far;
  for (let axis = 0; axis < 3; axis++) {
    const low = bounds[6 * node + axis]! - origin[axis]!;
    const high = bounds[6 * node + 3 + axis]! - origin[axis]!;
    if (way[axis] === 0) {
      if (low > 0 || high < 0) return false;
      continue;
    }
    const first = low / way[axis]!;
    const last = high / way[axis]!;
    enter = Math.max(enter, Math.min(first, last));
    leave = Math.min(leave, Math.max(first, last));
  }
  return enter <= leave;
}

/**
 * Signed distance along the ray's line to a triangle, borders included; −1 if the line misses the triangle or is
 * parallel to its plane, or if the triangle has no area.
 */
function meetsTriangle(
  { positions: p, indices }: TriangleMesh,
  face: number,
  o: Float64Array,
  d: Float64Array,
): number {
  const a = 3 * indices[3 * face]!;
  const b = 3 * indices[3 * face + 1]!;
  const c = 3 * indices[3 * face + 2]!;
  const ux = p[b]! - p[a]!;
  const uy = p[b + 1]! - p[a + 1]!;
  const uz = p[b + 2]! - p[a + 2]!;
  const vx = p[c]! - p[a]!;
  const vy = p[c + 1]! - p[a + 1]!;
  const vz = p[c + 2]! - p[a + 2]!;
  const qx = d[1]! * vz - d[2]! * vy;
  const qy = d[2]! * vx - d[0]! * vz;
  const qz = d[0]! * vy - d[1]! * vx;
  const determinant = ux * qx + uy * qy + uz * qz;
  if (determinant === 0) return -1;
  const sx = o[0]! - p[a]!;
  const sy = o[1]! - p[a + 1]!;
  const sz = o[2]! - p[a + 2]!;
  const s = (sx * qx + sy * qy + sz * qz) / determinant;
  if (s < -1e-9 || s > 1 + 1e-9) return -1;
  const rx = sy * uz - sz * uy;
  const ry = sz * ux - sx * uz;
  const rz = sx * uy - sy * ux;
  const t = (d[0]! * rx + d[1]! * ry + d[2]! * rz) / determinant;
  if (t < -1e-9 || s + t > 1 + 1e-9) return -1;
  return (vx * rx + vy * ry + vz * rz) / determinant;
}
