// Tracks the progress of a training run over steps and epochs, and parses it from a checkpoint.
import { VolumetricError } from '@vrn/voxel';
import type { EpochReport, Scores } from '../report/report.js';

/** The progress of a run, and the settings that a checkpoint and a resumed run must share. */
export interface RunState {
  /** Number of steps taken. */
  readonly step: number;
  /**
   * Settings that must be equal for the run to resume: number of samples, batch size, steps per epoch, seed, shuffle
   * buffer, optimiser and averages.
   */
  readonly run: Readonly<Record<string, unknown>>;
  /** One report per finished epoch. */
  readonly history: readonly EpochReport[];
  /** Sums over the steps of the epoch in progress, and the rate of its last step. */
  readonly partial: {
    readonly steps: number;
    readonly losses: readonly number[];
    readonly ious: readonly number[];
    readonly rate: number;
  };
}

/** Sums at the start of an epoch. */
export const NO_STEPS: RunState['partial'] = { steps: 0, losses: [], ious: [], rate: 0 };

/** Returns the state after another step. */
export function afterStep(state: RunState, { losses, ious }: Scores, rate: number): RunState {
  const { partial } = state;
  const plus = (sums: readonly number[], values: readonly number[]): number[] =>
    values.map((value, stack) => value + (sums[stack] ?? 0));
  return {
    ...state,
    step: state.step + 1,
    partial: { steps: partial.steps + 1, losses: plus(partial.losses, losses), ious: plus(partial.ious, ious), rate },
  };
}

/** Returns the state after the last step of an epoch. */
export function afterEpoch(state: RunState, validation: Scores | undefined): RunState {
  const { steps, rate, ...sums } = state.partial;
  const losses = sums.losses.map((sum) => sum / steps);
  const report: EpochReport = {
    epoch: state.history.length,
    steps,
    rate,
    loss: losses.reduce((sum, each) => sum + each, 0),
    losses,
    ious: sums.ious.map((sum) => sum / steps),
    ...(validation && { validation }),
  };
  return { ...state, history: [...state.history, report], partial: NO_STEPS };
}

/** Estimates the total number of steps from the mean length of finished epochs; undefined in the first epoch. */
export function foreseen({ history }: RunState, epochs: number): number | undefined {
  if (history.length === 0) return undefined;
  const steps = history.reduce((sum, report) => sum + report.steps, 0);
  return Math.round((steps / history.length) * epochs);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isNumbers = (value: unknown): boolean => Array.isArray(value) && value.every((each) => Number.isFinite(each));
const isTable = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const isPartial = (value: unknown): boolean =>
  isTable(value) &&
  isCount(value['steps']) &&
  isNumbers(value['losses']) &&
  isNumbers(value['ious']) &&
  Number.isFinite(value['rate']);

const isScores = (value: unknown): boolean =>
  isTable(value) && Number.isFinite(value['loss']) && isNumbers(value['losses']) && isNumbers(value['ious']);

const isReport = (value: unknown, epoch: number): boolean =>
  isTable(value) &&
  isScores(value) &&
  value['epoch'] === epoch &&
  isCount(value['steps']) &&
  Number.isFinite(value['rate']) &&
  (value['validation'] === undefined || isScores(value['validation']));

/**
 * Parses the state from a checkpoint's metadata.
 *
 * @throws {VolumetricError} `bad-file` unless it is JSON with all fields of valid types, and `step` is the sum of the
 *   steps of all epochs.
 */
export function parseState(text: string): RunState {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch (cause) {
    throw new VolumetricError('bad-file', 'train: checkpoint metadata.state must be JSON', { cause });
  }
  const { step, run, history, partial } = isTable(state) ? state : {};
  const isComplete =
    isCount(step) && isTable(run) && Array.isArray(history) && history.every(isReport) && isPartial(partial);
  if (!isComplete) {
    throw new VolumetricError('bad-file', 'train: checkpoint metadata.state must have step, run, history and partial');
  }
  const place = state as RunState;
  const steps = place.history.reduce((sum, report) => sum + report.steps, place.partial.steps);
  if (steps !== place.step) {
    const words = `train: checkpoint metadata.state must have ${steps} steps, as its epochs add up, got ${place.step}`;
    throw new VolumetricError('bad-file', words);
  }
  return place;
}
