// Moves poses in which the body intersects itself towards the rest pose.
import { type Grid, type TriangleMesh, voxelize } from '@vrn/voxel';
import type { Rig } from '../assets/skeleton.js';
import { blendPoses, type Pose, restPose, setTurn, turnOf } from './pose.js';

/** Maximum proportion of a body's volume that may overlap itself. */
export const MAX_OVERLAP = 0.0045;

/** Proportions of the rest pose that are tried, in this order. */
const STEPS = [0, 0.15, 0.3, 0.45, 0.6, 0.8, 1] as const;

/** Number of voxels along the larger of a person's height and width. With fewer, the volume is too inaccurate. */
const VOXELS = 104;

/**
 * Blends a pose with the rest pose by the first of the proportions in `STEPS` with which the body overlaps itself by at
 * most {@link MAX_OVERLAP}.
 *
 * The overlap is 1 − v / s, where v is the volume of the space that the mesh fills. The signed volume s of the mesh
 * counts hands in thighs, arms in the chest and folds of skin twice. The rotation of the whole body is kept.
 *
 * @param body  returns the body's mesh in a pose.
 * @returns     pose, mesh, and the proportion `eased` of the rest pose: 1 if no smaller one suffices.
 * Cost: one skinning and one voxelization per step; most poses need only the first.
 */
export function easePose(
  rig: Rig,
  pose: Pose,
  body: (pose: Pose) => TriangleMesh,
): { pose: Pose; mesh: TriangleMesh; eased: number } {
  const rest = restPose(rig);
  setTurn(rest, 0, turnOf(pose, 0));
  for (const eased of STEPS) {
    const blend = eased === 0 ? pose : blendPoses(pose, rest, eased);
    const mesh = body(blend);
    if (overlap(mesh) <= MAX_OVERLAP || eased === 1) return { pose: blend, mesh, eased };
  }
  return { pose, mesh: body(pose), eased: 0 };
}

/** Returns the proportion of a closed mesh's volume that overlaps itself, accurate to about 0.003. */
export function overlap(mesh: TriangleMesh): number {
  const grid = tightGrid(mesh.positions);
  const side = (grid.max[1] - grid.min[1]) / grid.shape[0];
  return 1 - (count(voxelize(mesh, grid).data) * side * side * side) / volumeOf(mesh);
}

function count(data: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < data.length; at++) sum += data[at]!;
  return sum;
}

/** Returns the signed volume. The mesh is near the origin, so plain summation is accurate enough. */
function volumeOf({ positions: p, indices }: TriangleMesh): number {
  let sum = 0;
  for (let corner = 0; corner < indices.length; corner += 3) {
    const a = 3 * indices[corner]!;
    const b = 3 * indices[corner + 1]!;
    const c = 3 * indices[corner + 2]!;
    const x = p[b + 1]! * p[c + 2]! - p[b + 2]! * p[c + 1]!;
    const y = p[b + 2]! * p[c]! - p[b]! * p[c + 2]!;
    const z = p[b]! * p[c + 1]! - p[b + 1]! * p[c]!;
    sum += p[a]! * x + p[a + 1]! * y + p[a + 2]! * z;
  }
  return sum / 6;
}

/** Creates a grid of cubic voxels over the mesh's bounds. */
function tightGrid(positions: Float32Array): Grid {
  const [x0, x1] = rangeOf(positions, 0);
  const [y0, y1] = rangeOf(positions, 1);
  const [z0, z1] = rangeOf(positions, 2);
  const side = Math.max(x1 - x0, y1 - y0) / VOXELS;
  const cells = (low: number, high: number): number => Math.ceil((high - low) / side) + 1;
  const [columns, rows, slices] = [cells(x0, x1), cells(y0, y1), cells(z0, z1)];
  return {
    shape: [rows, columns, slices],
    min: [x0, y0, z0],
    max: [x0 + columns * side, y0 + rows * side, z0 + slices * side],
  };
}

function rangeOf(positions: Float32Array, axis: number): readonly [low: number, high: number] {
  let low = positions[axis]!;
  let high = low;
  for (let at = axis; at < positions.length; at += 3) {
    const value = positions[at]!;
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  return [low, high];
}
