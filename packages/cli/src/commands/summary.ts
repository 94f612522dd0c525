// Implements `vrn summary`: parameters, costs and a drawing of the networks.
import { buildVRN, REPORTED, type Summary, summaryTable, VARIANT_NAMES, type VariantName } from '@vrn/model';
import { Argument, Command } from 'commander';
import { writeOutput } from '../output/files.js';
import { checkUsage } from '../output/messages.js';
import { report, thousands } from '../output/report.js';
import { positiveInteger } from './arguments/values.js';

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
    .summary('describe the networks: parameters, costs, drawing')
    .description(
      'Prints the number of parameters and multiply-adds and the peak memory of a network, part by part. Without a ' +
        'name it prints one line for each of the seven networks; --json adds the IoU that the paper reports.',
    )
    .addArgument(new Argument('[variant]', 'name of the network').choices([...VARIANT_NAMES]))
    .option('--rows <n>', 'number of rows of the volume', positiveInteger, 128)
    .option('--columns <n>', 'number of columns of the volume', positiveInteger, 128)
    .option('--slices <n>', 'number of slices of the volume', positiveInteger, 128)
    .option('--features <n>', 'number of channels in the hourglasses', positiveInteger, 256)
    .option('--batch <n>', 'number of samples per batch, for the memory', positiveInteger, 1)
    .option('--training', 'report the memory of a training step instead of a prediction')
    .option('--layers', 'list each layer with the shape of its output')
    .option('--svg <file>', 'write a drawing of the network')
    .option('--json', 'print one JSON value')
    .action(run);

async function run(variant: VariantName | undefined, options: Options): Promise<void> {
  const { batch, training = false, layers, svg, json, ...size } = options;
  checkUsage(svg === undefined || variant !== undefined, () => {
    return `--svg must come with the name of a network: ${VARIANT_NAMES.join(', ')}`;
  });
  const names = variant === undefined ? VARIANT_NAMES : [variant];
  const networks = names.map((name) => ({ name, ...buildVRN(name, size).summary({ batch, training }) }));
  if (svg !== undefined) await writeOutput(svg, buildVRN(variant!, size).drawing());
  const detailed = layers || variant !== undefined;
  const values = networks.map(({ layers: all, parts, ...rest }) => ({
    ...rest,
    reported: REPORTED[rest.name],
    ...(detailed && { parts, layers: all }),
  }));
  const lines = networks.flatMap(({ name, ...summary }) => [
    line(name, summary),
    ...(variant === undefined ? [] : ['', summaryTable(summary)]),
    ...(layers ? summary.layers.map((layer) => `  ${JSON.stringify(layer)}`) : []),
  ]);
  report(json, variant === undefined ? values : values[0], lines);
}

const line = (name: string, { parameters, multiplyAdds, memory, layers }: Summary): string => {
  const operations = `${(multiplyAdds / 1e9).toFixed(2).padStart(6)} G multiply-adds`;
  const mebibytes = `${(memory.total / 2 ** 20).toFixed(0).padStart(6)} MiB`;
  return `${name.padEnd(16)}${thousands(parameters).padStart(12)} parameters  ${operations}  ${mebibytes}  ${layers.length} layers`;
};
