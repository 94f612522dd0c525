// Gives each step its title, its purpose, and example code that calls the packages with the current settings.
import type { Settings, StepName } from './calls.js';

export interface StepText {
  readonly title: string;
  readonly purpose: string;
  code(settings: Settings): string;
}

export const STEP_TEXTS: Readonly<Record<StepName, StepText>> = {
  fitGrid: {
    title: 'A grid around the mesh',
    purpose: 'The box that is divided into voxels.',
    code: ({ size }) => `import { fitGrid } from '@vrn/voxel';

const grid = fitGrid(mesh, {
  shape: [${size}, ${size}, ${size}],
});`,
  },
  voxelizeReport: {
    title: 'Is the mesh sound?',
    purpose: 'Holes, repeated and reversed triangles, and whether they matter on this grid.',
    code: () => `import { voxelizeReport }
  from '@vrn/voxel';

const { summary, suggestedRule } =
  voxelizeReport(mesh, grid);`,
  },
  voxelize: {
    title: 'Mesh to voxels',
    purpose: 'Exact: a voxel is inside where its centre is.',
    code: ({ rule, occupancy }) => `import { voxelize } from '@vrn/voxel';

const volume = voxelize(mesh, grid, {
  rule: '${rule}',
  occupancy: '${occupancy}',
});`,
  },
  marchingCubes: {
    title: 'Voxels to a surface',
    purpose: 'Always closed, and without self-intersections.',
    code: ({ level }) => `import { marchingCubes }
  from '@vrn/mesh';

const surface = marchingCubes(volume, {
  grid, level: ${level},
});`,
  },
};
