// Defines the option --shard, and decides which shards a process works on.
import type { ShardNumber } from '@vrn/bodies/dataset';
import { Option } from 'commander';
import { usage } from '../../output/messages.js';

/**
 * Returns the option `--shard`.
 *
 * @param verb       what the command does with a shard, for the help text: `make`.
 * @param otherwise  what the command processes without this option and outside a cluster: `all photographs`.
 */
export const shardOption = (verb: string, otherwise: string): Option =>
  new Option(
    '--shard <i/n>',
    `${verb} only shard i of n, with i from 0 to n - 1 (default: the shard of the Slurm array task or the indexed ` +
      `Kubernetes pod, else ${otherwise})`,
  );

/**
 * Returns the shards that this process works on: that of the option, else that of the scheduler that started the
 * process, else all.
 *
 * @param shards  number of shards if neither the option nor the scheduler states it.
 * @param env     environment variables of the scheduler.
 * @throws {CommanderError} a usage error for a wrong option; `VolumetricError` for invalid environment variables.
 */
export async function selectedShards(
  shard: string | undefined,
  { shards, env = process.env }: { readonly shards?: number | undefined; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ShardNumber[]> {
  const { whichShard } = await import('@vrn/bodies/dataset');
  return shard === undefined ? whichShard({ shards, env }) : usage(() => whichShard({ shard }));
}
