// Names the faults of a mesh that matter to its solid, and the rule of `voxelize` that suits them.
import type { VoxelizeOptions, VoxelizeReport } from '@vrn/voxel';
import { counted } from './report.js';

type Rule = NonNullable<VoxelizeOptions['rule']>;

/** The faults in words that follow "the mesh": `is open (3 open edges)`. None for a sound mesh. */
export function faultsOf(report: VoxelizeReport): string[] {
  const some = (count: number, words: string): string[] => (count === 0 ? [] : [words]);
  const { openEdges, inconsistentEdges, duplicateTriangles, nonManifoldEdges, nonFiniteTriangles } = report;
  const faults = [
    ...some(openEdges, `is open (${counted(openEdges, 'open edge')})`),
    ...some(
      inconsistentEdges,
      `has triangles that are reversed (${counted(inconsistentEdges, 'edge')} where neighbours disagree about the outside)`,
    ),
    ...some(duplicateTriangles, `has ${counted(duplicateTriangles, 'duplicate triangle')}`),
    ...some(Number(report.insideOut), 'is inside out'),
    ...some(nonFiniteTriangles, `has ${counted(nonFiniteTriangles, 'triangle')} with NaN or infinite corners`),
  ];
  if (report.closed || faults.length > 0) return faults;
  return [`is not closed (${counted(nonManifoldEdges, 'edge')} of more than two triangles)`];
}

/** The rule that suits a mesh: nonzero for closed ones, parity for turned triangles without holes, else winding. */
export function bestRule({ closed, openEdges, nonManifoldEdges }: VoxelizeReport): Rule {
  if (closed) return 'nonzero';
  return openEdges === 0 && nonManifoldEdges === 0 ? 'parity' : 'winding';
}

/** Which rule suits the faults, in words. */
export function advice(report: VoxelizeReport, rule: Rule): string {
  const best = bestRule(report);
  if (rule === best) return `filled by the rule ${rule}, which suits this`;
  // A closed mesh has the same winding numbers whichever rule reads them, but for parity.
  if (report.closed && rule === 'winding') return 'filled by the rule winding, which suits this';
  return `filled by the rule ${rule}, voxels may be wrong; --rule ${best} suits this`;
}
