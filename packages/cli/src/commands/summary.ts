// vrn summary: what a network consists of.
import { buildVRN, REPORTED, VARIANT_NAMES, type VariantName } from '@vrn/model';
import { Argument, Command } from 'commander';
import { positiveInteger } from '../arguments.js';
import { report, thousands } from '../report.js';

interface Options {
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  readonly features: number;
  readonly layers?: boolean;
  readonly json?: boolean;
}

export const summaryCommand = (): Command =>
  new Command('summary')
    .description(
      'Parameters, multiply-adds and layers of a network; without a name, of all seven beside the IoU the paper reports.',
    )
    .addArgument(new Argument('[variant]', 'which network').choices([...VARIANT_NAMES]))
    .option('--rows <n>', 'of the volume', positiveInteger, 128)
    .option('--columns <n>', 'of the volume', positiveInteger, 128)
    .option('--slices <n>', 'of the volume', positiveInteger, 128)
    .option('--features <n>', 'channels in the hourglasses', positiveInteger, 256)
    .option('--layers', 'every layer with its output')
    .option('--json', 'print one JSON value')
    .action((variant: VariantName | undefined, { layers, json, ...size }: Options) => {
      const names = variant === undefined ? VARIANT_NAMES : [variant];
      const networks = names.map((name) => ({ name, ...buildVRN(name, size).summary() }));
      const shown = networks.map(({ layers: all, ...rest }) => ({
        ...rest,
        reported: REPORTED[rest.name],
        ...((layers || variant !== undefined) && { layers: all }),
      }));
      const lines = networks.flatMap(({ name, parameters, multiplyAdds, layers: all }) => [
        `${name.padEnd(16)}${thousands(parameters).padStart(12)} parameters  ${(multiplyAdds / 1e9).toFixed(2).padStart(6)} G multiply-adds  ${all.length} layers`,
        ...(layers ? all.map((layer) => `  ${JSON.stringify(layer)}`) : []),
      ]);
      report(json, variant === undefined ? shown : shown[0], lines);
    });
