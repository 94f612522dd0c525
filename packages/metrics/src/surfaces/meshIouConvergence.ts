// meshIouConvergence: what meshIou says on a grid and on coarser ones, and how far it may be off.
import { check, checkGrid, type Grid, type TriangleMesh, type Triple } from '@vrn/voxel';
import { type MeshIouOptions, meshIou } from './meshIou.js';

export interface MeshIouConvergenceOptions extends MeshIouOptions {
  /** Grids: the given one, one half as fine, and so on; a whole number from 2. 3 unless given. */
  readonly levels?: number;
}

export const MESH_IOU_CONVERGENCE_DEFAULTS = { levels: 3 } as const;

export interface MeshIouConvergence {
  /** On the given grid. */
  readonly iou: number;
  /** By how much the given grid's number may differ from that of the solids themselves: an estimate, not a bound. */
  readonly error: number;
  /** Finest first. */
  readonly levels: readonly { readonly shape: Triple; readonly iou: number }[];
}

/**
 * Intersection over union of two solids on a grid, with an estimate of what the grid does to it.
 *
 * The box stays, the numbers of voxels are halved (rounded up) from level to level. Counting centres is off by no more than
 * the voxels that the surfaces cross, a share that halves with the voxel: so a step from one level to the next is worth half
 * as much one level finer, and
 *
 *     error = max over steps s = 0, 1, … of |iou(s) − iou(s + 1)| / 2^s
 *
 * The maximum, since a single difference can vanish by chance. Where voxels and faces share planes the error can be all of
 * that; for curved or inclined surfaces it is less, their roundings cancel.
 *
 * @param a     closed mesh, world units. Read only.
 * @param b     another.
 * @param grid  the finest.
 * @param options  `levels` 3; `rule`, `empty` as for `meshIou`.
 * @throws {VolumetricError} `bad-mesh`, `bad-grid`, `bad-argument`
 * Cost: `meshIou`, and an eighth of it for the coarser grids.
 *
 * @example
 * const { iou, error } = meshIouConvergence(a, b, grid);
 * console.log(`${iou.toFixed(3)} ± ${error.toFixed(3)}`);
 */
export function meshIouConvergence(
  a: TriangleMesh,
  b: TriangleMesh,
  grid: Grid,
  options: MeshIouConvergenceOptions = {},
): MeshIouConvergence {
  const { levels: count = MESH_IOU_CONVERGENCE_DEFAULTS.levels, ...rest } = options;
  checkGrid(grid, 'meshIouConvergence');
  check(
    Number.isInteger(count) && count >= 2 && count <= 32,
    'bad-argument',
    () => `meshIouConvergence: levels must be a whole number of 2..32, got ${count}`,
  );
  const levels = Array.from({ length: count }, (_, level) => {
    const shape = grid.shape.map((n) => Math.ceil(n / 2 ** level)) as [number, number, number];
    return { shape, iou: meshIou(a, b, { ...grid, shape }, rest) };
  });
  let error = 0;
  for (let s = 0; s + 1 < count; s++) error = Math.max(error, Math.abs(levels[s]!.iou - levels[s + 1]!.iou) / 2 ** s);
  return { iou: levels[0]!.iou, error, levels };
}
