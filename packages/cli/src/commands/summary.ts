// vrn summary: what a network consists of, what it costs, and what it looks like.
import { buildVRN, REPORTED, type Summary, summaryTable, VARIANT_NAMES, type VariantName } from '@vrn/model';
import { check } from '@vrn/voxel';
import { Argument, Command } from 'commander';
import { writeInPlace } from '../output/files.js';
import { report, thousands } from '../output/report.js';
import { positiveInteger } from './arguments.js';

interface Options {
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  readonly features: number;
  readonly batch: number;
  readonly training?: boolean;
  readonly layers?: boolean;
  readonly svg?: string;
  readonly json?: boolean;
}

export const summaryCommand = (): Command =>
  new Command('summary')
    .description(
      'Parameters, multiply-adds and memory of a network, part by part; without a name, of all seven beside the IoU the paper reports.',
    )
    .addArgument(new Argument('[variant]', 'which network').choices([...VARIANT_NAMES]))
    .option('--rows <n>', 'of the volume', positiveInteger, 128)
    .option('--columns <n>', 'of the volume', positiveInteger, 128)
    .option('--slices <n>', 'of the volume', positiveInteger, 128)
    .option('--features <n>', 'channels in the hourglasses', positiveInteger, 256)
    .option('--batch <n>', 'samples at a time, for the memory', positiveInteger, 1)
    .option('--training', 'memory of a step of training, not of a prediction')
    .option('--layers', 'every layer with its output')
    .option('--svg <file>', 'draw the network')
    .option('--json', 'print one JSON value')
    .action(async (variant: VariantName | undefined, options: Options) => {
      const { batch, training = false, layers, svg, json, ...size } = options;
      check(svg === undefined || variant !== undefined, 'bad-argument', () => {
        return `--svg must come with the network to draw: one of ${VARIANT_NAMES.join(', ')}`;
      });
      const names = variant === undefined ? VARIANT_NAMES : [variant];
      const networks = names.map((name) => ({ name, ...buildVRN(name, size).summary({ batch, training }) }));
      if (svg !== undefined) await writeInPlace(svg, buildVRN(variant!, size).drawing());
      const whole = layers || variant !== undefined;
      const shown = networks.map(({ layers: all, parts, ...rest }) => ({
        ...rest,
        reported: REPORTED[rest.name],
        ...(whole && { parts, layers: all }),
      }));
      const lines = networks.flatMap(({ name, ...summary }) => [
        line(name, summary),
        ...(variant === undefined ? [] : ['', summaryTable(summary)]),
        ...(layers ? summary.layers.map((layer) => `  ${JSON.stringify(layer)}`) : []),
      ]);
      report(json, variant === undefined ? shown : shown[0], lines);
    });

const line = (name: string, { parameters, multiplyAdds, memory, layers }: Summary): string => {
  const operations = `${(multiplyAdds / 1e9).toFixed(2).padStart(6)} G multiply-adds`;
  const mebibytes = `${(memory.total / 2 ** 20).toFixed(0).padStart(6)} MiB`;
  return `${name.padEnd(16)}${thousands(parameters).padStart(12)} parameters  ${operations}  ${mebibytes}  ${layers.length} layers`;
};
