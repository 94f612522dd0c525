// Checks the reports of a run: metrics as JSON lines, progress, charts.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  type EpochReport,
  learningCurves,
  lineChart,
  type RunProgress,
  type Series,
  train,
} from '../../../src/train.js';
import { ticks } from '../../../src/training/report/curves.js';
import { progressMeter } from '../../../src/training/report/progress.js';
import { enableWasmTraining } from '../../../src/wasm/enableWasmTraining.js';
import { tiny, tinySamples } from '../../helpers/tiny.js';

describe('metrics and progress of a run', () => {
  it('have one line per epoch with loss and IoU of every stack; progress reaches the end', async () => {
    await tf.setBackend('wasm');
    enableWasmTraining();
    const folder = await mkdtemp(join(tmpdir(), 'vrn-metrics-'));
    const metrics = join(folder, 'deep', 'metrics.jsonl');
    const samples = tinySamples(3);
    const vrn = tiny();
    const progress: RunProgress[] = [];
    const steps: { epoch: number; losses: readonly number[]; ious: readonly number[] }[] = [];
    const { history } = await train(vrn, new Set(samples), {
      ...{ epochs: 2, batchSize: 2, schedule: 1e-3, validation: samples.slice(0, 1), metrics },
      onStep: (report) => steps.push(report),
      onProgress: (each) => progress.push(each),
    });
    vrn.dispose();
    const text = await readFile(metrics, 'utf8');
    await rm(folder, { recursive: true });
    expect(text.endsWith('}\n')).toBe(true);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as EpochReport);
    expect(lines).toEqual(history);
    for (const [epoch, line] of lines.entries()) {
      expect(line).toMatchObject({ epoch, steps: 2, rate: 1e-3 });
      for (const score of ['losses', 'ious'] as const) {
        const mean = (stack: number) => {
          const values = steps.filter((step) => step.epoch === epoch).map((step) => step[score][stack]!);
          return values.reduce((a, b) => a + b, 0) / values.length;
        };
        expect(line[score]).toEqual([expect.closeTo(mean(0), 12), expect.closeTo(mean(1), 12)]);
        expect(line.validation![score]).toHaveLength(2);
      }
      expect(line.loss).toBeCloseTo(line.losses[0]! + line.losses[1]!, 12);
    }
    // The length of a stream is known once it has ended.
    expect(progress.map(({ done, total }) => [done, total])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, 4],
      [4, 4],
    ]);
    expect(progress.map(({ remaining }) => remaining !== undefined && remaining > 0)).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(progress.at(-1)!.remaining).toBe(0);
  });
});

describe('progressMeter', () => {
  it('estimates the pace from the last steps of this process', () => {
    let clock = 1000;
    const meter = progressMeter(() => clock);
    expect(meter(500, 1000)).toEqual({ done: 500, total: 1000, remaining: undefined });
    clock += 2000;
    expect(meter(501, 1000)).toEqual({ done: 501, total: 1000, remaining: 2 * 499 });
    expect(meter(502, undefined)).toEqual({ done: 502, total: undefined, remaining: undefined });
    for (let done = 503; done <= 900; done++) {
      clock += 100;
      meter(done, 1000);
    }
    // The pace is that of the last 50 steps, each of 0.1 s; the slow step no longer counts.
    clock += 100;
    expect(meter(901, 1000).remaining).toBeCloseTo(9.9, 6);
  });
});

describe('ticks', () => {
  it('are round numbers that span the range', () => {
    expect(ticks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(1, 20)).toEqual([0, 5, 10, 15, 20]);
    expect(ticks(0.61, 0.683)).toEqual([0.6, 0.62, 0.64, 0.66, 0.68, 0.7]);
    expect(ticks(-3e-7, 2e-7)).toEqual([-3e-7, -2e-7, -1e-7, 0, 1e-7, 2e-7]);
    for (const value of [0, 5, -1e9, 1e-12]) {
      const marks = ticks(value, value * (1 + 1e-15));
      expect(marks[0]).toBeLessThanOrEqual(value);
      expect(marks.at(-1)).toBeGreaterThan(marks[0]!);
    }
  });
});

const report = (epoch: number, validated: boolean): EpochReport => {
  const scores = {
    loss: 3 / (epoch + 1),
    losses: [2 / (epoch + 1), 1 / (epoch + 1)],
    ious: [0.1 * epoch, 0.2 * epoch],
  };
  return { epoch, steps: 5, rate: 1e-4, ...scores, ...(validated && { validation: scores }) };
};

/** Returns the path data of each series of a chart. */
const lines = (svg: string): string[] =>
  [...svg.matchAll(/<path d="([^"]*)"[^>]*class="series"/g)].map((match) => match[1]!);

describe('charts', () => {
  it('draw points at the positions that the axes define', () => {
    const [path] = lines(
      lineChart(
        [
          {
            name: 'a',
            points: [
              [0, 0],
              [10, 1],
              [5, 0.5],
            ],
          },
        ],
        { width: 640, height: 400 },
      ),
    );
    // Plot area: x from 64 to 490 for 0..10, y from 354 up to 34 for 0..1.
    expect(path).toBe('M64 354L490 34L277 194');
  });

  it('leave gaps for values that are not finite, and show single points', () => {
    const points: Series['points'] = [
      [0, 0],
      [1, Number.NaN],
      [2, 1],
      [3, Number.POSITIVE_INFINITY],
    ];
    const [path] = lines(lineChart([{ name: 'a', points }]));
    expect(path).toMatch(/^M[\d.]+ [\d.]+h0M[\d.]+ [\d.]+h0$/);
    const tail: Series['points'] = [[0, 0], [1, 1], [2, Number.NaN], [3, 1]]; // biome-ignore format: one line
    expect(lines(lineChart([{ name: 'a', points: tail }]))[0]).toMatch(
      /^M[\d.]+ [\d.]+L[\d.]+ [\d.]+M[\d.]+ [\d.]+h0$/,
    );
    expect(lines(lineChart([{ name: 'a', points: [[4, 4]] }]))[0]).toMatch(/h0$/);
    expect(() => lineChart([{ name: 'a', points: [[0, Number.NaN]] }])).toThrow(/at least one finite point/);
    expect(() => learningCurves([])).toThrow(/at least one finite point/);
  });

  it('draw every stack, with validation dashed in the same colour, as SVG that image libraries can read', async () => {
    const history = [0, 1, 2, 3].map((epoch) => report(epoch, epoch % 2 === 1));
    const svg = learningCurves(history, { title: 'a < b & "c"', score: 'ious' });
    expect(lines(svg)).toHaveLength(4);
    expect(svg).toContain('a &#60; b &#38; &#34;c&#34;');
    const { data, info } = await sharp(Buffer.from(svg)).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([640, 400]);
    // Pixels in the colours of both stacks.
    const count = ([r, g, b]: readonly [number, number, number]): number => {
      let found = 0;
      for (let at = 0; at < data.length; at += info.channels)
        found += +(data[at] === r && data[at + 1] === g && data[at + 2] === b);
      return found;
    };
    for (const colour of [
      [0x00, 0x72, 0xb2],
      [0xd5, 0x5e, 0x00],
    ] as const)
      expect(count(colour)).toBeGreaterThan(50);
    expect(lines(learningCurves(history.slice(0, 1), { score: 'losses' }))).toHaveLength(2);
  });
});
