// Measures how well a body agrees with another body, or with ground truth.
import { chamfer, iou, registeredIou } from '@vrn/metrics';
import { type Grid, type TriangleMesh, type View, voxelize } from '@vrn/voxel';
import type { Agreement, GroundTruthScore } from '../../protocol/calls.js';
import { boxOf, gridAround } from './boxes.js';

/** Voxels along the height of the body, and the largest shift in depth in voxels: 9.4 % of the height. */
const ROWS = 128;
const MAX_SHIFT = 12;

/** Number of points on each surface from which distances are measured. */
const SAMPLES = 20_000;

/**
 * Compares two bodies without moving either.
 *
 * @param metres  metres per unit of the positions.
 */
export function agreementOf(body: TriangleMesh, second: TriangleMesh, metres: number): Agreement {
  const grid = gridAround([body, second], ROWS, 0);
  return {
    iou: iou(solid(body, grid), solid(second, grid)),
    chamferCm: 100 * metres * chamfer(body, second, { samples: SAMPLES }),
  };
}

/**
 * Scales ground truth to the height of a body, and moves the centre of its bounding box to the centre of the body's.
 *
 * @param truth  mesh with y up, in any unit; it is not changed.
 */
export function placeLike(truth: TriangleMesh, body: TriangleMesh): TriangleMesh {
  const [from, to] = [boxOf(truth), boxOf(body)];
  const scale = to.size[1] / from.size[1];
  const positions = truth.positions.map((value, at) => {
    const axis = at % 3;
    return (value - from.centre[axis]!) * scale + to.centre[axis]!;
  });
  return { positions, indices: truth.indices };
}

/**
 * Shifts a body in depth, by at most `MAX_SHIFT` voxels, to where its IoU with ground truth is highest, and compares it
 * there with ground truth.
 *
 * @param truth   mesh placed like the body, see {@link placeLike}.
 * @param metres  metres per unit of the positions.
 */
export function scoreOf(body: TriangleMesh, truth: TriangleMesh, metres: number): GroundTruthScore {
  const grid = gridAround([body, truth], ROWS, MAX_SHIFT);
  const best = registeredIou(solid(body, grid), solid(truth, grid), { range: MAX_SHIFT });
  const towards = (-best.shift * (grid.max[2] - grid.min[2])) / grid.shape[2];
  const positions = body.positions.map((value, at) => (at % 3 === 2 ? value + towards : value));
  const moved = { positions, indices: body.indices };
  return {
    iou: best.iou,
    chamferCm: 100 * metres * chamfer(moved, truth, { samples: SAMPLES }),
    shiftCm: 100 * metres * towards,
  };
}

/** Voxelises a mesh by the rule that suits its holes and the orientation of its triangles. */
const solid = (mesh: TriangleMesh, grid: Grid): View => voxelize(mesh, grid, { rule: 'auto' });
