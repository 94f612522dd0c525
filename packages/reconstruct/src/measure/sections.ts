// Cuts a body across a bone, and finds the outline of the limb that the bone belongs to.
import { crossSection, type Plane } from '@vrn/mesh';
import type { TriangleMesh, Triple } from '@vrn/voxel';
import { area, convexHull, distanceToHull, type Point, perimeter } from '../geometry/hull.js';
import { add, cross, dot, lerp, normalize, scale, sub } from '../geometry/vectors.js';

/** A straight part of the skeleton. Bones of one `limb` may share an outline. */
export interface Bone {
  readonly limb: string;
  readonly from: Triple;
  readonly to: Triple;
}

/** A section of a limb. */
export interface Section {
  readonly plane: Plane;
  /** Perimeter of the convex hull, in units of the mesh: what a tape measures. */
  readonly girth: number;
  /** Corners of the hull, in world coordinates. */
  readonly outline: readonly Triple[];
  /** Limbs other than those requested whose bones pass through the same outline. */
  readonly touching: readonly string[];
}

/**
 * Cuts a mesh with the plane through a point of a bone that has the given normal.
 *
 * The section is the outline around the point, or the nearest one. Limbs of `also` may pass through it, as legs
 * through the hip.
 */
export function sectionAt(
  mesh: TriangleMesh,
  plane: Plane,
  {
    bones,
    limb,
    also = [],
  }: { readonly bones: readonly Bone[]; readonly limb: string; readonly also?: readonly string[] },
): Section | undefined {
  const axes = planeAxes(plane);
  const outlines = crossSection(mesh, plane)
    .map(({ points }) =>
      Array.from({ length: points.length / 3 }, (_, n) => project(axes, points.subarray(3 * n, 3 * n + 3))),
    )
    .filter((outline) => area(outline) > 0);
  if (outlines.length === 0) return undefined;
  const hits = bones.flatMap((bone) => {
    const point = crossing(bone, plane);
    return point === undefined ? [] : [{ limb: bone.limb, point: project(axes, point) }];
  });
  const own = outlines[nearest(outlines, [0, 0])]!;
  const touching = hits.filter(({ limb: other, point }) => {
    return other !== limb && !also.includes(other) && contains(own, point);
  });
  const hull = convexHull(own);
  return {
    plane,
    girth: perimeter(hull),
    outline: hull.map(([u, v]) => add(plane.point, add(scale(axes.u, u), scale(axes.v, v)))),
    touching: [...new Set(touching.map((hit) => hit.limb))],
  };
}

interface Axes {
  readonly origin: Triple;
  readonly u: Triple;
  readonly v: Triple;
}

/** Two unit vectors in the plane that make a right-handed system with its normal. */
function planeAxes({ point, normal }: Plane): Axes {
  const n = normalize(normal);
  const u = normalize(cross(Math.abs(n[1]) < 0.9 ? [0, 1, 0] : [0, 0, 1], n));
  return { origin: point, u, v: cross(n, u) };
}

const project = ({ origin, u, v }: Axes, point: ArrayLike<number>): Point => {
  const from = sub([point[0]!, point[1]!, point[2]!], origin);
  return [dot(from, u), dot(from, v)];
};

/** Returns the point where a bone crosses a plane; undefined if it does not. */
function crossing({ from, to }: Bone, { point, normal }: Plane): Triple | undefined {
  const [a, b] = [dot(sub(from, point), normal), dot(sub(to, point), normal)];
  return a === b || a * b > 0 ? undefined : lerp(from, to, a / (a - b));
}

/** Returns the index of the outline that contains a point, or else of the nearest one. */
function nearest(outlines: readonly (readonly Point[])[], point: Point): number {
  const inside = outlines.findIndex((outline) => contains(outline, point));
  if (inside >= 0) return inside;
  const distances = outlines.map((outline) => distanceToHull(convexHull(outline), point));
  return distances.indexOf(Math.min(...distances));
}

/** Returns whether a point is inside a polygon, by the parity of crossings. */
function contains(outline: readonly Point[], [x, y]: Point): boolean {
  let isInside = false;
  for (const [n, [ax, ay]] of outline.entries()) {
    const [bx, by] = outline[(n + 1) % outline.length]!;
    if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) isInside = !isInside;
  }
  return isInside;
}
