// Chooses the rule of `voxelize` for a mesh, and describes the faults of the mesh.
import {
  check,
  type TriangleMesh,
  type VoxelizeOptions,
  type VoxelizeReport,
  voxelize,
  voxelizeReport,
} from '@vrn/voxel';
import { boxOf, gridAbout } from '../box.js';

export type Rule = NonNullable<VoxelizeOptions['rule']>;
/** Rule by which `voxelize` decides which points are inside; 'auto' chooses one for each mesh. */
export type SolidRule = 'auto' | 'nonzero' | 'parity' | 'winding';

export const SOLID_RULES: readonly SolidRule[] = ['auto', 'nonzero', 'parity', 'winding'];

export interface Solid {
  readonly rule: Rule;
  /** Whether `rule`, or the rule that fits best, finds an inside voxel. Always true for meshes without faults. */
  readonly isSolid: boolean;
  /** One text that states the faults and which rule finds an inside; empty for a mesh without faults. */
  readonly warnings: readonly string[];
}

/** Voxels per side of the grid on which a faulty mesh is searched for an inside. */
const PROBE_SIDE = 32;

/**
 * Chooses the rule for a mesh, or checks the given one.
 *
 * 'auto' is 'nonzero' for meshes whose triangles traverse every edge equally often in both directions; 'parity' if
 * every edge has two triangles, some of them flipped; 'winding' for all others, such as open meshes.
 *
 * @throws {VolumetricError} `bad-argument` for an unknown rule, `bad-mesh`
 */
export function solidRule(mesh: TriangleMesh, asked: SolidRule, caller: string, name: string): Solid {
  check(SOLID_RULES.includes(asked), 'bad-argument', () => {
    return `${caller}: rule must be ${SOLID_RULES.join(' or ')}, got ${asked}`;
  });
  // One voxel is enough: only the counts of triangles and edges are read.
  const probe = gridAbout(boxOf([mesh]), 3);
  const report = voxelizeReport(mesh, { ...probe, shape: [1, 1, 1] });
  const best: Rule = report.closed
    ? 'nonzero'
    : report.openEdges === 0 && report.nonManifoldEdges === 0
      ? 'parity'
      : 'winding';
  const faults = faultsOf(report);
  if (faults.length === 0) return { rule: asked === 'auto' ? 'nonzero' : asked, isSolid: true, warnings: [] };
  const rule = asked === 'auto' ? best : asked;
  const filled = findsInside(mesh, rule);
  const helps = !filled && rule !== best && findsInside(mesh, best);
  const advice = filled
    ? `filled by rule '${rule}'${rule === best ? '' : `; rule '${best}' may suit it better`}`
    : helps
      ? `rule '${rule}' finds no inside, rule '${best}' does`
      : 'no rule finds an inside';
  return { rule, isSolid: filled || helps, warnings: [`${name} has ${faults.join(', ')}: ${advice}`] };
}

/** Describes the faults that can change which points a rule finds inside. */
function faultsOf(report: VoxelizeReport): string[] {
  const some = (n: number, one: string, many: string): string[] => (n === 0 ? [] : [`${n} ${n === 1 ? one : many}`]);
  return [
    ...some(report.openEdges, 'open edge', 'open edges'),
    ...some(report.duplicateTriangles, 'doubled triangle', 'doubled triangles'),
    ...some(report.inconsistentEdges, 'inconsistent edge', 'inconsistent edges'),
    ...(report.closed
      ? []
      : some(report.nonManifoldEdges, 'edge of more than two triangles', 'edges of more than two triangles')),
  ];
}

/**
 * Returns whether a rule finds any inside voxel on a coarse grid. The grid fits the mesh on each axis, so that thin
 * plates have inside voxels.
 */
function findsInside(mesh: TriangleMesh, rule: Rule): boolean {
  const { min, max } = boxOf([mesh]);
  const size = max.map((high, axis) => high - min[axis]!);
  const margin = Math.max(...size) / 1e6 || 1e-6;
  const grid = {
    shape: [PROBE_SIDE, PROBE_SIDE, PROBE_SIDE] as const,
    min: min.map((low) => low - margin) as [number, number, number],
    max: max.map((high) => high + margin) as [number, number, number],
  };
  const data = new Uint8Array(PROBE_SIDE ** 3);
  const stride = [PROBE_SIDE ** 2, PROBE_SIDE, 1];
  voxelize(mesh, grid, { rule, out: { data, shape: grid.shape, stride, offset: 0 } });
  return data.includes(1);
}
