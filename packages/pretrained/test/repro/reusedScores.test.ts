// Scores were reused for other test sets and options if only the weights were the same: tested on the default network.
import { readFile } from 'node:fs/promises';
import { readShard } from '@vrn/bodies';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../recipe/card.js';
import { type Evaluation, isOf } from '../../recipe/reuse.js';

const experiments = new URL('../../../../experiments/', import.meta.url);
const read = async (path: string): Promise<Summary> =>
  JSON.parse(await readFile(new URL(`people-64-fine/results/${path}summary.json`, experiments), 'utf8')) as Summary;
const [plain, pipeline] = [await read(''), await read('pipeline/')];
const shard = await readShard(await readFile(new URL('testset/test-00000-of-00001.vrns', experiments)));
const evaluation: Evaluation = {
  ...{ sha256: plain.sha256, checksums: [shard.checksum], length: shard.length },
  options: [],
};
const detected = { ...evaluation, options: ['--detections', 'detections.json', '--on-mask'] };

describe('scores', () => {
  it('are those of the same weights, test set and options', () => {
    expect([isOf(plain, evaluation), isOf(pipeline, detected)]).toEqual([true, true]);
    expect(isOf({ ...plain, samples: 50 }, { ...evaluation, options: ['--samples', '50'] })).toBe(true);
    expect(isOf(plain, { ...evaluation, options: ['--samples', '9999'] })).toBe(true);
  });

  it.each([
    ['weights', { sha256: 'other' }],
    ['a test set', { checksums: ['other'] }],
    ['a number of samples', { options: ['--samples', '50'] }],
    ['inputs', { options: ['--detections', 'detections.json'] }],
    ['methods', { options: ['--on-mask'] }],
  ] as [string, Partial<Evaluation>][])('are not those of other %s', (_, change) => {
    expect(isOf(plain, { ...evaluation, ...change })).toBe(false);
  });

  it('are not those of other defaults', () => {
    for (const change of [{ points: 100 }, { seed: 1 }, { samples: 50 }, { inputs: 'corrupted' }])
      expect(isOf({ ...plain, ...change }, evaluation)).toBe(false);
  });
});
