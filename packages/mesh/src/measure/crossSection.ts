// Cuts a mesh with a plane, and returns the outlines of the section.
import { check, type TriangleMesh, type Triple } from '@vrn/voxel';
import { checkMesh } from '@vrn/voxel/internal';

/** A plane: a point in it, and its normal, which must not be zero and need not have unit length. */
export interface Plane {
  readonly point: Triple;
  readonly normal: Triple;
}

/**
 * A closed polygon around a section, or an open polyline. Seen from the side to which the plane's normal points, outer
 * outlines are counter-clockwise and holes clockwise.
 */
export interface Outline {
  /** `[3N]` world coordinates; a closed outline does not repeat its first point at the end. */
  readonly points: Float64Array;
  /** False if the outline begins and ends at open edges of the mesh, or at edges of inconsistent orientation. */
  readonly closed: boolean;
}

/**
 * Returns the outlines in which a plane cuts a mesh.
 *
 * A vertex in the plane counts as being on the side of the normal, so a closed mesh has closed outlines only. Points
 * are computed in double precision and depend on the edge alone, so the faces at an edge agree.
 *
 * @param mesh   any number of faces, including none
 * @param plane  a point and a normal in world coordinates
 * @returns  the open outlines, then the closed ones, both in the order of the faces at which they begin; none if the
 *   plane misses the mesh
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(V + F).
 *
 * @example
 * const positions = Float32Array.of(0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2);
 * const solid = { positions, indices: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3) };
 * const [outline] = crossSection(solid, { point: [0, 0, 1], normal: [0, 0, 1] });
 * [outline.points.length / 3, outline.closed]; // → [3, true]
 */
export function crossSection(mesh: TriangleMesh, plane: Plane): Outline[] {
  checkMesh(mesh, 'crossSection', { faces: 'any' });
  const { point, normal } = checkPlane(plane);
  const { positions: p, indices } = mesh;
  const [nx, ny, nz] = normal;
  const offset = nx * point[0] + ny * point[1] + nz * point[2];
  const heights = new Float64Array(p.length / 3);
  for (let v = 0; v < heights.length; v++)
    heights[v] = nx * p[3 * v]! + ny * p[3 * v + 1]! + nz * p[3 * v + 2]! - offset;
  /** Maps the edge at which an outline enters a face to the edge at which it leaves; several at non-manifold edges. */
  const next = new Map<number, number[]>();
  const entered = new Set<number>();
  const vertices = heights.length;
  for (let f = 0; f < indices.length; f += 3) {
    const isAbove = [0, 1, 2].map((n) => heights[indices[f + n]!]! >= 0);
    if (isAbove[0] === isAbove[1] && isAbove[1] === isAbove[2]) continue;
    let [from, to] = [-1, -1];
    for (let n = 0; n < 3; n++) {
      const [u, v] = [indices[f + n]!, indices[f + ((n + 1) % 3)]!];
      if (isAbove[n] === isAbove[(n + 1) % 3]) continue;
      const key = Math.min(u, v) * vertices + Math.max(u, v);
      if (isAbove[n]) from = key;
      else to = key;
    }
    next.set(from, [...(next.get(from) ?? []), to]);
    entered.add(to);
  }
  const place = (key: number): readonly [number, number, number] => {
    const [u, v] = [Math.floor(key / vertices), key % vertices];
    const share = heights[u]! / (heights[u]! - heights[v]!);
    const at = (axis: number) => p[3 * u + axis]! + share * (p[3 * v + axis]! - p[3 * u + axis]!);
    return [at(0), at(1), at(2)];
  };
  const outlines: Outline[] = [];
  const trace = (start: number): void => {
    const keys = [start];
    let at = take(next, start);
    for (; at !== undefined && at !== start; at = take(next, at)) keys.push(at);
    outlines.push({ points: Float64Array.from(keys.flatMap((key) => [...place(key)])), closed: at === start });
  };
  // Open outlines begin at an edge that no face leads to.
  for (const start of [...next.keys()]) if (!entered.has(start)) trace(start);
  for (const start of next.keys()) while ((next.get(start)?.length ?? 0) > 0) trace(start);
  return outlines;
}

function take(next: Map<number, number[]>, key: number): number | undefined {
  return next.get(key)?.shift();
}

function checkPlane(plane: Plane): Plane {
  const isTriple = (value: unknown): boolean =>
    Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);
  check(isTriple(plane?.point) && isTriple(plane?.normal), 'bad-argument', () => {
    return `crossSection: plane must be { point: [x, y, z], normal: [x, y, z] }, got ${JSON.stringify(plane)}`;
  });
  const length = Math.hypot(...plane.normal);
  check(length > 0, 'bad-argument', () => 'crossSection: plane.normal must have a length, got 0');
  return { point: plane.point, normal: plane.normal.map((n) => n / length) as unknown as Triple };
}
