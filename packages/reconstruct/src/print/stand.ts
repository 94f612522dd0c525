// Decides how a body stands: where its feet are cut flat, or the plate below them.
import { crossSection } from '@vrn/mesh';
import type { TriangleMesh } from '@vrn/voxel';
import { convexHull, distanceToHull, type Point } from '../geometry/hull.js';

/** Depths at which feet may be cut, as fractions of the height; the first at which the body stands is used. */
const CUTS = [0.005, 0.01, 0.015, 0.02, 0.025, 0.03] as const;

/** Depth of the cut, as a fraction of the height, if the body stands at none of `CUTS`. */
const CUT = 0.01;

/** Height of the section that counts as the footprint, above the lowest point, as a fraction of the body's height. */
const FOOTPRINT = 0.03;

/** Minimum distance of the centre of mass from the edge of the support, as a fraction of the body's height. */
const MARGIN = 0.01;

export interface Stand {
  /** Height y of the horizontal cut through the feet, in units of the mesh. */
  readonly cut: number;
  /** Whether the centre of mass is above the support, more than `MARGIN` from its edge. */
  readonly stable: boolean;
  /** Corners `[x, z]` of the convex hull of the support, counter-clockwise. */
  readonly support: readonly Point[];
}

/**
 * Finds the shallowest of `CUTS` on which a body stands: its centre of mass is above the hull of the cut, more than
 * `MARGIN` from the edge. If there is none, returns the cut at `CUT`, which is not stable.
 */
export function flatFeet(mesh: TriangleMesh): Stand {
  const { low, high } = heights(mesh);
  const centre = centreOfMass(mesh);
  const at = (share: number): Stand => {
    const cut = low + share * (high - low);
    const support = supportAt(mesh, cut);
    const stable = support.length > 2 && distanceToHull(support, centre) < -MARGIN * (high - low);
    return { cut, stable, support };
  };
  return CUTS.map(at).find(({ stable }) => stable) ?? at(CUT);
}

/** Returns the hull of a body's footprint and of its centre of mass: the outline of a plate, without its margin. */
export function footprint(mesh: TriangleMesh): readonly Point[] {
  const { low, high } = heights(mesh);
  return convexHull([...supportAt(mesh, low + FOOTPRINT * (high - low)), centreOfMass(mesh)]);
}

export function heights({ positions, indices }: TriangleMesh): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of indices) {
    low = Math.min(low, positions[3 * v + 1]!);
    high = Math.max(high, positions[3 * v + 1]!);
  }
  return { low, high };
}

function supportAt(mesh: TriangleMesh, y: number): Point[] {
  const outlines = crossSection(mesh, { point: [0, y, 0], normal: [0, 1, 0] });
  return convexHull(
    outlines.flatMap(({ points }) =>
      Array.from({ length: points.length / 3 }, (_, n): Point => [points[3 * n]!, points[3 * n + 2]!]),
    ),
  );
}

/** Returns x and z of the centre of mass of a closed mesh. */
function centreOfMass({ positions: p, indices }: TriangleMesh): Point {
  let [volume, x, z] = [0, 0, 0];
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [3 * indices[f]!, 3 * indices[f + 1]!, 3 * indices[f + 2]!];
    const part =
      p[a]! * (p[b + 1]! * p[c + 2]! - p[b + 2]! * p[c + 1]!) +
      p[a + 1]! * (p[b + 2]! * p[c]! - p[b]! * p[c + 2]!) +
      p[a + 2]! * (p[b]! * p[c + 1]! - p[b + 1]! * p[c]!);
    volume += part;
    x += (part * (p[a]! + p[b]! + p[c]!)) / 4;
    z += (part * (p[a + 2]! + p[b + 2]! + p[c + 2]!)) / 4;
  }
  return volume === 0 ? [0, 0] : [x / volume, z / volume];
}
