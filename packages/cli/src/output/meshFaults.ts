// Describes faults of a mesh that affect which points are inside, and the rule of `voxelize` that suits the mesh.
import type { VoxelizeOptions, VoxelizeReport } from '@vrn/voxel';
import { counted } from './report.js';

type Rule = NonNullable<VoxelizeOptions['rule']>;

/** Returns the faults as phrases that follow "the mesh": `is open (3 open edges)`. Empty for a sound mesh. */
export function faultsOf(report: VoxelizeReport): string[] {
  const some = (count: number, words: string): string[] => (count === 0 ? [] : [words]);
  const { openEdges, inconsistentEdges, duplicateTriangles, nonManifoldEdges, nonFiniteTriangles } = report;
  const faults = [
    ...some(Number(report.flat), 'is flat (all triangles lie in one plane)'),
    ...some(openEdges, `is open (${counted(openEdges, 'open edge')})`),
    ...some(
      inconsistentEdges,
      `has reversed triangles (${counted(inconsistentEdges, 'edge')} whose two triangles face opposite ways)`,
    ),
    ...some(duplicateTriangles, `has ${counted(duplicateTriangles, 'duplicate triangle')}`),
    ...some(Number(report.insideOut), 'is inside out'),
    ...some(nonFiniteTriangles, `has ${counted(nonFiniteTriangles, 'triangle')} with NaN or infinite corners`),
  ];
  if (report.closed || faults.length > 0) return faults;
  return [`is not closed (${counted(nonManifoldEdges, 'edge')} of more than two triangles)`];
}

/** Returns the rule that suits a mesh; undefined where no rule finds an inside, as for flat meshes. */
export const bestRule = ({ suggestedRule }: VoxelizeReport): Exclude<Rule, 'auto'> | undefined => suggestedRule;

/** Returns a phrase that says whether the rule suits the mesh and, if it does not, which option to use. */
export function advice(report: VoxelizeReport, rule: Rule): string {
  const best = bestRule(report);
  if (rule === best) return `filled by the rule ${rule}, which suits this mesh`;
  // Winding numbers of a closed mesh are integers, so the rule winding agrees with nonzero for thresholds up to 1.
  if (report.closed && rule === 'winding') return 'filled by the rule winding, which suits this mesh';
  const remedy =
    best === undefined
      ? '--occupancy surface marks the voxels that the surface crosses'
      : `--rule ${best} suits this mesh`;
  return `filled by the rule ${rule}, which may give wrong voxels; ${remedy}`;
}
