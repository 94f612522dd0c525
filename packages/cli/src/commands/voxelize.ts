// vrn voxelize: a mesh to a volume.
import { fitGrid, VOXELIZE_DEFAULTS, type VoxelizeOptions, voxelize } from '@vrn/voxel';
import { Command, Option } from 'commander';
import { about } from '../output/failure.js';
import { checkVolumeName, readMesh, writeVolume } from '../output/files.js';
import { report, thousands, timed } from '../output/report.js';
import { finiteNumber, gridShape } from './arguments.js';

interface Options {
  readonly output?: string;
  readonly size: [number, number, number];
  readonly rule: NonNullable<VoxelizeOptions['rule']>;
  readonly occupancy: NonNullable<VoxelizeOptions['occupancy']>;
  readonly threshold: number;
  readonly zAlign: 'mean' | 'centroid' | 'bounds';
  readonly margin: number;
  readonly json?: boolean;
}

export const voxelizeCommand = (): Command =>
  new Command('voxelize')
    .description('A mesh (.obj, .glb, .ply, .stl) to a volume (.npy, .binvox), [rows, columns, slices].')
    .argument('<mesh>', '.obj, .glb, .ply or .stl; closed, but for the rule winding')
    .option('-o, --output <file>', '.npy or .binvox; by default the name of the mesh with .npy')
    .option('-s, --size <n>', 'voxels a side, or rows,columns,slices', gridShape, [128, 128, 128])
    .addOption(
      new Option('--rule <rule>', 'what is inside; winding also for open meshes')
        .choices(['nonzero', 'parity', 'winding'])
        .default(VOXELIZE_DEFAULTS.rule),
    )
    .addOption(
      new Option(
        '--occupancy <what>',
        'what a voxel holds: its centre, the share inside, or whether the surface touches it',
      )
        .choices(['binary', 'fraction', 'surface'])
        .default(VOXELIZE_DEFAULTS.occupancy),
    )
    .option('--threshold <value>', 'winding number that is inside', finiteNumber, VOXELIZE_DEFAULTS.threshold)
    .addOption(
      new Option('--z-align <what>', 'what stands in the middle slice')
        .choices(['mean', 'centroid', 'bounds'])
        .default('mean'),
    )
    .option('--margin <share>', 'free space on every side, 0 to 0.5', finiteNumber, 0.05)
    .option('--json', 'print one JSON value')
    .action(async (file: string, options: Options) => {
      const output = options.output ?? file.replace(/\.[^./\\]*$/, '.npy');
      checkVolumeName(output);
      const mesh = await readMesh(file);
      const { size, rule, occupancy, threshold, zAlign, margin } = options;
      const [{ grid, volume }, milliseconds] = await about(file, () =>
        timed(() => {
          const fitted = fitGrid(mesh, { shape: size, zAlign, margin });
          return { grid: fitted, volume: voxelize(mesh, fitted, { rule, occupancy, threshold }) };
        }),
      );
      await writeVolume(output, volume, grid);
      let voxels = 0;
      for (const value of volume.data) voxels += value;
      report(options.json, { output, shape: size, grid, voxels, milliseconds }, [
        `${output}: ${size.join(' × ')}, ${thousands(Math.round(voxels))} voxels inside, ${milliseconds} ms`,
        `grid from [${grid.min.map((n) => +n.toPrecision(6)).join(', ')}] to [${grid.max.map((n) => +n.toPrecision(6)).join(', ')}]`,
      ]);
    });
