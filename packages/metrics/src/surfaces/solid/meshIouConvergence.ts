// Computes meshIou on a grid and on coarser ones, with an estimate of the grid's error.
import { check, checkGrid, type Grid, type TriangleMesh, type Triple } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { iouOfSolids, type MeshIouOptions, type SolidRules, solidRules } from './meshIou.js';

export interface MeshIouConvergenceOptions extends MeshIouOptions {
  /** Number of grids: the given one, one of half its resolution, and so on; an integer from 2 to 32. Default 3. */
  readonly levels?: number;
}

export const MESH_IOU_CONVERGENCE_DEFAULTS = { levels: 3 } as const;

export interface MeshIouConvergence {
  /** IoU on the given grid. */
  readonly iou: number;
  /** Estimated difference between `iou` and the IoU of the solids themselves; not a bound. */
  readonly error: number;
  /** IoU on each grid, finest first. */
  readonly levels: readonly { readonly shape: Triple; readonly iou: number }[];
  /**
   * One text per faulty mesh: its faults (open edges, duplicate or flipped triangles, edges of more than two triangles)
   * and which rule finds its inside. Empty for meshes without faults.
   */
  readonly warnings: readonly string[];
}

/**
 * Intersection over union of two solids on a grid, with an estimate of the grid's error.
 *
 * All grids have the same box; level s has 1 / 2^s of the voxels per axis, rounded up. The error of counting centres is
 * at most the share of voxels that the surfaces cross, which halves with the voxel size. The difference between levels
 * s and s + 1, divided by 2^s, therefore estimates the error on the finest grid:
 *
 *     error = max over steps s = 0, 1, … of |iou(s) − iou(s + 1)| / 2^s
 *
 * The maximum is taken because a single difference can vanish by chance. For faces parallel to planes of the grid, the
 * actual error can reach this estimate; for curved or inclined surfaces it is smaller, since rounding errors cancel.
 *
 * @param a     mesh, world units. Read only.
 * @param b     the other mesh.
 * @param grid  the finest grid.
 * @param options  `levels` 3; `rule` 'auto', `empty` 1 as for `meshIou`.
 * @returns     `iou`, `error`, the `levels`, and `warnings` about faults of the meshes.
 * @throws {VolumetricError} `bad-mesh`, `bad-grid`, `bad-argument`
 * Cost: voxelizes both meshes once per level, each with about an eighth of the previous level's voxels; sorts edges.
 *
 * @example
 * const a = box({ min: [0, 0, 0], max: [1, 1, 1] });
 * const b = box({ min: [0.5, 0, 0], max: [1.5, 1, 1] });
 * const { iou, error } = meshIouConvergence(a, b, { shape: [8, 16, 8], min: [0, 0, 0], max: [2, 1, 1] });
 * `${iou.toFixed(3)} ± ${error.toFixed(3)}`;  // → '0.333 ± 0.000'
 */
export function meshIouConvergence(
  a: TriangleMesh,
  b: TriangleMesh,
  grid: Grid,
  options: MeshIouConvergenceOptions = {},
): MeshIouConvergence {
  checkOptions('meshIouConvergence', options, ['levels', 'rule', 'empty']);
  checkGrid(grid, 'meshIouConvergence');
  const { levels = MESH_IOU_CONVERGENCE_DEFAULTS.levels, rule, empty } = options;
  check(
    Number.isInteger(levels) && levels >= 2 && levels <= 32,
    'bad-argument',
    () => `meshIouConvergence: levels must be an integer of 2..32, got ${levels}`,
  );
  const solids = solidRules(a, b, { rule, caller: 'meshIouConvergence' });
  return convergence(a, b, { grid, solids, levels, empty });
}

/** Computes the result of {@link meshIouConvergence} with given rules. */
export function convergence(
  a: TriangleMesh,
  b: TriangleMesh,
  options: {
    readonly grid: Grid;
    readonly solids: SolidRules;
    readonly levels: number;
    readonly empty?: number | undefined;
  },
): MeshIouConvergence {
  const { grid, solids, levels: count, empty } = options;
  const levels = Array.from({ length: count }, (_, level) => {
    const shape = grid.shape.map((n) => Math.ceil(n / 2 ** level)) as [number, number, number];
    return { shape, iou: iouOfSolids(a, b, { grid: { ...grid, shape }, rules: solids.rules, empty }) };
  });
  let error = 0;
  for (let s = 0; s + 1 < count; s++) error = Math.max(error, Math.abs(levels[s]!.iou - levels[s + 1]!.iou) / 2 ** s);
  return { iou: levels[0]!.iou, error, levels, warnings: solids.warnings };
}
