// vrn dataset verify: whether a set is whole.
import { open, stat } from 'node:fs/promises';
import { verifyShard } from '@vrn/bodies';
import { Command } from 'commander';
import { progress } from '../dataset/progress.js';
import { type Verified, verifySet } from '../dataset/verifySet.js';
import { about } from '../output/failure.js';
import { counted, report, thousands } from '../output/report.js';

interface Options {
  readonly json?: boolean;
}

export const datasetVerifyCommand = (): Command =>
  new Command('verify')
    .description(
      'Reads a set whole and names every shard that is missing, damaged or of another set, every damaged sample, and whoever is in two splits. Exit code 1 where there is any.',
    )
    .argument('<set>', 'its folder; or one shard, .vrns')
    .option('--json', 'print one JSON value')
    .action(async (place: string, { json }: Options) => {
      const isFolder = (await about(place, () => stat(place))).isDirectory();
      const bar = progress('shards', json);
      const { shards, samples, faults } = await (isFolder ? verifySet(place, bar.update) : one(place)).finally(
        bar.stop,
      );
      const { train, validation, test } = samples;
      const total = counted(shards, 'shard');
      const parts = isFolder
        ? `, ${thousands(train)} train, ${thousands(validation)} validation, ${thousands(test)} test`
        : '';
      report(json, { shards, samples, faults }, [
        ...faults.map(({ message }) => message),
        `${place}: ${total}${parts}: ${faults.length === 0 ? 'whole' : counted(faults.length, 'fault')}`,
      ]);
      if (faults.length > 0) process.exitCode = 1;
    });

async function one(file: string): Promise<Verified> {
  const handle = await open(file, 'r');
  try {
    const damages = await verifyShard(handle, { name: file });
    return {
      shards: 1,
      samples: { train: 0, validation: 0, test: 0 },
      faults: damages.map(({ message, sample }) => ({
        kind: 'damaged',
        file,
        ...(sample !== undefined && { sample }),
        message: message.replace(/^verifyShard: /, ''),
      })),
    };
  } finally {
    await handle.close();
  }
}
