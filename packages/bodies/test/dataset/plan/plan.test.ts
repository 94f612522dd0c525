// Tests which shards a machine makes, and which seed, split and shard each sample gets.
import { describe, expect, it } from 'vitest';
import { rangeOf, readShardName, seedOf, shardName, splitOfSample } from '../../../src/dataset/plan/plan.js';
import { whichShard } from '../../../src/dataset/plan/whichShard.js';

const slurm = (id: string, count: string, more: Record<string, string> = {}) => ({
  SLURM_ARRAY_TASK_ID: id,
  SLURM_ARRAY_TASK_COUNT: count,
  ...more,
});
const one = (shard: string | undefined, shards: number | undefined, env: Record<string, string>) => {
  const all = whichShard({ shard, shards, env });
  expect(all).toHaveLength(1);
  return [all[0]!.index, all[0]!.count];
};

describe('whichShard', () => {
  it('prefers the option to the environment', () => {
    expect(one('2/4', 8, slurm('1', '3'))).toEqual([2, 4]);
  });

  it('reads Slurm arrays, from 0, from 1, in steps', () => {
    expect(one(undefined, 9, slurm('2', '4'))).toEqual([2, 4]);
    expect(
      one(undefined, undefined, slurm('4', '4', { SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_MAX: '4' })),
    ).toEqual([3, 4]);
    const steps = { SLURM_ARRAY_TASK_MIN: '10', SLURM_ARRAY_TASK_STEP: '5' };
    expect(one(undefined, undefined, slurm('20', '3', steps))).toEqual([2, 3]);
  });

  it('reads indexed jobs of Kubernetes, and their count from the job or the spec', () => {
    expect(one(undefined, 8, { JOB_COMPLETION_INDEX: '3', JOB_COMPLETIONS: '4' })).toEqual([3, 4]);
    expect(one(undefined, 8, { JOB_COMPLETION_INDEX: '3' })).toEqual([3, 8]);
  });

  it('makes all shards of the spec by default, and one shard if the spec has no number', () => {
    expect(whichShard({ shards: 3 }).map(({ index, count }) => `${index}/${count}`)).toEqual(['0/3', '1/3', '2/3']);
    expect(one(undefined, undefined, { SLURM_ARRAY_TASK_ID: '', JOB_COMPLETION_INDEX: '' })).toEqual([0, 1]);
  });

  it.each([
    ['4/4', {}, /--shard must be i\/n.*got '4\/4'/],
    ['1', {}, /--shard/],
    ['-1/4', {}, /--shard/],
    ['1.5/4', {}, /--shard/],
    [undefined, { SLURM_ARRAY_TASK_ID: '1' }, /SLURM_ARRAY_TASK_COUNT must be an integer from 0, got none/],
    [undefined, slurm('x', '4'), /SLURM_ARRAY_TASK_ID must be.*got 'x'/],
    [undefined, slurm('4', '4'), /SLURM_ARRAY_TASK_ID must be one of 4/],
    [undefined, slurm('7', '3', { SLURM_ARRAY_TASK_MIN: '0' }), /--shard/],
    [undefined, { JOB_COMPLETION_INDEX: '0' }, /JOB_COMPLETIONS must be set/],
    [undefined, { JOB_COMPLETION_INDEX: '-1', JOB_COMPLETIONS: '4' }, /JOB_COMPLETION_INDEX must be an integer/],
    [undefined, { JOB_COMPLETION_INDEX: '4', JOB_COMPLETIONS: '4' }, /JOB_COMPLETION_INDEX must be below 4/],
  ])('refuses %s with %o', (asked, env, message) => {
    expect(() => whichShard({ shard: asked, env: env as Record<string, string> })).toThrow(message);
  });
});

describe('samples', () => {
  it('have distinct seeds that depend on their number only', () => {
    const seeds = Array.from({ length: 2000 }, (_, sample) => seedOf(7, sample));
    expect(new Set(seeds).size).toBe(2000);
    expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
    expect(seedOf(7, 1999)).toBe(seeds[1999]);
    expect(seedOf(8, 0)).not.toBe(seeds[0]);
  });

  it('are distributed evenly over the splits by their shares', () => {
    const shares = { train: 0.8, validation: 0.1, test: 0.1 };
    for (const first of [0, 333]) {
      const run = Array.from({ length: 100 }, (_, at) => splitOfSample(shares, first + at));
      const count = (split: string) => run.filter((each) => each === split).length;
      expect(Math.abs(count('test') - 10)).toBeLessThanOrEqual(1);
      expect(Math.abs(count('validation') - 10)).toBeLessThanOrEqual(1);
    }
    expect(splitOfSample({ train: 1, validation: 0, test: 0 }, 5)).toBe('train');
    expect(splitOfSample({ train: 0, validation: 0, test: 3 }, 5)).toBe('test');
    expect(splitOfSample({ train: 0, validation: 1, test: 0 }, 5)).toBe('validation');
  });

  it('belong to one shard each, in order', () => {
    for (const [samples, count] of [
      [10, 3],
      [2, 4],
      [1200, 7],
    ] as const) {
      let next = 0;
      for (let index = 0; index < count; index++) {
        const [first, end] = rangeOf(samples, index, count);
        expect(first).toBe(next);
        next = end;
      }
      expect(next).toBe(samples);
    }
  });

  it('are stored in files whose names give split, index and count', () => {
    expect(shardName('train', 2, 4)).toBe('train-00002-of-00004.vrns');
    expect(readShardName('train-00002-of-00004.vrns')).toMatchObject({ split: 'train', index: 2, count: 4 });
    expect(readShardName('train-00002-of-00004.vrns.tmp')).toBeUndefined();
  });
});
