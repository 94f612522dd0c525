// Learning rates over the course of training, as plain JSON or as functions.
import { check } from '@vrn/voxel';

/** Where training is. */
export interface Progress {
  /** From 0. */
  readonly epoch: number;
  /** Steps taken since the start. */
  readonly step: number;
  /** Steps in all; infinite where that is not known. */
  readonly steps: number;
}

/** Steps over which the rate rises linearly to what the schedule says; 0 if left out. */
interface WarmUp {
  readonly warmup?: number;
}

/** Rates for so many epochs each; after the table's end its last rate goes on. */
export type RateTable = readonly { readonly epochs: number; readonly rate: number }[];

/** Schedules as plain JSON. */
export type ScheduleOptions =
  | ({ readonly kind: 'constant'; readonly rate: number } & WarmUp)
  | ({ readonly kind: 'table'; readonly rows: RateTable } & WarmUp)
  /** `rate`, multiplied by `factor` (default 0.1) after every `every` epochs. */
  | ({ readonly kind: 'step'; readonly rate: number; readonly every: number; readonly factor?: number } & WarmUp)
  /** From `rate` along half a cosine to `floor` (default 0) at the end. */
  | ({ readonly kind: 'cosine'; readonly rate: number; readonly floor?: number } & WarmUp);

/** A constant rate, rates for so many epochs each, plain JSON, or any function. */
export type Schedule = number | RateTable | ScheduleOptions | ((progress: Progress) => number);

/** The paper's: 1e-4 for 20 epochs, then 1e-5 for 40. Paper 3.3. */
export const PAPER_SCHEDULE: Schedule = [
  { epochs: 20, rate: 1e-4 },
  { epochs: 40, rate: 1e-5 },
];

type Kinds = {
  [K in ScheduleOptions['kind']]: (options: Extract<ScheduleOptions, { kind: K }>, at: Progress) => number;
};

/** Each kind's rate, without warm-up. */
const KINDS: Kinds = {
  constant: ({ rate }) => rate,
  table: ({ rows }, { epoch }) => {
    check(rows.length > 0, 'bad-argument', () => 'train: schedule must have at least one row, got none');
    let end = 0;
    for (const row of rows) {
      end += row.epochs;
      if (epoch < end) return row.rate;
    }
    return rows.at(-1)!.rate;
  },
  step: ({ rate, every, factor = 0.1 }, { epoch }) => {
    check(every > 0, 'bad-argument', () => `train: schedule.every must be a positive number of epochs, got ${every}`);
    return rate * factor ** Math.floor(epoch / every);
  },
  cosine: ({ rate, floor = 0, warmup = 0 }, { step, steps }) => {
    check(Number.isFinite(steps), 'bad-argument', () => {
      return 'train: schedule must know how many steps there are to follow a cosine; give stepsPerEpoch';
    });
    const share = (step - warmup) / Math.max(1, steps - warmup);
    return floor + (rate - floor) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, share))));
  },
};

/** The rate at a point of training. */
export function rateAt(schedule: Schedule, progress: Progress): number {
  const rate = typeof schedule === 'function' ? schedule(progress) : fromOptions(asOptions(schedule), progress);
  check(
    Number.isFinite(rate) && rate >= 0,
    'bad-argument',
    () => `train: schedule must give a finite rate >= 0, got ${rate}`,
  );
  return rate;
}

function asOptions(schedule: Exclude<Schedule, (progress: Progress) => number>): ScheduleOptions {
  if (typeof schedule === 'number') return { kind: 'constant', rate: schedule };
  if (!Array.isArray(schedule)) return schedule as ScheduleOptions;
  return { kind: 'table', rows: schedule as RateTable };
}

function fromOptions(options: ScheduleOptions, progress: Progress): number {
  check(Object.hasOwn(KINDS, options.kind), 'bad-argument', () => {
    return `train: schedule.kind must be one of ${Object.keys(KINDS).join(', ')}, got ${String(options.kind)}`;
  });
  const { warmup = 0 } = options;
  check(Number.isFinite(warmup) && warmup >= 0, 'bad-argument', () => {
    return `train: schedule.warmup must be a number of steps >= 0, got ${warmup}`;
  });
  const full = (KINDS[options.kind] as (options: ScheduleOptions, at: Progress) => number)(options, progress);
  return progress.step < warmup ? (full * (progress.step + 1)) / warmup : full;
}

/** Rises linearly over `warmup` steps to `rate`, then falls along half a cosine to `floor` at the end. */
export function cosineSchedule(options: {
  readonly rate: number;
  readonly warmup?: number;
  readonly floor?: number;
}): (progress: Progress) => number {
  return (progress) => rateAt({ kind: 'cosine', ...options }, progress);
}
