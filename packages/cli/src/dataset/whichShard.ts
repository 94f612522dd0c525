// Which shard this machine makes: asked for, or from the scheduler that started it.
import { check } from '@vrn/voxel';

export interface ShardNumber {
  /** From 0. */
  readonly index: number;
  readonly count: number;
  /** Who said so, for messages. */
  readonly from: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The shards to make: `--shard i/n` before all else; then a Slurm array's task (its number less the lowest one, over the
 * step); then a Kubernetes indexed job's pod (of JOB_COMPLETIONS, or of the spec's shards); else every shard of the spec.
 *
 * @param asked   text of `--shard`, 'i/n' with i from 0.
 * @param shards  of the spec.
 * @throws {VolumetricError} `bad-argument`, naming the option or the variable
 */
export function whichShard(asked: string | undefined, shards: number | undefined, env: Environment): ShardNumber[] {
  if (asked !== undefined) return [fromOption(asked)];
  if (isSet(env, 'SLURM_ARRAY_TASK_ID')) return [fromSlurm(env)];
  if (isSet(env, 'JOB_COMPLETION_INDEX')) return [fromKubernetes(shards, env)];
  const count = shards ?? 1;
  return Array.from({ length: count }, (_, index) => ({ index, count, from: 'the spec' }));
}

function fromOption(asked: string): ShardNumber {
  const [, index, count] = /^(\d{1,9})\/(\d{1,9})$/.exec(asked) ?? [];
  check(index !== undefined && count !== undefined && Number(index) < Number(count), 'bad-argument', () => {
    return `--shard must be i/n, whole numbers with 0 ≤ i < n, got '${asked}'`;
  });
  return { index: Number(index), count: Number(count), from: '--shard' };
}

function fromSlurm(env: Environment): ShardNumber {
  const id = whole(env, 'SLURM_ARRAY_TASK_ID');
  const count = whole(env, 'SLURM_ARRAY_TASK_COUNT');
  const least = isSet(env, 'SLURM_ARRAY_TASK_MIN') ? whole(env, 'SLURM_ARRAY_TASK_MIN') : 0;
  const step = isSet(env, 'SLURM_ARRAY_TASK_STEP') ? Math.max(1, whole(env, 'SLURM_ARRAY_TASK_STEP')) : 1;
  const index = (id - least) / step;
  check(Number.isInteger(index) && index >= 0 && index < count, 'bad-argument', () => {
    return (
      `SLURM_ARRAY_TASK_ID must be one of ${count} from ${least} on in steps of ${step} (as --array=0-${Math.max(0, count - 1)} gives), ` +
      `got ${id}: for some tasks of an array alone, give --shard`
    );
  });
  return { index, count, from: 'SLURM_ARRAY_TASK_ID' };
}

function fromKubernetes(shards: number | undefined, env: Environment): ShardNumber {
  const index = whole(env, 'JOB_COMPLETION_INDEX');
  const count = isSet(env, 'JOB_COMPLETIONS') ? whole(env, 'JOB_COMPLETIONS') : shards;
  check(count !== undefined, 'bad-argument', () => {
    return 'JOB_COMPLETIONS must be set to the completions of the job, or shards in the spec, got neither';
  });
  check(index < count, 'bad-argument', () => {
    return `JOB_COMPLETION_INDEX must be below ${count}, the shards of the set, got ${index}`;
  });
  return { index, count, from: 'JOB_COMPLETION_INDEX' };
}

const isSet = (env: Environment, name: string): boolean => env[name] !== undefined && env[name] !== '';

function whole(env: Environment, name: string): number {
  const text = env[name];
  check(text !== undefined && /^\d{1,9}$/.test(text), 'bad-argument', () => {
    return `${name} must be a whole number from 0 on, got ${text === undefined ? 'none' : `'${text}'`}`;
  });
  return Number(text);
}
