// vrn dataset merge: the shards of a set put together.

import { check } from '@vrn/voxel';
import { Command } from 'commander';
import { mergeSet } from '../dataset/mergeSet.js';
import { progress } from '../dataset/progress.js';
import { verifySet } from '../dataset/verifySet.js';
import { counted, report, thousands } from '../output/report.js';

interface Options {
  readonly output: string;
  readonly json?: boolean;
}

export const datasetMergeCommand = (): Command =>
  new Command('merge')
    .description('The shards of a set as one for each split: the very files that one machine makes of the spec.')
    .argument('<set>', 'its folder')
    .requiredOption('-o, --output <place>', 'an empty folder; of sets of a single split also a file, .vrns')
    .option('--json', 'print one JSON value')
    .action(async (folder: string, { output, json }: Options) => {
      const bar = progress('shards', json);
      const { faults } = await verifySet(folder, bar.update).finally(bar.stop);
      check(faults.length === 0, 'bad-file', () => {
        const more = faults.length > 1 ? `; and ${faults.length - 1} more, see vrn dataset verify` : '';
        return `${folder}: a set must be whole to be merged: ${faults[0]!.message}${more}`;
      });
      const files = await mergeSet(folder, output);
      report(
        json,
        { output, files },
        files.map(({ file, samples, bytes, checksum }) => {
          return `${file}  ${counted(samples, 'sample')}  ${thousands(bytes)} bytes  ${checksum}`;
        }),
      );
    });
