// Implements `vrn dataset merge`: merges the shards of a data set.
import { Command } from 'commander';
import { progress } from '../../output/progress.js';
import { counted, report, thousands } from '../../output/report.js';

interface Options {
  readonly output: string;
  readonly json?: boolean;
}

export const datasetMergeCommand = (): Command =>
  new Command('merge')
    .summary('merge the shards of a data set into one file per split')
    .description(
      'Merges the shards of a data set into one file per split. The files are identical to those of the same spec made ' +
        'as a single shard.',
    )
    .argument('<set>', 'folder of the data set')
    .requiredOption(
      '-o, --output <place>',
      'empty folder for the merged files, or, if the data set has a single split, a .vrns file',
    )
    .option('--json', 'print one JSON value')
    .action(async (folder: string, { output, json }: Options) => {
      const { mergeDataset } = await import('@vrn/bodies/dataset');
      const bar = progress('shards', json);
      const files = await mergeDataset(folder, { output, onProgress: bar.update }).finally(bar.stop);
      report(
        json,
        { output, files },
        files.map(({ file, samples, bytes, checksum }) => {
          return `${file}  ${counted(samples, 'sample')}  ${thousands(bytes)} bytes  ${checksum}`;
        }),
      );
    });
