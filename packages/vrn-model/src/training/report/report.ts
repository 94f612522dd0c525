// Reports of a training run: after every step, after every epoch, and as JSON lines.
import { check } from '@vrn/voxel';
import { nodeFiles, writeFile } from '../files/files.js';

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

/**
 * A history as JSON lines.
 *
 * @param history reports of the epochs.
 * @returns one line of JSON per epoch, each with its line end.
 * @throws {VolumetricError} `bad-argument` for what is no list.
 *
 * @example
 * jsonLines([]); // → ''
 */
export function jsonLines(history: readonly EpochReport[]): string {
  check(Array.isArray(history), 'bad-argument', () => `jsonLines: history must be a list, got ${String(history)}`);
  return history.map((report) => `${JSON.stringify(report)}\n`).join('');
}

/** Where the lines go: a file's path (Node), or a function that gets all lines so far. */
export type MetricsSink = string | ((lines: string) => void | Promise<void>);

/** Writes the complete history, so that a run that was killed and resumed has every line once. */
export async function writeMetrics(sink: MetricsSink, history: readonly EpochReport[]): Promise<void> {
  const lines = jsonLines(history);
  if (typeof sink === 'function') await sink(lines);
  else await writeFile(await nodeFiles(), sink, lines);
}
