// Cuts a body across a bone, and finds the outline of the limb that the bone belongs to.
import { crossSection, type Plane } from '@vrn/mesh';
import type { TriangleMesh, Triple } from '@vrn/voxel';
import { area, contains, convexHull, distanceToHull, type Point, perimeter } from '../geometry/hull.js';
import { add, cross, dot, lerp, normalize, scale, sub } from '../geometry/vectors.js';
import { cutOff } from './cutOff.js';
import { smoothOutline } from './smoothOutline.js';

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
  /** Corners of the hull, in the frame of the mesh. */
  readonly outline: readonly Triple[];
  /** Limbs that touch this one and were cut off along the shortest line that separates the bones. */
  readonly separated: readonly string[];
  /** Limbs that touch this one and cannot be cut off, because no line that separates the bones is short enough. */
  readonly touching: readonly string[];
}

/**
 * Cuts a mesh with a plane, and returns the section of the limb at `plane.point`.
 *
 * The section is the outline around the point, or the nearest one. Where the bone of another limb passes through the
 * same outline, that limb is cut off along the shortest line that separates the two bones, unless that line is too
 * long. Limbs of `also` belong to the section, as the legs do at the hip; outlines around their bones are added to it.
 *
 * @param options.grain  size of the steps of voxels in the mesh, which would lift the tape; 0 for an exact mesh.
 * @returns  undefined if the plane does not cut the mesh.
 */
export function sectionAt(
  mesh: TriangleMesh,
  plane: Plane,
  {
    bones,
    limb,
    also = [],
    grain = 0,
  }: {
    readonly bones: readonly Bone[];
    readonly limb: string;
    readonly also?: readonly string[];
    readonly grain?: number;
  },
): Section | undefined {
  const axes = planeAxes(plane);
  const outlines = crossSection(mesh, plane)
    .map(({ points }) =>
      Array.from({ length: points.length / 3 }, (_, n) => project(axes, points.subarray(3 * n, 3 * n + 3))),
    )
    .filter((outline) => area(outline) > 0)
    .map((outline) => smoothOutline(outline, grain));
  if (outlines.length === 0) return undefined;
  const hits = bones.flatMap((bone) => {
    const point = crossing(bone, plane);
    return point === undefined ? [] : [{ limb: bone.limb, point: project(axes, point) }];
  });
  const isOwn = (name: string): boolean => name === limb || also.includes(name);
  const first = nearest(outlines, [0, 0]);
  const own = outlines.filter((outline, n) => {
    return n === first || hits.some((hit) => also.includes(hit.limb) && contains(outline, hit.point));
  });
  const separated = new Set<string>();
  const touching = new Set<string>();
  const parts = own.map((outline) => {
    const inside = hits.filter(({ point }) => contains(outline, point));
    const centre: Point = contains(outline, [0, 0]) ? [0, 0] : (inside.find((hit) => isOwn(hit.limb))?.point ?? [0, 0]);
    return inside
      .filter((hit) => !isOwn(hit.limb))
      .reduce((rest: readonly Point[], { limb: other, point }) => {
        if (!contains(rest, point)) return rest;
        const cut = cutOff(rest, { keep: centre, drop: point });
        (cut === undefined ? touching : separated).add(other);
        return cut ?? rest;
      }, outline);
  });
  const hull = convexHull(parts.flat());
  return {
    plane,
    girth: perimeter(hull),
    outline: hull.map(([u, v]) => add(plane.point, add(scale(axes.u, u), scale(axes.v, v)))),
    separated: [...separated],
    touching: [...touching],
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
