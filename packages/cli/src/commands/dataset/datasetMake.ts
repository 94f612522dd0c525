// Implements `vrn dataset make`: makes a data set, or one shard of it, from a spec.
import { availableParallelism } from 'node:os';
import type { MadeDataset } from '@vrn/bodies/dataset';
import { Command } from 'commander';
import { escapeControls } from '../../output/messages.js';
import { progress } from '../../output/progress.js';
import { counted, report, thousands } from '../../output/report.js';
import { selectedShards, shardOption } from '../arguments/shard.js';
import { positiveInteger } from '../arguments/values.js';

interface Options {
  readonly output: string;
  readonly shard?: string;
  readonly workers?: number;
  readonly json?: boolean;
}

export const datasetMakeCommand = (): Command =>
  new Command('make')
    .summary('make a data set, or one shard of it')
    .description(
      'Makes the data set of a spec, or one shard of it. Finished shards are kept; interrupted ones resume. The ' +
        'samples depend only on the spec and its source files, not on the number of shards, threads or interruptions.',
    )
    .argument('<spec>', 'JSON file that describes the data set')
    .requiredOption('-o, --output <folder>', 'folder of the data set; all shards are written to it')
    .addOption(shardOption('make', 'all shards of the spec'))
    .option(
      '--workers <n>',
      'number of threads (default: the number of cores that Slurm assigned, else of all cores)',
      positiveInteger,
    )
    .option('--json', 'print one JSON value')
    .action(run);

async function run(file: string, { output, shard, workers = cores(), json }: Options): Promise<void> {
  const { makeDataset, readDatasetSpec } = await import('@vrn/bodies/dataset');
  // A wrong option is reported before the spec is read.
  if (shard !== undefined) await selectedShards(shard);
  const spec = await readDatasetSpec(file);
  const selected = await selectedShards(shard, { shards: spec.shards });
  const bar = progress('samples', json);
  const onWarning = (warning: string): void =>
    bar.interrupt(() => process.stderr.write(`vrn: warning: ${escapeControls(warning)}\n`));
  const only = selected.length === 1 ? selected[0] : undefined;
  const options = { output, shard: only, workers, onProgress: bar.update, onWarning };
  const made = await makeDataset(spec, options).finally(bar.stop);
  report(json, made, made.shards.flatMap(lines));
}

/** Returns the number of cores that Slurm assigned to this task, else the number of available cores. */
function cores(): number {
  const given = Number(process.env.SLURM_CPUS_PER_TASK);
  return Number.isInteger(given) && given > 0 ? given : availableParallelism();
}

function lines(shard: MadeDataset['shards'][number]): string[] {
  const { index, count, samples, made, finished, resumed, files, milliseconds } = shard;
  const parts = [
    `${thousands(made)} made`,
    ...(resumed > 0 ? [`${thousands(resumed)} kept from an interrupted run`] : []),
    ...(finished > 0 ? [`${thousands(finished)} finished earlier`] : []),
  ];
  return [
    `shard ${index}/${count}: ${counted(samples, 'sample')}: ${parts.join(', ')}; ${(milliseconds / 1000).toFixed(1)} s`,
    ...files.map(
      ({ file, samples: own, bytes, checksum }) =>
        `  ${file}  ${counted(own, 'sample')}  ${thousands(bytes)} bytes  ${checksum}`,
    ),
  ];
}
