// vrn mesh: a volume to a mesh.
import { inspect, keepLargest, MARCHING_CUBES_DEFAULTS, marchingCubes, smooth } from '@vrn/mesh';
import { check, type Grid } from '@vrn/voxel';
import { Command, Option } from 'commander';
import { about } from '../output/failure.js';
import { checkMeshName, readVolume, writeMesh } from '../output/files.js';
import { report, thousands, timed } from '../output/report.js';
import { finiteNumber, wholeNumber } from './arguments.js';

interface Options {
  readonly output?: string;
  readonly level: number;
  readonly largest?: boolean;
  readonly smooth: number;
  readonly topology: 'fast' | 'exact';
  readonly json?: boolean;
}

export const meshCommand = (): Command =>
  new Command('mesh')
    .description(
      'A volume (.npy, .binvox, .nrrd) to a closed mesh (.glb, .obj, .ply, .stl) by marching cubes; where the file does not say where it lies, x and y are in −1…1, y up, seen from +z.',
    )
    .argument('<volume>', '.npy, .binvox or .nrrd, [rows, columns, slices]')
    .option('-o, --output <file>', '.glb, .obj, .ply or .stl; by default the name of the volume with .glb')
    .option('-l, --level <value>', 'the value on the surface', finiteNumber, 0.5)
    .option('--largest', 'only the largest piece')
    .option('--smooth <n>', 'rounds of smoothing', wholeNumber, 0)
    .addOption(
      new Option('--topology <how>', 'how cells open to doubt are decided')
        .choices(['fast', 'exact'])
        .default(MARCHING_CUBES_DEFAULTS.topology),
    )
    .option('--json', 'print one JSON value')
    .action(async (file: string, options: Options) => {
      const output = options.output ?? file.replace(/\.[^./\\]*$/, '.glb');
      checkMeshName(output);
      const { volume, grid = unitGrid(volume.shape) } = await readVolume(file);
      const [mesh, milliseconds] = await about(file, () =>
        timed(() => {
          const { level, topology } = options;
          const all = marchingCubes(volume, { level, topology, grid });
          check(all.indices.length > 0, 'bad-volume', () => {
            return `nothing of the volume is at or above the level ${options.level}: try a lower --level`;
          });
          return smooth(options.largest ? keepLargest(all) : all, { iterations: options.smooth });
        }),
      );
      await writeMesh(output, mesh);
      const { vertices, faces, components, closed, area, volume: enclosed } = inspect(mesh);
      report(options.json, { output, vertices, faces, components, closed, area, volume: enclosed, milliseconds }, [
        `${output}: ${thousands(vertices)} vertices, ${thousands(faces)} triangles, ${components} ${components === 1 ? 'piece' : 'pieces'}, ${closed ? 'closed' : 'open'}, ${milliseconds} ms`,
      ]);
    });

/** The longer of rows and columns from −1 to 1, cubic voxels. */
function unitGrid(shape: readonly number[]): Grid {
  const [rows, columns, slices] = shape as [number, number, number];
  const longest = Math.max(rows, columns);
  const [x, y, z] = [columns / longest, rows / longest, slices / longest];
  return { shape: [rows, columns, slices], min: [-x, -y, -z], max: [x, y, z] };
}
