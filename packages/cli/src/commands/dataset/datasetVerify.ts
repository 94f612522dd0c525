// Implements `vrn dataset verify`: reports every fault of a data set.
import { Command } from 'commander';
import { progress } from '../../output/progress.js';
import { counted, report, thousands } from '../../output/report.js';

interface Options {
  readonly json?: boolean;
}

export const datasetVerifyCommand = (): Command =>
  new Command('verify')
    .summary('report the faults of a data set')
    .description(
      'Reads all shards of a data set. Reports shards that are missing, damaged or from another data set; samples ' +
        'that are damaged, missing, duplicate or out of order; and people, subjects and held-out outfits that occur ' +
        'in more than one split. For one shard, reports only damage. The exit code is 1 if there is a fault.',
    )
    .argument('<set>', 'folder of the data set, or one shard (.vrns)')
    .option('--json', 'print one JSON value')
    .action(async (place: string, { json }: Options) => {
      const { verifyDataset } = await import('@vrn/bodies/dataset');
      const bar = progress('shards', json);
      const { shards, samples, faults } = await verifyDataset(place, { onProgress: bar.update }).finally(bar.stop);
      const { train, validation, test } = samples;
      const counts = `${thousands(train)} train, ${thousands(validation)} validation, ${thousands(test)} test`;
      const verdict = faults.length === 0 ? 'complete and intact' : counted(faults.length, 'fault');
      report(json, { shards, samples, faults }, [
        ...faults.map(({ message }) => message),
        `${place}: ${counted(shards, 'shard')}, ${counts}: ${verdict}`,
      ]);
      if (faults.length > 0) process.exitCode = 1;
    });
