// vrn iou: how well two volumes agree.
import { evaluate } from '@vrn/metrics';
import { Command } from 'commander';
import { about } from '../output/failure.js';
import { readVolume } from '../output/files.js';
import { report } from '../output/report.js';
import { finiteNumber } from './arguments.js';

interface Options {
  readonly threshold: number;
  readonly json?: boolean;
}

export const iouCommand = (): Command =>
  new Command('iou')
    .description(
      'How well two volumes (.npy, .binvox, .nrrd) of one shape agree: intersection over union and its relatives, 0 to 1.',
    )
    .argument('<a>', 'the prediction')
    .argument('<b>', 'the truth')
    .option('-t, --threshold <value>', 'a voxel is inside at this value and above', finiteNumber, 0.5)
    .option('--json', 'print one JSON value')
    .action(async (a: string, b: string, options: Options) => {
      const [{ volume: first }, { volume: second }] = [await readVolume(a), await readVolume(b)];
      const scores = await about(`${a}, ${b}`, () => evaluate(first, second, { threshold: options.threshold }));
      report(options.json, scores, [
        `IoU ${scores.iou.toFixed(4)}`,
        `at the best depth ${scores.registeredIou.toFixed(4)} (${scores.depthShift} slices)`,
        `silhouette ${scores.silhouetteIou.toFixed(4)}`,
        `Dice ${scores.dice.toFixed(4)}, precision ${scores.precision.toFixed(4)}, recall ${scores.recall.toFixed(4)}`,
      ]);
    });
