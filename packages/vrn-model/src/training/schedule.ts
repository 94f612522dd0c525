// Learning rates over the course of training.
import { check } from '@vrn/voxel';

/** Where training is. */
export interface Progress {
  /** From 0. */
  readonly epoch: number;
  /** Steps taken since the start. */
  readonly step: number;
  /** Steps in all. */
  readonly steps: number;
}

/** A constant rate, rates for so many epochs each, or any function. */
export type Schedule =
  | number
  | readonly { readonly epochs: number; readonly rate: number }[]
  | ((progress: Progress) => number);

/** The paper's: 1e-4 for 20 epochs, then 1e-5 for 40. Paper 3.3. */
export const PAPER_SCHEDULE: Schedule = [
  { epochs: 20, rate: 1e-4 },
  { epochs: 40, rate: 1e-5 },
];

/** The rate at a point of training; after a table's end its last rate goes on. */
export function rateAt(schedule: Schedule, progress: Progress): number {
  const rate =
    typeof schedule === 'function'
      ? schedule(progress)
      : typeof schedule === 'number'
        ? schedule
        : inTable(schedule, progress);
  check(
    Number.isFinite(rate) && rate >= 0,
    'bad-argument',
    () => `train: schedule must give a finite rate >= 0, got ${rate}`,
  );
  return rate;
}

function inTable(table: readonly { readonly epochs: number; readonly rate: number }[], { epoch }: Progress): number {
  check(table.length > 0, 'bad-argument', () => 'train: schedule must have at least one row, got none');
  let end = 0;
  for (const row of table) {
    end += row.epochs;
    if (epoch < end) return row.rate;
  }
  return table.at(-1)!.rate;
}

/** Rises linearly over `warmup` steps to `rate`, then falls along half a cosine to `floor` at the end. */
export function cosineSchedule(options: {
  readonly rate: number;
  readonly warmup?: number;
  readonly floor?: number;
}): (progress: Progress) => number {
  const { rate, warmup = 0, floor = 0 } = options;
  return ({ step, steps }) => {
    if (step < warmup) return (rate * (step + 1)) / warmup;
    const share = (step - warmup) / Math.max(1, steps - warmup);
    return floor + (rate - floor) * 0.5 * (1 + Math.cos(Math.PI * share));
  };
}
