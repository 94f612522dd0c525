// Determines which landmarks the camera sees, from the depth of the first surface at the pixel of each.
import type { Landmark, Packed } from '@vrn/voxel';
import type { Vector } from '../person/vectors.js';
import { type Unprojection, unproject } from '../render/camera/camera.js';
import { NOTHING, type SurfaceRaster } from '../render/raster/rasterizeSurfaces.js';

/**
 * Bones between the 16 MPII landmarks, with half the thickness of the body part around them relative to the person's
 * stature. A fourth value extends a bone beyond its second end (hand, foot), relative to its length.
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

/** Depth of each joint below the surface of its own body part, relative to stature, in the order of landmarks. */
const JOINT_DEPTH = [
  0.06, 0.055, 0.095, 0.095, 0.055, 0.06, 0.105, 0.085, 0.075, 0.06, 0.035, 0.045, 0.065, 0.065, 0.045, 0.035,
];

/** Factor on `JOINT_DEPTH` for surfaces whose nearest bone begins or ends at the joint or, for hips, is the trunk. */
const OWN_PART_FACTOR = 1.7;

/** Indices of the hips in the landmarks, and of the trunk (pelvis to thorax), which contains the hips, in `BONES`. */
const HIPS = [2, 3];
const TRUNK = 6;

/** Ratio of stature to the total length of one thigh, one shin, trunk, neck and head. */
const STATURE_RATIO = 1.08;

/**
 * Determines whether each landmark is visible. Landmarks are joints inside the body, so some surface is always in front
 * of them. A landmark is visible if it is in the image, its pixel is at least half covered, and the z of the first
 * surface at that pixel differs from its own by at most `JOINT_DEPTH` · stature. The difference may be up to
 * `OWN_PART_FACTOR` times as large if the surface's nearest bone begins or ends at the landmark or, for hips, is the
 * trunk: an elbow, for example, is then covered by its own arm, not by the trunk or the other arm.
 *
 * @param joints     world positions, in metres or any other unit.
 * @param landmarks  their positions in the image. Those of confidence 0 are not visible.
 * @param mask       `[rows, columns]`, fraction of each pixel that is covered.
 * @param raster     depth buffer of the image, with one or more samples along each side of a pixel.
 * @param by         maps the samples of the depth buffer to world positions.
 * @returns          one boolean per landmark.
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
    if (Math.abs(ahead) <= JOINT_DEPTH[number]! * stature) return true;
    if (Math.abs(ahead) > OWN_PART_FACTOR * JOINT_DEPTH[number]! * stature) return false;
    const bone = nearestBone(joints, stature, place);
    if (bone[0] === number || bone[1] === number) return true;
    return HIPS.includes(number) && bone === BONES[TRUNK];
  });
}

/** Estimates the height of the upright person from bone lengths. */
function statureOf(joints: readonly Vector[]): number {
  const distance = (a: number, b: number): number => {
    const [p, q] = [joints[a]!, joints[b]!];
    const [x, y, z] = [p[0] - q[0], p[1] - q[1], p[2] - q[2]];
    return Math.sqrt(x * x + y * y + z * z);
  };
  const leg = (distance(0, 1) + distance(1, 2) + distance(3, 4) + distance(4, 5)) / 2;
  return STATURE_RATIO * (leg + distance(6, 7) + distance(7, 8) + distance(8, 9));
}

/** Writes the world position of a pixel's nearest sample to `out`; returns false if there is none. */
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

/** Returns the bone whose distance from a point, minus half the thickness of its body part, is least. */
function nearestBone(joints: readonly Vector[], stature: number, [x, y, z]: Float64Array): (typeof BONES)[number] {
  let found = BONES[0]!;
  let leastDistance = Number.POSITIVE_INFINITY;
  for (const bone of BONES) {
    const [from, to, radius, beyond = 0] = bone;
    const [p, q] = [joints[from]!, joints[to]!];
    const [ux, uy, uz] = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
    const along = ((x! - p[0]) * ux + (y! - p[1]) * uy + (z! - p[2]) * uz) / (ux * ux + uy * uy + uz * uz || 1);
    const t = Math.min(1 + beyond, Math.max(0, along));
    const [dx, dy, dz] = [x! - p[0] - t * ux, y! - p[1] - t * uy, z! - p[2] - t * uz];
    const distance = Math.sqrt(dx * dx + dy * dy + dz * dz) - radius * stature;
    if (distance < leastDistance) {
      leastDistance = distance;
      found = bone;
    }
  }
  return found;
}
