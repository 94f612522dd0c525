// Defines the reports of a training run's steps and epochs, and writes those of epochs as JSON lines.
import { check } from '@vrn/voxel';
import { nodeFiles, writeFile } from '../files/files.js';

/** Losses and scores of a step, an epoch or a validation. Lists have one value per supervised stack, first to last. */
export interface Scores {
  /** Sum of the losses over stacks. */
  readonly loss: number;
  readonly losses: readonly number[];
  /** Intersection over union at 0.5. */
  readonly ious: readonly number[];
}

/** Report of one step. Its scores are computed before its update. */
export interface StepReport extends Scores {
  readonly epoch: number;
  /** Number of steps taken, including this one. */
  readonly step: number;
  /** Total number of steps, for streams an upper limit; undefined if the length of epochs is not known. */
  readonly steps: number | undefined;
  readonly rate: number;
}

/** Report of one epoch. Its losses and scores are the means of those of its steps. */
export interface EpochReport extends Scores {
  readonly epoch: number;
  /** Number of steps in the epoch. */
  readonly steps: number;
  /** Learning rate of its last step. */
  readonly rate: number;
  /** Scores on the validation samples as `validate` computes them, with averaged weights if the run keeps them. */
  readonly validation?: Scores;
}

/**
 * Formats a history as JSON lines.
 *
 * @param history reports of the epochs.
 * @returns one line of JSON per epoch, each terminated by a line feed.
 * @throws {VolumetricError} `bad-argument` if `history` is not a list.
 *
 * @example
 * jsonLines([]); // → ''
 */
export function jsonLines(history: readonly EpochReport[]): string {
  check(Array.isArray(history), 'bad-argument', () => `jsonLines: history must be a list, got ${String(history)}`);
  return history.map((report) => `${JSON.stringify(report)}\n`).join('');
}

/** Destination of the epochs' JSON lines: a file's path (Node.js), or a function that receives all lines so far. */
export type MetricsSink = string | ((lines: string) => void | Promise<void>);

/** Writes the complete history each time, so that a run that was killed and resumed has every line once. */
export async function writeMetrics(sink: MetricsSink, history: readonly EpochReport[]): Promise<void> {
  const lines = jsonLines(history);
  if (typeof sink === 'function') await sink(lines);
  else await writeFile(await nodeFiles(), sink, lines);
}
