// Implements `vrn mesh`: extracts the surface of volumes as meshes.
import { extname } from 'node:path';
import {
  inspect,
  keepLargest,
  MARCHING_CUBES_DEFAULTS,
  type MarchingCubesOptions,
  marchingCubes,
  smooth,
} from '@vrn/mesh';
import { check, type Grid, type TriangleMesh, transformMesh } from '@vrn/voxel';
import { Command, Option } from 'commander';
import { checkStandardOutput, writeOutput, writeStandardOutput } from '../output/files.js';
import { encodeMesh, MESH_OUTPUTS } from '../output/meshFile.js';
import { about, outputName } from '../output/messages.js';
import { NAME_RULE } from '../output/names.js';
import { counted, thousands, timed } from '../output/report.js';
import { checkPlacement, type Placement, placeForFile } from '../output/units.js';
import { type PlacedVolume, readVolume, VOLUME_ENDINGS } from '../output/volumeFile.js';
import { expandInputs, STDIN } from './arguments/inputs.js';
import { addPlacementOptions } from './arguments/placementOptions.js';
import { finiteNumber, nonNegativeInteger, positiveInteger } from './arguments/values.js';
import { runBatch } from './batch/batch.js';
import type { Success, Task, Worker } from './batch/task.js';
import { formatOfOutput, oneFileTasks, unfinished } from './batch/tasks.js';

interface MeshOptions extends Placement {
  readonly format: string;
  readonly level: number;
  readonly inside: NonNullable<MarchingCubesOptions['inside']>;
  readonly largest?: boolean;
  readonly smooth: number;
  readonly topology: NonNullable<MarchingCubesOptions['topology']>;
}

interface Options extends MeshOptions {
  readonly output?: string;
  readonly jobs: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const meshCommand = (): Command =>
  addPlacementOptions(
    new Command('mesh')
      .summary('extract the surface of volumes as triangle meshes')
      .description(
        'Extracts the surface of volumes (.npy, .binvox, .nrrd) as closed triangle meshes (.glb, .obj, .ply, .stl) by ' +
          'marching cubes. The mesh has the coordinates of the volume file. A .npy file and a .nrrd file without ' +
          'spatial axes have none: the volume is centred at the origin, the longer of its rows and columns spans ' +
          '-1 to 1, y points up and the first slice is nearest to a viewer on the positive z axis.',
      )
      .argument(
        '<volume...>',
        '.npy, .binvox or .nrrd files, folders (without their subfolders), glob patterns, or - for standard input',
      )
      .option(
        '-o, --output <path>',
        'output file; a folder for several inputs; - for standard output (default: beside the input; standard output ' +
          'for standard input)',
      )
      .addOption(
        new Option('--format <extension>', 'file format where --output does not name a file')
          .choices(MESH_OUTPUTS)
          .default('.glb'),
      )
      .option(
        '-l, --level <value>',
        'isovalue: value of the volume on the surface',
        finiteNumber,
        MARCHING_CUBES_DEFAULTS.level,
      )
      .addOption(
        new Option(
          '--inside <side>',
          'whether values above or below the level are inside; below suits signed distances that are negative inside',
        )
          .choices(['above', 'below'])
          .default(MARCHING_CUBES_DEFAULTS.inside),
      )
      .option('--largest', 'keep only the largest connected component')
      .option('--smooth <n>', 'number of smoothing iterations', nonNegativeInteger, 0)
      .addOption(
        new Option(
          '--topology <method>',
          'fast resolves ambiguous cells by their corners; exact follows the trilinear interpolant',
        )
          .choices(['fast', 'exact'])
          .default(MARCHING_CUBES_DEFAULTS.topology),
      ),
    {
      units:
        'unit of --height and of the written coordinates; the volume is assumed to be in metres, and a .glb is always in metres',
      height: 'scale the mesh to this height, in --units (default: not scaled)',
      up: 'axis that points up in the file; z for .obj, .ply and .stl only',
    },
  )
    .option('-j, --jobs <n>', 'number of volumes to process at a time', positiveInteger, 1)
    .option('--force', 'also process inputs found in folders or by glob patterns whose outputs are up to date')
    .option('--json', 'print one JSON value per volume')
    .addHelpText('after', NAME_RULE)
    .action(run);

async function run(volumes: readonly string[], { output, jobs, force, json, ...options }: Options): Promise<void> {
  const inputs = await expandInputs(volumes, VOLUME_ENDINGS);
  const tasks = await oneFileTasks(inputs, { output, endings: MESH_OUTPUTS, format: options.format });
  for (const task of tasks) checkPlacement(options, formatOfOutput(task, options.format));
  const toStandardOutput = tasks.some((task) => task.output === STDIN);
  if (toStandardOutput) checkStandardOutput();
  await runBatch(await unfinished(tasks, inputs, { force, endings: [''] }), {
    kind: 'mesh',
    options,
    start: startMeshWorker,
    steps: 1,
    jobs,
    json,
    what: 'volumes',
    ...(toStandardOutput && { stream: process.stderr }),
  });
}

/** Starts a worker that extracts meshes. */
export const startMeshWorker = async (options: MeshOptions): Promise<Worker> => ({
  run: (task) => meshOne(task, options),
  stop: async () => {},
});

async function meshOne(task: Task, options: MeshOptions): Promise<Success> {
  const { input, output } = task;
  const placed = await readVolume(input);
  const format = formatOfOutput(task, options.format);
  const [mesh, milliseconds] = await about(input, () =>
    timed(() => placeForFile(surfaceOf(placed, options), options, format)),
  );
  const content = await encodeMesh(mesh, format);
  await (output === STDIN ? writeStandardOutput(content) : writeOutput(output, content));
  const { vertices, faces, components, closed, area, volume } = inspect(mesh);
  const warnings = warningsOf(placed, input, options);
  return {
    value: { input, output, vertices, faces, components, closed, area, volume, warnings, milliseconds },
    lines: [
      `${outputName(output)}: ${thousands(vertices)} vertices, ${thousands(faces)} triangles, ${counted(components, 'component')}, ` +
        `${closed ? 'closed' : 'open'}, ${milliseconds} ms`,
    ],
    warnings,
  };
}

function warningsOf({ volume, grid, warnings = [] }: PlacedVolume, input: string, options: MeshOptions): string[] {
  const isUnplaced = grid === undefined && extname(input).toLowerCase() !== '.npy';
  const advice =
    options.inside === 'above'
      ? 'for signed distances that are negative inside, use --inside below'
      : 'where large values are inside, use --inside above';
  return [
    ...warnings,
    ...(isUnplaced ? ['the file states no position: the longer of rows and columns is assumed to span -1 to 1'] : []),
    ...(borderIsInside(volume, options) ? [`all of the volume's border is inside the surface; ${advice}`] : []),
  ];
}

/** Returns whether all border voxels of a volume are inside, which suggests that `inside` has the wrong value. */
function borderIsInside({ data, shape }: PlacedVolume['volume'], { level, inside }: MeshOptions): boolean {
  const [rows, columns, slices] = shape as [number, number, number];
  const isAtBorder = (index: number, length: number): boolean => index === 0 || index === length - 1;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const isAll = isAtBorder(i, rows) || isAtBorder(j, columns);
      for (let k = 0; k < slices; k++, at++) {
        if (!isAll && !isAtBorder(k, slices)) continue;
        if (inside === 'above' ? data[at]! < level : data[at]! > level) return false;
      }
    }
  }
  return true;
}

/** Extracts the surface of a volume, in the coordinates of its file. */
export function surfaceOf(
  { volume, grid = unitGrid(volume.shape), matrix }: PlacedVolume,
  { level, inside, topology, largest, smooth: iterations }: Omit<MeshOptions, 'format'>,
): TriangleMesh {
  const all = marchingCubes(volume, { level, inside, topology, grid });
  check(all.indices.length > 0, 'bad-volume', () => {
    return inside === 'above'
      ? `a volume must have values at or above the level ${level}, got none: try a lower --level`
      : `a volume must have values below the level ${level}, got none: try a higher --level`;
  });
  const mesh = smooth(largest ? keepLargest(all) : all, { iterations });
  return matrix === undefined ? mesh : transformMesh(mesh, matrix);
}

/** Returns a grid of cubic voxels centred at the origin; the longer of rows and columns spans −1 to 1. */
function unitGrid(shape: readonly number[]): Grid {
  const [rows, columns, slices] = shape as [number, number, number];
  const longest = Math.max(rows, columns);
  const [x, y, z] = [columns / longest, rows / longest, slices / longest];
  return { shape: [rows, columns, slices], min: [-x, -y, -z], max: [x, y, z] };
}
