// Where a training run is, and how steps and epochs move it.
import type { EpochReport, Scores } from './report/report.js';
import type { StepResult } from './trainStep.js';

/** Where a run is, and what it was started with. */
export interface RunState {
  /** Steps taken. */
  readonly step: number;
  /** What must be the same for the run to go on: data, batches, seeds, what is remembered between steps. */
  readonly run: Readonly<Record<string, unknown>>;
  /** One entry for each finished epoch. */
  readonly history: readonly EpochReport[];
  /** Sums over the steps of the epoch in progress, and the rate of the last. */
  readonly partial: {
    readonly steps: number;
    readonly losses: readonly number[];
    readonly ious: readonly number[];
    readonly rate: number;
  };
}

/** An epoch's start. */
export const NO_STEPS: RunState['partial'] = { steps: 0, losses: [], ious: [], rate: 0 };

export function afterStep(state: RunState, { losses, ious }: StepResult, rate: number): RunState {
  const { partial } = state;
  const plus = (sums: readonly number[], values: readonly number[]): number[] =>
    values.map((value, stack) => value + (sums[stack] ?? 0));
  return {
    ...state,
    step: state.step + 1,
    partial: { steps: partial.steps + 1, losses: plus(partial.losses, losses), ious: plus(partial.ious, ious), rate },
  };
}

export function afterEpoch(state: RunState, validation: Scores | undefined): RunState {
  const { steps, rate, ...sums } = state.partial;
  const losses = sums.losses.map((sum) => sum / steps);
  const report: EpochReport = {
    ...{ epoch: state.history.length, steps, rate },
    loss: losses.reduce((sum, each) => sum + each, 0),
    losses,
    ious: sums.ious.map((sum) => sum / steps),
    ...(validation && { validation }),
  };
  return { ...state, history: [...state.history, report], partial: NO_STEPS };
}

/** Steps in all, when epochs to come are as long as those that are over; undefined in the first. */
export function foreseen({ history }: RunState, epochs: number): number | undefined {
  if (history.length === 0) return undefined;
  const steps = history.reduce((sum, report) => sum + report.steps, 0);
  return Math.round((steps / history.length) * epochs);
}
