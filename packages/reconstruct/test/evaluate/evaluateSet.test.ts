// Tests the evaluation of a set: rows, summaries, tables by view, best and worst, warnings.
import type { ShardList, StoredSample } from '@vrn/bodies';
import { describe, expect, it } from 'vitest';
import { evaluateSet, type Method } from '../../src/evaluate/evaluateSet.js';
import { evaluationSheet } from '../../src/evaluate/evaluationSheet.js';
import { SCORE_BODY_DEFAULTS } from '../../src/evaluate/measures/scoreBody.js';
import { scoresCsv } from '../../src/evaluate/scoresCsv.js';
import { isBody, PLACES, sampleOf, volumeOf } from './samples.js';

const body = (shift: number) => volumeOf((i, j) => (isBody(i, j) ? [28 + shift, 36 + shift] : undefined));
const samples: readonly StoredSample[] = [0, 1, 2].map((n) => ({
  ...sampleOf(
    body(0),
    PLACES.map(() => 0),
  ),
  provenance: { source: 'boxes', person: `box ${n}`, sample: 10 + n },
  drawn: { scale: 1, fov: 0, turn: 0, pitch: 20 * n, roll: 0 },
}));
const list: ShardList = { length: samples.length, get: async (index) => samples[index]! };
/** A method that predicts sample 10 exactly, sample 11 one slice too far, and sample 12 two slices too far. */
const shifted: Method = { name: 'shifted', predict: (_, number) => body(number - 10) };
const exact: Method = { name: 'exact', predict: ({ volume }) => volume };

describe('evaluateSet', () => {
  it('scores every sample by every method', async () => {
    const seen: [number, number][] = [];
    const result = await evaluateSet(list, [shifted, exact], {
      points: 200,
      shown: 2,
      onProgress: (done, total) => seen.push([done, total]),
    });
    expect(seen).toEqual([[1, 3], [2, 3], [3, 3]]); // biome-ignore format: pairs
    expect(result.rows.map(({ method, sample }) => `${method} ${sample}`)).toEqual([
      ...['shifted 10', 'exact 10', 'shifted 11', 'exact 11', 'shifted 12', 'exact 12'],
    ]);
    const [first, second] = result.methods;
    expect(second!.measures.iou).toEqual({ mean: 1, low: 1, high: 1, count: 3 });
    expect(first!.measures.iou!.mean).toBeCloseTo((1 + 7 / 9 + 6 / 10) / 3, 9);
    expect(first!.measures.jointDepthErrorCm!.mean).toBeCloseTo(2, 9);
    expect(first!.joints!['left wrist']).toMatchObject({ count: 3, empty: 0 });
    expect(first!.joints!['left wrist']!.median).toBeCloseTo(2, 9);
    expect(first!.byElevation.map(({ from, to, count }) => [from, to, count])).toEqual([
      [0, 15, 1],
      [15, 30, 1],
      [30, 45, 1],
    ]);
    expect(first!.byTurn.map(({ from, count }) => [from, count])).toEqual([[-22.5, 3]]);
    expect(result.warnings).toEqual([]);
  });

  it('counts people seen from behind in one bin, whichever way they are turned', async () => {
    const sideways = samples.map((sample, n) => ({
      ...sample,
      landmarks: sample.landmarks.map(([row]) => [row, 32, 1] as const),
      drawn: { ...sample.drawn!, turn: [-179, 175, -160][n]! },
    }));
    const turned: ShardList = { length: 3, get: async (index) => sideways[index]! };
    const { methods } = await evaluateSet(turned, [exact], { points: 200 });
    expect(methods[0]!.byTurn.map(({ from, to, count }) => [from, to, count])).toEqual([[157.5, 202.5, 3]]);
  });

  it('keeps the best and the worst samples of the first method', async () => {
    const worse: Method = {
      name: 'cut',
      predict: (_, number) => volumeOf((i, j) => (isBody(i, j) && i < 60 - 10 * (number - 10) ? [28, 36] : undefined)),
    };
    const { best, worst } = await evaluateSet(list, [worse], { points: 200, shown: 2 });
    expect(best.map(({ scored }) => scored.sample)).toEqual([10, 11]);
    expect(worst.map(({ scored }) => scored.sample)).toEqual([12, 11]);
    const sheet = evaluationSheet(worst, { size: 32 });
    expect(sheet.shape[2]).toBe(3);
    expect(new Set(sheet.data).size).toBeGreaterThan(20);
    expect(() => evaluationSheet(worst, { side: 32 } as object)).toThrow(/options must be title, size, got 'side'/);
  });

  it('says what is missing', async () => {
    const { drawn, ...bare } = samples[0]!;
    const landmarks = bare.landmarks.map(([row, column]) => [row, column, 1] as const);
    const one: ShardList = { length: 1, get: async () => ({ ...bare, landmarks }) };
    const { warnings, methods } = await evaluateSet(one, [exact], { points: 200 });
    expect(drawn).toBeDefined();
    expect(warnings).toEqual([
      expect.stringMatching(/^1 of 1 samples have landmarks without depths/),
      expect.stringMatching(/^1 of 1 samples have no view/),
    ]);
    expect(methods[0]!.joints).toBeUndefined();
    expect(methods[0]!.byElevation).toEqual([]);
  });

  it('writes a table with one row per sample and method', async () => {
    const { rows } = await evaluateSet(list, [shifted], { points: 200 });
    const lines = scoresCsv(rows, SCORE_BODY_DEFAULTS.thresholds).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    const [head, first] = lines.map((line) => line.split(','));
    expect(first).toHaveLength(head!.length);
    expect(first!.slice(0, 3)).toEqual(['shifted', '10', 'box 0']);
    expect(first![head!.indexOf('iou')]).toBe('1');
    expect(lines[3]!.split(',')[head!.indexOf('left wrist cm')]).toBe('4');
  });

  it('refuses no methods, equal names and no samples', async () => {
    await expect(evaluateSet(list, [])).rejects.toThrow('methods must be at least one');
    await expect(evaluateSet(list, [exact, exact])).rejects.toThrow('distinct names, got exact, exact');
    await expect(evaluateSet({ ...list, length: 0 }, [exact])).rejects.toThrow('samples must be at least one');
  });
});
