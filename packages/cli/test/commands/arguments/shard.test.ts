// Tests which shards a process selects: that of --shard, else that of the scheduler, else all.
import { CommanderError } from 'commander';
import { expect, it } from 'vitest';
import { selectedShards } from '../../../src/commands/arguments/shard.js';

const SLURM = { SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_TASK_COUNT: '4' };

it('prefers the option to the scheduler', async () => {
  expect(await selectedShards('1/3', { env: SLURM })).toEqual([{ index: 1, count: 3 }]);
  expect(await selectedShards(undefined, { env: SLURM })).toEqual([{ index: 2, count: 4 }]);
  expect(await selectedShards(undefined, { env: { JOB_COMPLETION_INDEX: '0', JOB_COMPLETIONS: '2' } })).toEqual([
    { index: 0, count: 2 },
  ]);
  expect(await selectedShards(undefined, { env: {} })).toEqual([{ index: 0, count: 1 }]);
  expect(await selectedShards(undefined, { shards: 2, env: {} })).toHaveLength(2);
});

it.each(['2/2', '-1/2', '0/0', '1', '1/2/3', 'a/b', ''])('refuses --shard "%s"', async (shard) => {
  await expect(selectedShards(shard, { env: {} })).rejects.toThrow(CommanderError);
  await expect(selectedShards(shard, { env: {} })).rejects.toThrow(/--shard must be i\/n/);
});
