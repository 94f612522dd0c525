// vrn voxelize: a mesh to a volume.
import { fitGrid, voxelize } from '@vrn/voxel';
import { Command, Option } from 'commander';
import { finiteNumber, gridShape } from '../arguments.js';
import { about } from '../failure.js';
import { checkVolumeName, readMesh, writeVolume } from '../files.js';
import { report, thousands, timed } from '../report.js';

interface Options {
  readonly output?: string;
  readonly size: [number, number, number];
  readonly rule: 'nonzero' | 'parity';
  readonly zAlign: 'mean' | 'centroid' | 'bounds';
  readonly margin: number;
  readonly json?: boolean;
}

export const voxelizeCommand = (): Command =>
  new Command('voxelize')
    .description('A mesh (.obj, .glb, .ply, .stl) to a volume (.npy) of 0 and 1, [rows, columns, slices].')
    .argument('<mesh>', '.obj, .glb, .ply or .stl, closed')
    .option('-o, --output <file>', '.npy; by default the name of the mesh')
    .option('-s, --size <n>', 'voxels a side, or rows,columns,slices', gridShape, [128, 128, 128])
    .addOption(new Option('--rule <rule>', 'what is inside').choices(['nonzero', 'parity']).default('nonzero'))
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
      const { size, rule, zAlign, margin } = options;
      const [{ grid, volume }, milliseconds] = await about(file, () =>
        timed(() => {
          const fitted = fitGrid(mesh, { shape: size, zAlign, margin });
          return { grid: fitted, volume: voxelize(mesh, fitted, { rule }) };
        }),
      );
      await writeVolume(output, volume);
      const voxels = volume.data.reduce((sum, value) => sum + value, 0);
      report(options.json, { output, shape: size, grid, voxels, milliseconds }, [
        `${output}: ${size.join(' × ')}, ${thousands(voxels)} voxels inside, ${milliseconds} ms`,
        `grid from [${grid.min.map((n) => +n.toPrecision(6)).join(', ')}] to [${grid.max.map((n) => +n.toPrecision(6)).join(', ')}]`,
      ]);
    });
