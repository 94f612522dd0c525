// vrn dataset make: a set, or a shard of it, from its spec.
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { type MadeShard, makeShard } from '../dataset/makeShard.js';
import { rangeOf } from '../dataset/plan.js';
import { progress } from '../dataset/progress.js';
import { openSet } from '../dataset/setFolder.js';
import { storedSpec } from '../dataset/setSource.js';
import { readSpec } from '../dataset/spec.js';
import { whichShard } from '../dataset/whichShard.js';
import { counted, report, thousands } from '../output/report.js';
import { positiveInteger } from './arguments.js';

interface Options {
  readonly output: string;
  readonly shard?: string;
  readonly workers?: number;
  readonly json?: boolean;
}

export const datasetMakeCommand = (): Command =>
  new Command('make')
    .description(
      'The set of a spec, or one shard of it. What is there and whole stays; what was interrupted goes on; the same spec gives the same bytes, however it is shared out.',
    )
    .argument('<spec>', '.json, see docs/datasets.md')
    .requiredOption('-o, --output <folder>', 'where the set goes; all shards of it in the same')
    .option(
      '--shard <i/n>',
      'only shard i of n, from 0; by default the task of a Slurm array or the pod of an indexed Kubernetes job, else all shards of the spec',
    )
    .option('--workers <k>', 'threads; by default one a core', positiveInteger)
    .option('--json', 'print one JSON value')
    .action(run);

async function run(file: string, { output, shard, workers = cores(), json }: Options): Promise<void> {
  const { spec, shards, folder } = await readSpec(file);
  const wanted = whichShard(shard, shards, process.env);
  const stored = await storedSpec(spec, folder);
  await openSet(output, stored, wanted[0]!.count);
  const total = wanted.reduce((sum, { index, count }) => {
    const [first, end] = rangeOf(spec.samples, index, count);
    return sum + end - first;
  }, 0);
  const bar = progress('samples', json);
  let there = 0;
  bar.update(there, total);
  const made: (MadeShard & { readonly milliseconds: number })[] = [];
  try {
    for (const { index, count } of wanted) {
      const began = performance.now();
      const onSamples = (samples: number): void => {
        there += samples;
        bar.update(there, total);
      };
      const done = await makeShard({ spec, stored, folder, output, index, count, workers, onSamples });
      made.push({ ...done, milliseconds: Math.round(performance.now() - began) });
    }
  } finally {
    bar.stop();
  }
  report(json, { name: spec.name, output, shards: made }, made.flatMap(lines));
}

/** What the task was given, or all there is. */
function cores(): number {
  const given = Number(process.env.SLURM_CPUS_PER_TASK);
  return Number.isInteger(given) && given > 0 ? given : availableParallelism();
}

function lines({
  index,
  count,
  samples,
  made,
  finished,
  resumed,
  files,
  milliseconds,
}: MadeShard & { milliseconds: number }): string[] {
  const parts = [
    `${thousands(made)} made`,
    ...(resumed > 0 ? [`${thousands(resumed)} kept of an interrupted run`] : []),
    ...(finished > 0 ? [`${thousands(finished)} there already`] : []),
  ];
  return [
    `shard ${index}/${count}: ${counted(samples, 'sample')}: ${parts.join(', ')}; ${(milliseconds / 1000).toFixed(1)} s`,
    ...files.map(
      ({ file, samples: own, bytes, checksum }) =>
        `  ${file}  ${counted(own, 'sample')}  ${thousands(bytes)} bytes  ${checksum}`,
    ),
  ];
}
