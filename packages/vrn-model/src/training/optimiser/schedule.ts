// Defines schedules of the learning rate, as plain JSON or as functions.
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';

/** Progress of training, the argument of a schedule. */
export interface Progress {
  /** Index of the epoch, from 0. */
  readonly epoch: number;
  /** Number of steps taken since the start. */
  readonly step: number;
  /** Total number of steps, for streams an upper limit; infinite if not known. */
  readonly steps: number;
}

interface WarmUp {
  /** Number of steps over which the rate rises linearly to that of the schedule. Default 0. */
  readonly warmup?: number;
}

/** Table of rates, each for a number of epochs; the last rate continues after the end of the table. */
export type RateTable = readonly { readonly epochs: number; readonly rate: number }[];

/** Schedules as plain JSON. */
export type ScheduleOptions =
  | ({ readonly kind: 'constant'; readonly rate: number } & WarmUp)
  | ({ readonly kind: 'table'; readonly rows: RateTable } & WarmUp)
  /** `rate`, multiplied by `factor` (default 0.1) after every `every` epochs. */
  | ({ readonly kind: 'step'; readonly rate: number; readonly every: number; readonly factor?: number } & WarmUp)
  /** Falls after the warm-up along half a cosine, from `rate` to `floor` (default 0) at the end of the run. */
  | ({ readonly kind: 'cosine'; readonly rate: number; readonly floor?: number } & WarmUp);

/** A constant rate, a table of rates, options as plain JSON, or a function of the progress. */
export type Schedule = number | RateTable | ScheduleOptions | ((progress: Progress) => number);

/** The paper's schedule: 1e-4 for 20 epochs, then 1e-5 for 40. Source: paper 3.3. */
export const PAPER_SCHEDULE: Schedule = [
  { epochs: 20, rate: 1e-4 },
  { epochs: 40, rate: 1e-5 },
];

/** Default `factor` of a step schedule. */
const STEP_FACTOR = 0.1;

type Kinds = {
  [K in ScheduleOptions['kind']]: {
    /** Names of the fields other than `kind` and `warmup`. */
    readonly fields: readonly Exclude<keyof Extract<ScheduleOptions, { kind: K }>, 'kind' | 'warmup'>[];
    /** Returns the rate without warm-up. */
    readonly rate: (options: Extract<ScheduleOptions, { kind: K }>, at: Progress) => number;
  };
};

const KINDS: Kinds = {
  constant: { fields: ['rate'], rate: ({ rate }) => rate },
  table: {
    fields: ['rows'],
    rate: ({ rows }, { epoch }) => {
      let end = 0;
      for (const row of rows) {
        end += row.epochs;
        if (epoch < end) return row.rate;
      }
      return rows.at(-1)!.rate;
    },
  },
  step: {
    fields: ['rate', 'every', 'factor'],
    rate: ({ rate, every, factor = STEP_FACTOR }, { epoch }) => {
      check(every > 0, 'bad-argument', () => `train: schedule.every must be a positive number of epochs, got ${every}`);
      return rate * factor ** Math.floor(epoch / every);
    },
  },
  cosine: {
    fields: ['rate', 'floor'],
    rate: ({ rate, floor = 0, warmup = 0 }, { step, steps }) => {
      check(Number.isFinite(steps), 'bad-argument', () => {
        return 'train: schedule cosine must have a known number of steps; set stepsPerEpoch';
      });
      const share = (step - warmup) / Math.max(1, steps - warmup);
      return floor + (rate - floor) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, share))));
    },
  },
};

/**
 * Throws unless a schedule is a number, a table with at least one row, a function, or options of a known kind with
 * known fields and a valid warm-up. {@link rateAt} also checks `every` of a step schedule, that the total number of
 * steps is known for a cosine, and the resulting rate.
 *
 * @throws {VolumetricError} `bad-argument`
 */
export function checkSchedule(schedule: Schedule): void {
  if (typeof schedule === 'function') return;
  const options = asOptions(schedule);
  check(options !== null && typeof options === 'object', 'bad-argument', () => {
    return `train: schedule must be a rate, a table, an object with a kind or a function, got ${String(schedule)}`;
  });
  check(Object.hasOwn(KINDS, options.kind), 'bad-argument', () => {
    return `train: schedule.kind must be one of ${Object.keys(KINDS).join(', ')}, got ${String(options.kind)}`;
  });
  checkOptions(`train: schedule ${options.kind}`, options, ['kind', ...KINDS[options.kind].fields, 'warmup']);
  const { warmup = 0 } = options;
  check(Number.isFinite(warmup) && warmup >= 0, 'bad-argument', () => {
    return `train: schedule.warmup must be a number of steps >= 0, got ${warmup}`;
  });
  if (options.kind !== 'table') return;
  check(Array.isArray(options.rows) && options.rows.length > 0, 'bad-argument', () => {
    return 'train: schedule must have at least one row, got none';
  });
  for (const row of options.rows) checkOptions('train: a row of schedule', row, ['epochs', 'rate']);
}

/**
 * Returns the rate at a point of training.
 *
 * @throws {VolumetricError} `bad-argument` for an invalid schedule, for a cosine if the total number of steps is not
 *   known, and for a rate that is negative or not finite.
 */
export function rateAt(schedule: Schedule, progress: Progress): number {
  checkSchedule(schedule);
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
  const { warmup = 0 } = options;
  const { rate } = KINDS[options.kind] as Kinds['constant'];
  const full = rate(options as Extract<ScheduleOptions, { kind: 'constant' }>, progress);
  return progress.step < warmup ? (full * (progress.step + 1)) / warmup : full;
}

/**
 * Creates a schedule that rises linearly over `warmup` steps to `rate`, then falls along half a cosine to `floor` at
 * the end.
 *
 * @param options `rate`; `warmup` steps, default 0; `floor`, default 0.
 * @returns a function that returns the rate at a point of training. It throws `bad-argument` if the total number of
 *   steps is not known, if `warmup` is invalid, or if the rate is negative or not finite.
 * @throws {VolumetricError} `bad-argument` for unknown options.
 *
 * @example
 * cosineSchedule({ rate: 1, floor: 0.2 })({ epoch: 0, step: 50, steps: 100 }); // → 0.60
 */
export function cosineSchedule(options: {
  readonly rate: number;
  readonly warmup?: number;
  readonly floor?: number;
}): (progress: Progress) => number {
  checkOptions('cosineSchedule', options, ['rate', 'warmup', 'floor']);
  return (progress) => rateAt({ kind: 'cosine', ...options }, progress);
}
