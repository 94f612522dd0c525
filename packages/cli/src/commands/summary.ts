// Defines `vrn summary`: prints parameters and costs of the networks, and draws them.
import type { VariantName } from '@vrn/model';
import { Argument, Command } from 'commander';
import { lazy } from './actions/lazy.js';
import { positiveInteger } from './arguments/values.js';

/** Names of the networks. They are repeated here because importing `@vrn/model` would load TensorFlow.js. */
export const VARIANTS = [
  'vrn-guided', 'multistack', 'old-residual', 'landmarks-only', 'image-only', 'mask-only', 'conv3d',
] as const satisfies readonly VariantName[]; // biome-ignore format: a list

export const summaryCommand = (): Command =>
  new Command('summary')
    .summary('describe the networks: parameters, costs, drawing')
    .description(
      'Prints the numbers of parameters and multiply-adds of a network and of each of its parts, and its peak memory. ' +
        'Without a name it prints one line for each of the seven networks; --json adds the mean IoU that their paper ' +
        '(Jackson et al. 2018) reports after 30 and 60 epochs.',
    )
    .addArgument(new Argument('[variant]', 'name of the network').choices(VARIANTS))
    .option('--rows <n>', 'number of rows of the volume', positiveInteger, 128)
    .option('--columns <n>', 'number of columns of the volume', positiveInteger, 128)
    .option('--slices <n>', 'number of slices of the volume', positiveInteger, 128)
    .option('--features <n>', 'number of channels in the hourglasses', positiveInteger, 256)
    .option('--batch <n>', 'number of samples per batch, for the estimate of memory', positiveInteger, 1)
    .option('--training', 'report the memory of a training step instead of a prediction')
    .option('--layers', 'list each layer with the shape of its output')
    .option('--svg <file>', 'write a drawing of the named network to this file')
    .option('--json', 'print one JSON value')
    .action(lazy(() => import('./actions/summary.js')));
