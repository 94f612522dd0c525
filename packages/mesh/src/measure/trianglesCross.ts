// Decides whether two triangles of a mesh pass through each other.
import type { TriangleMesh } from '@vrn/voxel';

/**
 * Returns whether two triangles cross or, in one plane, overlap. They cross if the ends of an edge of one of them are
 * strictly on opposite sides of the other's plane, and the edge meets the other triangle or its border; they overlap if
 * they share area. So a vertex that only touches the other triangle, or an edge that lies in it, does not count.
 *
 * Determinants are computed in double precision from differences of the coordinates; for a corner that both triangles
 * share they are exactly 0.
 */
export function trianglesCross({ positions: p, indices }: TriangleMesh, one: number, other: number): boolean {
  const a = [3 * indices[3 * one]!, 3 * indices[3 * one + 1]!, 3 * indices[3 * one + 2]!] as const;
  const b = [3 * indices[3 * other]!, 3 * indices[3 * other + 1]!, 3 * indices[3 * other + 2]!] as const;
  for (let axis = 0; axis < 3; axis++) {
    const [x, y, z] = [p[a[0] + axis]!, p[a[1] + axis]!, p[a[2] + axis]!];
    const [u, v, w] = [p[b[0] + axis]!, p[b[1] + axis]!, p[b[2] + axis]!];
    if (Math.max(x, y, z) < Math.min(u, v, w) || Math.max(u, v, w) < Math.min(x, y, z)) return false;
  }
  const sideOfB = a.map((corner) => Math.sign(volume(p, b[0], b[1], b[2], corner)));
  if (isOneSided(sideOfB)) return false;
  const sideOfA = b.map((corner) => Math.sign(volume(p, a[0], a[1], a[2], corner)));
  if (isOneSided(sideOfA)) return false;
  if (sideOfB.every((side) => side === 0)) return overlapInPlane(p, a, b);
  return edgeCrosses(p, a, sideOfB, b) || edgeCrosses(p, b, sideOfA, a);
}

type Corners = readonly [number, number, number];

/** Whether no two corners are on opposite sides of the other triangle's plane, and at least one is not in it. */
const isOneSided = ([x, y, z]: readonly number[]): boolean =>
  (x! >= 0 && y! >= 0 && z! >= 0 && x! + y! + z! > 0) || (x! <= 0 && y! <= 0 && z! <= 0 && x! + y! + z! < 0);

/**
 * Whether an edge of `t` passes through triangle `s`. `sides` has 1 or −1 for each corner of `t`, by its side of the
 * plane of `s`, and 0 for a corner in the plane.
 */
function edgeCrosses(p: Float32Array, t: Corners, sides: readonly number[], s: Corners): boolean {
  for (let n = 0; n < 3; n++) {
    const m = (n + 1) % 3;
    if (sides[n]! * sides[m]! >= 0) continue;
    const u = volume(p, t[n]!, t[m]!, s[0], s[1]);
    const v = volume(p, t[n]!, t[m]!, s[1], s[2]);
    const w = volume(p, t[n]!, t[m]!, s[2], s[0]);
    if ((u >= 0 && v >= 0 && w >= 0) || (u <= 0 && v <= 0 && w <= 0)) return true;
  }
  return false;
}

/** Six times the signed volume of the tetrahedron abcd; exactly 0 if d is a, b or c. */
function volume(p: Float32Array, a: number, b: number, c: number, d: number): number {
  const [x, y, z] = [p[d]!, p[d + 1]!, p[d + 2]!];
  const [ax, ay, az] = [p[a]! - x, p[a + 1]! - y, p[a + 2]! - z];
  const [bx, by, bz] = [p[b]! - x, p[b + 1]! - y, p[b + 2]! - z];
  const [cx, cy, cz] = [p[c]! - x, p[c + 1]! - y, p[c + 2]! - z];
  return ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
}

/** Whether two triangles in one plane share area: both have area, and no edge of either separates them. */
function overlapInPlane(p: Float32Array, a: Corners, b: Corners): boolean {
  const normal = [0, 1, 2].map((axis) => {
    const [i, j] = [(axis + 1) % 3, (axis + 2) % 3];
    return (
      (p[a[1] + i]! - p[a[0] + i]!) * (p[a[2] + j]! - p[a[0] + j]!) -
      (p[a[1] + j]! - p[a[0] + j]!) * (p[a[2] + i]! - p[a[0] + i]!)
    );
  });
  const sizes = normal.map(Math.abs);
  const drop = sizes.indexOf(Math.max(...sizes));
  if (sizes[drop] === 0) return false;
  const [i, j] = [(drop + 1) % 3, (drop + 2) % 3];
  const area = (u: number, v: number, w: number): number =>
    (p[v + i]! - p[u + i]!) * (p[w + j]! - p[u + j]!) - (p[v + j]! - p[u + j]!) * (p[w + i]! - p[u + i]!);
  const separates = (t: Corners, s: Corners): boolean => {
    const turn = Math.sign(area(...t));
    return [0, 1, 2].some((n) => s.every((corner) => turn * area(t[n]!, t[(n + 1) % 3]!, corner) <= 0));
  };
  if (area(...a) === 0 || area(...b) === 0) return false;
  return !separates(a, b) && !separates(b, a);
}
