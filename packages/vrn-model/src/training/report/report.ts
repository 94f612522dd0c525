// What a training run tells: after every step, after every epoch, and as JSON lines.
import { nodeFiles, writeWhole } from './wholeFile.js';

/** Means over samples or steps, of every supervised stack, first to last. */
export interface Scores {
  /** The sum over stacks. */
  readonly loss: number;
  readonly losses: readonly number[];
  /** Intersection over union at 0.5. */
  readonly ious: readonly number[];
}

/** What a step came to; its scores are those before its update. */
export interface StepReport extends Scores {
  readonly epoch: number;
  /** Steps taken, this one among them. */
  readonly step: number;
  /** Steps in all; undefined where the dataset's length is not known. */
  readonly steps: number | undefined;
  readonly rate: number;
}

/** What an epoch came to: means over its steps, each before its update. */
export interface EpochReport extends Scores {
  readonly epoch: number;
  /** Steps in it. */
  readonly steps: number;
  /** The rate of its last step. */
  readonly rate: number;
  /** Of the validation samples, by the network as it is used (averaged weights where there are, running averages). */
  readonly validation?: Scores;
}

/** One line of JSON an epoch. */
export const jsonLines = (history: readonly EpochReport[]): string =>
  history.map((report) => `${JSON.stringify(report)}\n`).join('');

/** Where the lines go: a file's path (Node), or a function that gets all lines so far. */
export type MetricsSink = string | ((lines: string) => void | Promise<void>);

/** Writes the whole history, so that a run that was killed and taken up has every line once. */
export async function writeMetrics(sink: MetricsSink, history: readonly EpochReport[]): Promise<void> {
  const lines = jsonLines(history);
  if (typeof sink === 'function') await sink(lines);
  else await writeWhole(sink, new TextEncoder().encode(lines), await nodeFiles());
}
