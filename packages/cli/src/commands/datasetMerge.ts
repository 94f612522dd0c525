// Implements `vrn dataset merge`: merges the shards of a data set.
import { mergeDataset } from '@vrn/bodies/dataset';
import { Command } from 'commander';
import { progress } from '../output/progress.js';
import { counted, report, thousands } from '../output/report.js';

interface Options {
  readonly output: string;
  readonly json?: boolean;
}

export const datasetMergeCommand = (): Command =>
  new Command('merge')
    .description(
      'Merges the shards of a data set into one file per split: the same files that one machine makes from the spec.',
    )
    .argument('<set>', 'folder of the data set')
    .requiredOption('-o, --output <place>', 'an empty folder; for data sets of a single split also a .vrns file')
    .option('--json', 'print one JSON value')
    .action(async (folder: string, { output, json }: Options) => {
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
