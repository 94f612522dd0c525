// Implements `vrn voxelize`: converts meshes to volumes.
import {
  fitGrid,
  type Grid,
  VOXELIZE_DEFAULTS,
  type VoxelizeOptions,
  type VoxelizeReport,
  voxelize,
  voxelizeReport,
} from '@vrn/voxel';
import { Command, Option } from 'commander';
import { checkStandardOutput, writeOutput, writeStandardOutput } from '../output/files.js';
import { advice, bestRule, faultsOf } from '../output/meshFaults.js';
import { MESH_ENDINGS, type Origin, readMesh } from '../output/meshFile.js';
import { about, outputName } from '../output/messages.js';
import { NAME_RULE } from '../output/names.js';
import { thousands, timed } from '../output/report.js';
import { type Placement, placeFromFile } from '../output/units.js';
import { encodeVolume, VOLUME_OUTPUTS } from '../output/volumeFile.js';
import { expandInputs, STDIN } from './arguments/inputs.js';
import { addPlacementOptions } from './arguments/placementOptions.js';
import { finiteNumber, gridShape, marginFraction, point, positiveInteger } from './arguments/values.js';
import { runBatch } from './batch/batch.js';
import type { Success, Task, Worker } from './batch/task.js';
import { formatOfOutput, oneFileTasks, unfinished } from './batch/tasks.js';

type Rule = NonNullable<VoxelizeOptions['rule']>;

interface VoxelizeCommandOptions extends Placement {
  readonly format: string;
  readonly size: [number, number, number];
  readonly rule: Rule;
  readonly occupancy: NonNullable<VoxelizeOptions['occupancy']>;
  readonly threshold: number;
  readonly zAlign: 'mean' | 'centroid' | 'bounds';
  readonly margin: number;
  readonly origin?: Origin;
}

interface Options extends VoxelizeCommandOptions {
  readonly output?: string;
  readonly jobs: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const voxelizeCommand = (): Command =>
  addPlacementOptions(
    new Command('voxelize')
      .summary('convert triangle meshes to volumes')
      .description(
        'Converts triangle meshes (.obj, .glb, .ply, .stl) to volumes (.npy, .binvox) of shape [rows, columns, slices]. ' +
          'The grid is fitted to the mesh and printed. Holes, duplicate and reversed triangles, flat and inside-out meshes are reported.',
      )
      .argument(
        '<mesh...>',
        '.obj, .glb, .ply or .stl files, folders (without their subfolders), glob patterns, or - for standard input',
      )
      .option(
        '-o, --output <path>',
        'output file; a folder for several inputs; - for standard output (default: beside the input; standard output ' +
          'for standard input)',
      )
      .addOption(
        new Option('--format <extension>', 'file format where --output does not name a file')
          .choices(VOLUME_OUTPUTS)
          .default('.npy'),
      )
      .addOption(
        new Option('-s, --size <n>', 'voxels per side, or rows x columns x slices as 128x256x96')
          .argParser(gridShape)
          .default([128, 128, 128], '128'),
      )
      .addOption(
        new Option(
          '--rule <rule>',
          'which points are inside: nonzero and parity count surface crossings along a line and need a mesh without ' +
            'holes; winding is robust to holes; auto selects nonzero for closed meshes, parity for meshes with reversed ' +
            'triangles, and winding for open meshes',
        )
          .choices(['auto', 'nonzero', 'parity', 'winding'])
          .default(VOXELIZE_DEFAULTS.rule),
      )
      .addOption(
        new Option(
          '--occupancy <kind>',
          'value of a voxel: whether its centre is inside (binary), the fraction of its volume that is inside ' +
            '(fraction, not with the rule winding), or whether the surface touches it (surface)',
        )
          .choices(['binary', 'fraction', 'surface'])
          .default(VOXELIZE_DEFAULTS.occupancy),
      )
      .option(
        '--threshold <value>',
        'with --rule winding: a voxel is inside if the winding number at its centre is at least this value, which must be above 0; ' +
          'lower values fill more behind large holes',
        finiteNumber,
        VOXELIZE_DEFAULTS.threshold,
      )
      .addOption(
        new Option(
          '--z-align <point>',
          'point of the mesh whose z is at the middle of the grid: mean of the surface, centroid of the ' +
            'solid (for closed meshes), or middle of the bounds',
        )
          .choices(['mean', 'centroid', 'bounds'])
          .default('mean'),
      )
      .option(
        '--margin <fraction>',
        'minimum free space on each side of the mesh, as a fraction of the grid, from 0 to below 0.5',
        marginFraction,
        0.05,
      )
      .option(
        '--origin <x,y,z>',
        'subtract this point from all coordinates before they are rounded to float32; for coordinates far from the ' +
          'origin, such as UTM. The grid is relative to this point',
        point,
      ),
    {
      units: 'unit of the coordinates in the mesh file and of --height; the grid is in metres',
      height: 'scale the mesh to this height, in --units (default: not scaled)',
      up: 'axis that points up in the mesh file; the volume has y up',
    },
  )
    .option('-j, --jobs <n>', 'number of meshes to process at a time', positiveInteger, 1)
    .option('--force', 'also process inputs found in folders or by glob patterns whose outputs are up to date')
    .option('--json', 'print one JSON value per mesh')
    .addHelpText('after', NAME_RULE)
    .action(run);

async function run(meshes: readonly string[], { output, jobs, force, json, ...options }: Options): Promise<void> {
  const inputs = await expandInputs(meshes, MESH_ENDINGS);
  const tasks = await oneFileTasks(inputs, { output, endings: VOLUME_OUTPUTS, format: options.format });
  const toStandardOutput = tasks.some((task) => task.output === STDIN);
  if (toStandardOutput) checkStandardOutput();
  await runBatch(await unfinished(tasks, inputs, { force, endings: [''] }), {
    kind: 'voxelize',
    options,
    start: startVoxelizeWorker,
    steps: 1,
    jobs,
    json,
    what: 'meshes',
    ...(toStandardOutput && { stream: process.stderr }),
  });
}

/** Starts a worker that voxelises meshes. */
export const startVoxelizeWorker = async (options: VoxelizeCommandOptions): Promise<Worker> => ({
  run: (task) => voxelizeOne(task, options),
  stop: async () => {},
});

async function voxelizeOne(task: Task, options: VoxelizeCommandOptions): Promise<Success> {
  const { input, output } = task;
  const { size, occupancy, threshold, zAlign, margin } = options;
  const read = await readMesh(input, options.origin);
  const { rule, grid, volume, faults, milliseconds } = await about(input, async () => {
    const mesh = placeFromFile(read.mesh, options);
    const fitted = fitGrid(mesh, { shape: size, zAlign, margin });
    // A grid of one voxel suffices. The faults do not depend on the grid, and the suggested rule depends on it only for
    // closed meshes whose signed volume is 0.
    const found = voxelizeReport(mesh, { ...fitted, shape: [1, 1, 1] });
    const chosen: Rule = options.rule === 'auto' ? (bestRule(found) ?? 'winding') : options.rule;
    const [filled, ms] = await timed(() => voxelize(mesh, fitted, { rule: chosen, occupancy, threshold }));
    return { rule: chosen, grid: fitted, volume: filled, faults: found, milliseconds: ms };
  });
  const content = encodeVolume(volume, formatOfOutput(task, options.format), grid);
  await (output === STDIN ? writeStandardOutput(content) : writeOutput(output, content));
  const voxels = sum(volume.data);
  const warnings = [...read.warnings, ...warningsOf(faults, { rule, occupancy, voxels })];
  return {
    value: { input, output, shape: size, grid, rule, voxels, warnings, milliseconds },
    lines: [
      `${outputName(output)}: ${size.join(' × ')}, ${thousands(Math.round(voxels))} voxels inside, ${milliseconds} ms`,
      `grid from ${pointText(grid.min, grid)} to ${pointText(grid.max, grid)}`,
    ],
    warnings,
  };
}

interface Filling {
  readonly rule: Rule;
  readonly occupancy: string;
  readonly voxels: number;
}

/**
 * Returns at most one warning: about faults of the mesh or an empty volume, with an option that helps if there is one.
 * Returns no warning for the occupancy `surface`, which does not depend on what is inside.
 */
function warningsOf(faults: VoxelizeReport, { rule, occupancy, voxels }: Filling): string[] {
  if (occupancy === 'surface') return [];
  const found = faultsOf(faults);
  const outcome = voxels > 0 ? advice(faults, rule) : emptiness(faults, rule);
  if (found.length > 0) return [`the mesh ${found.join(', ')}: ${outcome}`];
  return voxels > 0 ? [] : [outcome];
}

/** Says that no voxel is inside, and which option helps. */
function emptiness(faults: VoxelizeReport, rule: Rule): string {
  const best = bestRule(faults);
  const other = best === undefined || rule === best ? '' : `, --rule ${best} may find some`;
  return `the rule ${rule} finds no voxel inside${other}; --occupancy surface marks the voxels that the surface crosses`;
}

/** Formats a point of a grid, rounded to a thousandth of a voxel or finer. */
function pointText(values: readonly number[], { min, max, shape }: Grid): string {
  const voxel = (max[0] - min[0]) / shape[1];
  const decimals = Math.min(20, Math.max(0, 3 - Math.floor(Math.log10(voxel))));
  return `[${values.map((value) => +value.toFixed(decimals)).join(', ')}]`;
}

function sum(data: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < data.length; i++) total += data[i]!;
  return total;
}
