// Implements `vrn dataset make`: makes a data set, or one shard of it, from its spec.
import { availableParallelism } from 'node:os';
import { type MadeDataset, makeDataset, readDatasetSpec, whichShard } from '@vrn/bodies/dataset';
import { Command } from 'commander';
import { escapeControls } from '../output/messages.js';
import { progress } from '../output/progress.js';
import { counted, report, thousands } from '../output/report.js';
import { positiveInteger } from './arguments/values.js';

interface Options {
  readonly output: string;
  readonly shard?: string;
  readonly workers?: number;
  readonly json?: boolean;
}

export const datasetMakeCommand = (): Command =>
  new Command('make')
    .description(
      'Makes the data set of a spec, or one shard of it. Finished shards are kept; interrupted ones resume. The same spec gives the same bytes, however the work is divided.',
    )
    .argument('<spec>', 'JSON file that describes the data set')
    .requiredOption('-o, --output <folder>', 'folder of the data set; all of its shards go into the same one')
    .option(
      '--shard <i/n>',
      'make only shard i of n, counted from 0; default: the task of a Slurm array, or the pod of an indexed Kubernetes job, else all shards of the spec',
    )
    .option('--workers <k>', 'number of threads; default: one per core', positiveInteger)
    .option('--json', 'print one JSON value')
    .action(run);

async function run(file: string, { output, shard, workers = cores(), json }: Options): Promise<void> {
  const spec = await readDatasetSpec(file);
  const wanted = whichShard({ shard, shards: spec.shards, env: process.env });
  const bar = progress('samples', json);
  const onWarning = (warning: string): void =>
    bar.interrupt(() => process.stderr.write(`vrn: warning: ${escapeControls(warning)}\n`));
  const only = wanted.length === 1 ? wanted[0] : undefined;
  const options = { output, shard: only, workers, onProgress: bar.update, onWarning };
  const made = await makeDataset(spec, options).finally(bar.stop);
  report(json, made, made.shards.flatMap(lines));
}

/** The cores that a Slurm task was given, or all there are. */
function cores(): number {
  const given = Number(process.env.SLURM_CPUS_PER_TASK);
  return Number.isInteger(given) && given > 0 ? given : availableParallelism();
}

function lines(shard: MadeDataset['shards'][number]): string[] {
  const { index, count, samples, made, finished, resumed, files, milliseconds } = shard;
  const parts = [
    `${thousands(made)} made`,
    ...(resumed > 0 ? [`${thousands(resumed)} kept of an interrupted run`] : []),
    ...(finished > 0 ? [`${thousands(finished)} finished before`] : []),
  ];
  return [
    `shard ${index}/${count}: ${counted(samples, 'sample')}: ${parts.join(', ')}; ${(milliseconds / 1000).toFixed(1)} s`,
    ...files.map(
      ({ file, samples: own, bytes, checksum }) =>
        `  ${file}  ${counted(own, 'sample')}  ${thousands(bytes)} bytes  ${checksum}`,
    ),
  ];
}
