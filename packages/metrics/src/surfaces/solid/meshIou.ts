// Computes the intersection over union of the solids that two meshes enclose, on a stated grid.
import { check, checkGrid, checkMesh, type Grid, type TriangleMesh, type View, voxelize } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { iou } from '../../volumes/iou.js';
import type { OverlapOptions } from '../../volumes/pair.js';
import { type Rule, type SolidRule, solidRule } from './solidRule.js';

export interface MeshIouOptions extends Pick<OverlapOptions, 'empty'> {
  /** Rule that decides which points are inside, see `voxelize`; 'auto' (the default) chooses one for each mesh. */
  readonly rule?: SolidRule;
}

export const MESH_IOU_DEFAULTS = { rule: 'auto' } as const satisfies MeshIouOptions;

/**
 * Intersection over union of two solids: the voxel centres inside both, over the voxel centres inside either.
 *
 *     IoU = |A ∩ B| / |A ∪ B|, volumes counted in voxels of the grid
 *
 * It depends on the grid: `meshIouConvergence` estimates by how much. Parts outside the grid do not count.
 *
 * By default each mesh is filled by the rule that suits it: 'nonzero' if it is closed; else 'parity' if every edge has
 * two triangles, some of them flipped; else 'winding', for open edges and edges of more than two triangles. A mesh with
 * faults is rejected if neither the given rule nor the one that suits it finds an inside voxel (a flat mesh, or one
 * whose every triangle has a duplicate of opposite orientation); the error names the faults. Faults of other meshes are
 * not reported here, but in the `warnings` of `meshIouConvergence`; `evaluate` rejects no mesh for its faults and
 * reports all of them.
 *
 * @param a     mesh, world units; see `voxelize`. Read only.
 * @param b     the other mesh.
 * @param grid  the grid on which the solids are compared.
 * @param options  `rule` 'auto'; `empty` 1: the result if no voxel centre lies in either.
 * @returns     0..1; 1 for equal meshes that contain a voxel centre
 * @throws {VolumetricError} `bad-mesh` (also a faulty mesh without an inside), `bad-grid`, `bad-argument`
 * Cost: voxelizes both meshes, and sorts their edges.
 *
 * @example
 * const a = box({ min: [0, 0, 0], max: [1, 1, 1] });
 * const b = box({ min: [0.5, 0, 0], max: [1.5, 1, 1] });
 * meshIou(a, b, { shape: [8, 16, 8], min: [0, 0, 0], max: [2, 1, 1] });  // → 0.3333333333333333
 */
export function meshIou(a: TriangleMesh, b: TriangleMesh, grid: Grid, options: MeshIouOptions = {}): number {
  checkOptions('meshIou', options, ['rule', 'empty']);
  checkGrid(grid, 'meshIou');
  const { rules } = solidRules(a, b, { ...options, caller: 'meshIou' });
  return iouOfSolids(a, b, { grid, rules, empty: options.empty });
}

/** The rules of both meshes, and descriptions of their faults. */
export interface SolidRules {
  readonly rules: readonly [Rule, Rule];
  readonly warnings: readonly string[];
}

/**
 * Checks both meshes and chooses their rules.
 *
 * @param options.keepFlat  whether a faulty mesh without an inside causes a warning instead of an error.
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 */
export function solidRules(
  a: TriangleMesh,
  b: TriangleMesh,
  options: {
    readonly rule?: SolidRule | undefined;
    readonly caller: string;
    readonly names?: readonly [string, string];
    readonly keepFlat?: boolean;
  },
): SolidRules {
  const { rule = MESH_IOU_DEFAULTS.rule, caller, names = ['a', 'b'], keepFlat = false } = options;
  const solids = [a, b].map((mesh, n) => {
    checkMesh(mesh, caller);
    const solid = solidRule(mesh, rule, caller, names[n]!);
    check(keepFlat || solid.isSolid, 'bad-mesh', () => {
      return `${caller}: ${names[n]} must enclose a volume, got ${solid.warnings.join('; ')}`;
    });
    return solid;
  });
  return { rules: [solids[0]!.rule, solids[1]!.rule], warnings: solids.flatMap(({ warnings }) => warnings) };
}

/** Computes the IoU of two meshes with given rules. */
export function iouOfSolids(
  a: TriangleMesh,
  b: TriangleMesh,
  {
    grid,
    rules,
    empty,
  }: { readonly grid: Grid; readonly rules: readonly [Rule, Rule]; readonly empty?: number | undefined },
): number {
  const [rows, columns, slices] = grid.shape;
  // Plain views also work under content security policies that forbid eval, which ndarray needs.
  const solid = (mesh: TriangleMesh, rule: Rule): View => {
    const data = new Uint8Array(rows * columns * slices);
    const out = { data, shape: grid.shape, stride: [columns * slices, slices, 1], offset: 0 };
    return voxelize(mesh, grid, { rule, out });
  };
  return iou(solid(a, rules[0]), solid(b, rules[1]), empty === undefined ? {} : { empty });
}
