// Which landmarks the camera sees: what lies first on the way to a joint.
import type { Landmark, Packed } from '@vrn/voxel';
import type { Vector } from '../person/vectors.js';
import { type Unprojection, unproject } from '../render/camera/camera.js';
import { NOTHING, type SurfaceRaster } from '../render/raster/rasterizeSurfaces.js';

/**
 * Bones between the 16 landmarks of MPII, with half the thickness of the part round them, as shares of a person's stature;
 * a bone that goes on beyond its second end by some share of its length (hand, foot) has it fourth.
 */
const BONES: readonly (readonly [from: number, to: number, radius: number, beyond?: number])[] = [
  [1, 0, 0.03, 0.25],
  [4, 5, 0.03, 0.25],
  [2, 1, 0.045],
  [3, 4, 0.045],
  [6, 2, 0.055],
  [6, 3, 0.055],
  [6, 7, 0.07],
  [7, 8, 0.04],
  [8, 9, 0.05],
  [7, 12, 0.045],
  [7, 13, 0.045],
  [12, 11, 0.03],
  [13, 14, 0.03],
  [11, 10, 0.025, 0.7],
  [14, 15, 0.025, 0.7],
];

/** A joint is seen through this much of its own part, as a share of stature, by the order of the landmarks. */
const DEEP = [
  0.06, 0.055, 0.095, 0.095, 0.055, 0.06, 0.105, 0.085, 0.075, 0.06, 0.035, 0.045, 0.065, 0.065, 0.045, 0.035,
];

/** What is nearest to a bone of a joint's own may lie this much farther before it. */
const OWN = 1.7;

/** The two hips lie within the trunk's part, between pelvis and thorax. */
const HIPS = [2, 3];
const TRUNK = 6;

/** Stature over the length of thigh, shin, trunk and head. */
const STATURE = 1.08;

/**
 * Whether each landmark is seen. A landmark is a joint inside the body, so that some surface is always before it. It is
 * seen where it lies on the picture, its pixel is at least half covered, and the first surface of that pixel is either no
 * farther before (or behind) it than its own part is thick, or somewhat farther but nearest to a bone that ends in it: then
 * it is the person's own elbow, say, that hides the elbow's joint, and not a hand, the trunk, or the other arm.
 *
 * @param joints  in the world of the grid, metres or any other unit.
 * @param landmarks  their places in the picture; those of confidence 0 are not seen.
 * @param raster  of the picture, `supersample` samples along each side of a pixel.
 */
export function visibleLandmarks(
  joints: readonly Vector[],
  landmarks: readonly Landmark[],
  mask: Packed<Float32Array>,
  raster: SurfaceRaster,
  by: Unprojection,
): boolean[] {
  const [rows, columns] = mask.shape as [number, number];
  const stature = statureOf(joints);
  const place = new Float64Array(3);
  return landmarks.map(([row, column, confidence = 1], number) => {
    if (!(confidence > 0)) return false;
    const [i, j] = [Math.round(row), Math.round(column)];
    if (!(i >= 0 && j >= 0 && i < rows && j < columns) || mask.data[i * columns + j]! < 0.5) return false;
    if (!nearest(raster, i, j, raster.rows / rows, by, place)) return false;
    const ahead = place[2]! - joints[number]![2];
    if (Math.abs(ahead) <= DEEP[number]! * stature) return true;
    if (Math.abs(ahead) > OWN * DEEP[number]! * stature) return false;
    const bone = nearestBone(joints, stature, place);
    if (bone[0] === number || bone[1] === number) return true;
    return HIPS.includes(number) && bone === BONES[TRUNK];
  });
}

/** Height of a person stretched out, by bones. */
function statureOf(joints: readonly Vector[]): number {
  const apart = (a: number, b: number): number => {
    const [p, q] = [joints[a]!, joints[b]!];
    const [x, y, z] = [p[0] - q[0], p[1] - q[1], p[2] - q[2]];
    return Math.sqrt(x * x + y * y + z * z);
  };
  const leg = (apart(0, 1) + apart(1, 2) + apart(3, 4) + apart(4, 5)) / 2;
  return STATURE * (leg + apart(6, 7) + apart(7, 8) + apart(8, 9));
}

/** World position of a pixel's nearest sample; false where there is none. */
function nearest(
  raster: SurfaceRaster,
  i: number,
  j: number,
  supersample: number,
  by: Unprojection,
  out: Float64Array,
): boolean {
  let best = -1;
  for (let a = 0; a < supersample; a++) {
    for (let b = 0; b < supersample; b++) {
      const at = (i * supersample + a) * raster.columns + j * supersample + b;
      if (raster.surface[at] !== NOTHING && (best < 0 || raster.key[at]! > raster.key[best]!)) best = at;
    }
  }
  if (best < 0) return false;
  unproject(by, best % raster.columns, Math.floor(best / raster.columns), raster.key[best]!, out);
  return true;
}

/** The bone whose part a place lies on: the nearest, counted from half its thickness. */
function nearestBone(joints: readonly Vector[], stature: number, [x, y, z]: Float64Array): (typeof BONES)[number] {
  let found = BONES[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const bone of BONES) {
    const [from, to, radius, beyond = 0] = bone;
    const [p, q] = [joints[from]!, joints[to]!];
    const [ux, uy, uz] = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
    const along = ((x! - p[0]) * ux + (y! - p[1]) * uy + (z! - p[2]) * uz) / (ux * ux + uy * uy + uz * uz || 1);
    const t = Math.min(1 + beyond, Math.max(0, along));
    const [dx, dy, dz] = [x! - p[0] - t * ux, y! - p[1] - t * uy, z! - p[2] - t * uz];
    const distance = Math.sqrt(dx * dx + dy * dy + dz * dz) - radius * stature;
    if (distance < least) {
      least = distance;
      found = bone;
    }
  }
  return found;
}
