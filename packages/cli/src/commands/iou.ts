// Implements `vrn iou`: overlap of two volumes, voxel by voxel.
import { type Evaluation, evaluate } from '@vrn/metrics';
import { packed, VolumetricError } from '@vrn/voxel';
import { Command, Option } from 'commander';
import { about, checkUsage, nameOf, printWarnings } from '../output/messages.js';
import { report } from '../output/report.js';
import { type PlacedVolume, readVolume, VOLUME_ENDINGS } from '../output/volumeFile.js';
import { STDIN } from './arguments/inputs.js';
import { finiteNumber } from './arguments/values.js';

interface Options {
  readonly threshold: number;
  readonly resample?: boolean;
  readonly ignoreGrids?: boolean;
  readonly json?: boolean;
}

export const iouCommand = (): Command =>
  new Command('iou')
    .summary('compare two volumes voxel by voxel')
    .description(
      `Compares two volumes (${VOLUME_ENDINGS.join(', ')}) voxel by voxel: intersection over union (also at the best ` +
        'shift in depth by at most 6 slices, and of the silhouettes), Dice, precision and recall, each from 0 to 1. ' +
        'Volumes on different grids are rejected unless --resample or --ignore-grids is given. A volume of ' +
        'bytes 0 and 255 is read as 0 and 1.',
    )
    .argument('<prediction>', 'predicted volume, or - for standard input')
    .argument('<truth>', 'ground-truth volume, or - for standard input')
    .option('-t, --threshold <value>', 'voxels with at least this value count as occupied', finiteNumber, 0.5)
    .option('--resample', 'resample volumes on different grids to a grid that covers both')
    .addOption(
      new Option('--ignore-grids', 'compare volumes of the same shape even if their grids differ').conflicts(
        'resample',
      ),
    )
    .option('--json', 'print one JSON value')
    .action(run);

async function run(a: string, b: string, options: Options): Promise<void> {
  checkUsage(a !== STDIN || b !== STDIN, () => 'standard input (-) can be read only once');
  const first = fromMask(await readVolume(a));
  const second = fromMask(await readVolume(b));
  const scores = await about(`${nameOf(a)}, ${nameOf(b)}`, () => compared(first, second, options));
  printWarnings(a, first.warnings);
  printWarnings(b, second.warnings);
  const notes = notesOf([first, second], [nameOf(a), nameOf(b)], options);
  for (const note of notes) process.stderr.write(`vrn: ${note}\n`);
  const warnings = [...(first.warnings ?? []), ...(second.warnings ?? []), ...notes];
  report(options.json, { ...scores, warnings }, [
    `IoU ${scores.iou.toFixed(4)}`,
    `IoU at the best shift in depth ${scores.registeredIou.toFixed(4)} (${scores.depthShift} slices)`,
    `IoU of the silhouettes ${scores.silhouetteIou.toFixed(4)}`,
    `Dice ${scores.dice.toFixed(4)}, precision ${scores.precision.toFixed(4)}, recall ${scores.recall.toFixed(4)}`,
  ]);
}

function compared(a: PlacedVolume, b: PlacedVolume, { threshold, resample, ignoreGrids }: Options): Evaluation {
  if (ignoreGrids) return evaluate(a.volume, b.volume, { threshold });
  try {
    return evaluate(a, b, { threshold, ...(resample && { grid: 'common' }) });
  } catch (error) {
    if (!(error instanceof VolumetricError) || error.code !== 'bad-grid' || resample) throw error;
    const message = error.message.replace(/; grid: 'common' .*$/, '');
    const advice = '--resample compares them on a grid that covers both, --ignore-grids voxel by voxel';
    throw new VolumetricError('bad-grid', `${message}; ${advice}`, { cause: error });
  }
}

/** Converts bytes 0 and 255, as segmentation tools write masks, to 0 and 1 with a warning; keeps other volumes. */
function fromMask(placed: PlacedVolume): PlacedVolume {
  const { data, shape } = placed.volume;
  const isMask =
    data instanceof Uint8Array && data.includes(255) && data.every((value) => value === 0 || value === 255);
  if (!isMask) return placed;
  const volume = packed(
    data.map((value) => value / 255),
    shape,
  );
  return { ...placed, volume, warnings: [...(placed.warnings ?? []), 'the values 0 and 255 are read as 0 and 1'] };
}

/** Returns a note if the grids were ignored or resampled, or if only one of the volumes has a grid. */
function notesOf(
  volumes: readonly [PlacedVolume, PlacedVolume],
  names: readonly [string, string],
  { resample, ignoreGrids }: Options,
): string[] {
  if (ignoreGrids) return ['compared voxel by voxel; the grids of the files are ignored'];
  if (resample) return ['both volumes are resampled to a grid that covers both'];
  const [first, second] = volumes.map(({ grid }) => grid !== undefined);
  return first === second ? [] : [`${names[first ? 1 : 0]} has no grid: compared voxel by voxel`];
}
