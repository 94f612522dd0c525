// Decides which shards this machine makes: the one given as an argument, the one that a scheduler assigns, or all.
import { check } from '@vrn/voxel';
import { MAX_SHARDS } from './plan.js';

/** Identifies a shard of a data set. */
export interface ShardNumber {
  /** Index of the shard, from 0. */
  readonly index: number;
  /** Number of shards of the data set. */
  readonly count: number;
}

export interface WhichShardOptions {
  /** Value of the option `--shard` as typed: 'i/n' with 0 ≤ i < n. */
  readonly shard?: string | undefined;
  /** Number of shards that the spec states. */
  readonly shards?: number | undefined;
  /** Environment variables; by default none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the shards that this machine has to make. In order of precedence: `shard`; the task of a Slurm array, with
 * index = (task id − lowest id) / step; the pod of an indexed Kubernetes job; every shard of the spec.
 *
 * @returns  one shard, or all shards of the spec: a single one if `shards` is undefined.
 * @throws {VolumetricError} `bad-argument`, naming the option or the environment variable
 *
 * @example
 * whichShard({ shard: '2/4' });  // → [{ index: 2, count: 4 }]
 * whichShard({ env: { SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_TASK_COUNT: '4' } });  // → [{ index: 1, count: 4 }]
 */
export function whichShard({ shard, shards, env = {} }: WhichShardOptions): ShardNumber[] {
  if (shard !== undefined) return [fromArgument(shard)];
  if (isSet(env, 'SLURM_ARRAY_TASK_ID')) return [fromSlurm(env)];
  if (isSet(env, 'JOB_COMPLETION_INDEX')) return [fromKubernetes(shards, env)];
  const count = shards ?? 1;
  return Array.from({ length: count }, (_, index) => ({ index, count }));
}

function fromArgument(argument: string): ShardNumber {
  const [, index, count] = /^(\d{1,9})\/(\d{1,9})$/.exec(argument) ?? [];
  const isGood = index !== undefined && Number(index) < Number(count) && Number(count) <= MAX_SHARDS;
  check(isGood, 'bad-argument', () => {
    return `--shard must be i/n, integers with 0 ≤ i < n ≤ ${MAX_SHARDS}, got '${argument}'`;
  });
  return { index: Number(index), count: Number(count) };
}

function fromSlurm(env: Environment): ShardNumber {
  const id = integerOf(env, 'SLURM_ARRAY_TASK_ID');
  const count = integerOf(env, 'SLURM_ARRAY_TASK_COUNT');
  const first = isSet(env, 'SLURM_ARRAY_TASK_MIN') ? integerOf(env, 'SLURM_ARRAY_TASK_MIN') : 0;
  const step = isSet(env, 'SLURM_ARRAY_TASK_STEP') ? Math.max(1, integerOf(env, 'SLURM_ARRAY_TASK_STEP')) : 1;
  const index = (id - first) / step;
  check(Number.isInteger(index) && index >= 0 && index < count && count <= MAX_SHARDS, 'bad-argument', () => {
    const example = `--array=0-${Math.max(0, count - 1)}`;
    return (
      `SLURM_ARRAY_TASK_ID must be one of ${count} from ${first} on in steps of ${step} (as ${example} gives), ` +
      `got ${id}: to run only some tasks of an array, give --shard`
    );
  });
  return { index, count };
}

function fromKubernetes(shards: number | undefined, env: Environment): ShardNumber {
  const index = integerOf(env, 'JOB_COMPLETION_INDEX');
  const count = isSet(env, 'JOB_COMPLETIONS') ? integerOf(env, 'JOB_COMPLETIONS') : shards;
  check(count !== undefined, 'bad-argument', () => {
    return 'JOB_COMPLETIONS must be set to the completions of the job, or shards in the spec, got neither';
  });
  check(index < count && count <= MAX_SHARDS, 'bad-argument', () => {
    return `JOB_COMPLETION_INDEX must be below ${count}, the shards of the data set, got ${index}`;
  });
  return { index, count };
}

const isSet = (env: Environment, name: string): boolean => env[name] !== undefined && env[name] !== '';

function integerOf(env: Environment, name: string): number {
  const text = env[name];
  check(text !== undefined && /^\d{1,9}$/.test(text), 'bad-argument', () => {
    return `${name} must be an integer from 0, got ${text === undefined ? 'none' : `'${text}'`}`;
  });
  return Number(text);
}
