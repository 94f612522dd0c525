// Regression: where code from strings is forbidden, `verifyDataset` called every shard of a folder damaged.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { makeDataset, verifyDataset } from '../../src/dataset.js';

const policy = vi.hoisted(() => ({ forbids: false }));
vi.mock('ndarray', async (original) => {
  const { default: ndarray } = await original<{ default: (...args: unknown[]) => unknown }>();
  return {
    default: (...args: unknown[]) => {
      if (policy.forbids) throw new EvalError('Code generation from strings disallowed for this context');
      return ndarray(...args);
    },
  };
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-eval-'));
  const spec = { name: 'few', source: 'capsules', samples: 2, shape: [16, 16, 16], image: false } as const;
  await makeDataset(spec, { output: join(folder, 'set'), workers: 1 });
});
afterEach(() => {
  policy.forbids = false;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('verifyDataset throws no-eval, which is no damage', async () => {
  const set = join(folder, 'set');
  expect((await verifyDataset(set)).faults).toEqual([]);
  policy.forbids = true;
  await expect(verifyDataset(set)).rejects.toMatchObject({ code: 'no-eval' });
  await expect(verifyDataset(join(set, 'train-00000-of-00001.vrns'))).rejects.toMatchObject({ code: 'no-eval' });
});
