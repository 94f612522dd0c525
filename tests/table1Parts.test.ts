// Tests the parts of Table 1 that need no training: the order of samples, statistics, claims, and the stored results.
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { files } from '../examples/table1/files.js';
import { testClaims } from '../examples/table1/report/claims.js';
import { pairedDifference, rankCorrelation, twoSidedP } from '../examples/table1/report/statistics.js';
import { sameSpec } from '../examples/table1/sameRun.js';
import { readSpec } from '../examples/table1/spec.js';
import { landed, makeTable, rowsOf } from '../examples/table1/table.js';
import { passes } from '../examples/table1/training/passes.js';

describe('passes', () => {
  const list = { length: 7, get: (index: number) => ({ index }) as never };
  const drawn = async (epoch: number): Promise<number[]> => {
    const found: number[] = [];
    const stream = await passes(list, { epochSamples: 5, batchSize: 3, seed: 4 })(epoch);
    for await (const each of stream as AsyncIterable<unknown>) found.push((each as { index: number }).index);
    return found;
  };

  it('consist of full batches that use every sample once before any twice, in another order each time', async () => {
    const epochs = await Promise.all([0, 1, 2, 3, 4, 5, 6].map(drawn));
    expect(epochs.map(({ length }) => length)).toEqual([6, 6, 6, 6, 6, 6, 6]);
    const row = epochs.flat();
    const parts = Array.from({ length: 6 }, (_, pass) => row.slice(7 * pass, 7 * pass + 7));
    for (const part of parts) expect([...part].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(new Set(parts.map(String)).size).toBe(6);
    expect(await drawn(3)).toEqual(epochs[3]);
  });
});

describe('statistics', () => {
  it('p-values of t agree with printed tables of Student to three digits', () => {
    for (const [t, degrees, p] of [
      [12.706, 1, 0.05],
      [2.228, 10, 0.05],
      [3.169, 10, 0.01],
      [1.98, 120, 0.05],
    ] as const) {
      expect(twoSidedP(t, degrees)).toBeCloseTo(p, 4);
    }
    expect(twoSidedP(0, 5)).toBe(1);
  });

  it('paired differences have the mean, t and an interval around the mean', () => {
    const pairs = [1, 2, 3, 4].map((difference) => ({ person: `${difference}`, subject: '01', difference }));
    const { mean, t, degrees, interval } = pairedDifference(pairs);
    expect([mean, degrees]).toEqual([2.5, 3]);
    expect(t).toBeCloseTo(2.5 / (Math.sqrt(5 / 3) / 2), 12);
    expect(interval[0]).toBeGreaterThanOrEqual(1);
    expect(interval[0]).toBeLessThan(2.5);
    expect(interval[1]).toBeGreaterThan(2.5);
    expect(pairedDifference(pairs)).toEqual(pairedDifference(pairs));
  });

  it('ranks correlate by order alone, ties sharing a rank', () => {
    expect(rankCorrelation([1, 2, 3], [10, 100, 1000])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(0.9486832980505138, 12);
  });
});

describe('claims', () => {
  const scored = (ious: readonly number[]) =>
    ious.map((iou, at) => ({ person: `${at % 5}`, subject: `${at % 2}`, motion: '', ious: [iou - 0.1, iou] }));
  const rng = random(3);
  const base = Array.from({ length: 40 }, () => rng.uniform(0.4, 0.6));
  const noisy = (shift: number) => scored(base.map((each) => each + shift + rng.uniform(-0.02, 0.02)));

  it('are reproduced, contradicted or undecided as their intervals say, and left out without scores', () => {
    const claims = testClaims(
      new Map([
        ['multistack', { half: noisy(0), end: noisy(0.1) }],
        ['vrn-guided', { half: noisy(-0.1), end: noisy(0.05) }],
        ['conv3d', { half: noisy(0), end: noisy(0.1) }],
      ]),
    );
    const verdicts = Object.fromEntries(claims.map(({ text, verdict }) => [text, verdict]));
    expect(verdicts).toEqual({
      'Multistack is above VRN-Guided at the end (4.1)': 'reproduced',
      'Multistack is below VRN-Guided at half of the schedule (Table 1)': 'contradicted',
      'Multistack is above 3D convolution at equal operations (4.5)': 'undecided',
      'vrn-guided gains in the second half of the schedule (Table 1)': 'reproduced',
      'multistack gains in the second half of the schedule (Table 1)': 'reproduced',
      'conv3d gains in the second half of the schedule (Table 1)': 'reproduced',
      'Stack 2 of Multistack is above stack 1 (4.1)': 'reproduced',
    });
    expect(claims[0]!.paper).toBeCloseTo(4.4, 6);
    expect(claims[0]!.ours.mean).toBeCloseTo(0.05, 2);
  });
});

it('a training whose metrics file is empty or missing has finished no epoch', async () => {
  const out = await mkdtemp(join(tmpdir(), 'vrn-empty-'));
  try {
    const spec = readSpec('smoke');
    const [first, second] = rowsOf(spec, out).map(({ entry }) => files(out, entry.name).metrics);
    await writeFile(first!, '');
    await writeFile(second!, '{"epoch":1}\n{"epoch":2}\n');
    expect(
      rowsOf(spec, out)
        .map(({ epochs }) => epochs)
        .slice(0, 3),
    ).toEqual([0, 2, 0]);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
});

describe('the results of laptop in this repository', () => {
  const results = landed('laptop');

  it.skipIf(!existsSync(results))('are those of its spec, and make its table (skipped: no results yet)', async () => {
    const out = await mkdtemp(join(tmpdir(), 'vrn-landed-'));
    try {
      await cp(results, out, { recursive: true });
      const spec = readSpec('laptop');
      await sameSpec(out, spec, 'table1');
      const { markdown } = await makeTable(spec, { out, bodies: undefined });
      expect(markdown).toBe(readFileSync(join(results, 'table.md'), 'utf8'));
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  });
});
