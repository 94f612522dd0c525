// Checks the arguments of train and fills in defaults.
import { check } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import type { VRN } from '../vrn.js';
import { type CheckpointStore, fileCheckpoint } from './checkpoint/checkpointStore.js';
import { checkDataset, type Dataset, indexed } from './data/dataset.js';
import type { TrainingEngine } from './engine.js';
import { lossSettings } from './loss/objective.js';
import type { Optimiser } from './optimiser/optimiser.js';
import { optimiserFrom, optimiserSettings } from './optimiser/optimiserFrom.js';
import { checkSchedule, PAPER_SCHEDULE, type Schedule } from './optimiser/schedule.js';
import { refuseSingles } from './singleValues.js';
import { TRAIN_DEFAULTS, TRAIN_OPTIONS, type TrainOptions } from './trainOptions.js';
import { trainStep } from './trainStep.js';
import { AVERAGE_DEFAULTS, type WeightAverage, weightAverage } from './weightAverage.js';

/** The default engine: `trainStep` on the current tfjs backend. */
const TFJS: TrainingEngine = { step: trainStep, settle: async () => {} };

/** The arguments of a run, complete and checked. */
export interface TrainSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly prefetch: number;
  readonly shuffleBuffer: number;
  readonly schedule: Schedule;
  readonly engine: TrainingEngine;
  readonly store: CheckpointStore | undefined;
  readonly optimiser: Optimiser;
  /** Whether the optimiser was created here, and must be disposed at the end. */
  readonly ownsOptimiser: boolean;
  readonly average: WeightAverage | undefined;
  /** Number of samples in the dataset; undefined for streams. */
  readonly length: number | undefined;
  /**
   * Number of steps per epoch and in total; undefined if not known in advance. For streams, which may end earlier, they
   * are upper limits.
   */
  readonly epochSteps: number | undefined;
  readonly steps: number | undefined;
  /** Settings that must equal those stored in a checkpoint for this run to resume from it. */
  readonly run: Readonly<Record<string, unknown>>;
}

/**
 * Returns the checked settings of a run.
 *
 * @throws {VolumetricError} `bad-argument` for arguments that are missing, unknown or out of range.
 */
export function trainSettings(vrn: VRN, dataset: Dataset, options: TrainOptions): TrainSettings {
  check(vrn !== null && typeof vrn === 'object' && 'params' in vrn, 'bad-argument', () => {
    return `train: vrn must be a network, got ${String(vrn)}`;
  });
  checkOptions('train', options, TRAIN_OPTIONS);
  const { epochs, batchSize, seed, prefetch, shuffleBuffer } = { ...TRAIN_DEFAULTS, ...defined(options) };
  const { schedule = PAPER_SCHEDULE, engine = TFJS, microBatch, stepsPerEpoch, checkpointEvery, validation } = options;
  checkCounts({ epochs, batchSize, microBatch, stepsPerEpoch, checkpointEvery }, 1);
  checkCounts({ seed, prefetch, shuffleBuffer }, 0);
  checkSchedule(schedule);
  lossSettings(options.loss ?? {}, 'train');
  checkCollaborators(options);
  checkDataset(dataset, 'train: dataset');
  if (validation !== undefined) checkDataset(validation, 'train: validation');
  const length = indexed(dataset)?.length;
  check(length !== 0, 'bad-argument', () => 'train: dataset must not be empty');
  check(validation === undefined || indexed(validation)?.length !== 0, 'bad-argument', () => {
    return 'train: validation must not be empty';
  });
  // Norms on 1 × 1 features would see a single value per channel in every step: variances could not be estimated.
  if (batchSize === 1) refuseSingles(vrn, 'batchSize');
  const limit = stepsPerEpoch ?? Number.POSITIVE_INFINITY;
  const epochSteps = length === undefined ? stepsPerEpoch : Math.min(limit, Math.ceil(length / batchSize));
  const { optimiser, rule, ownsOptimiser } = optimiserOf(options.optimiser);
  const averages = options.average && { ...AVERAGE_DEFAULTS, ...defined(options.average) };
  return {
    ...{ epochs, batchSize, seed, prefetch, shuffleBuffer, schedule, engine, optimiser, ownsOptimiser, length },
    store: typeof options.checkpoint === 'string' ? fileCheckpoint(options.checkpoint) : options.checkpoint,
    average: options.average && weightAverage(options.average),
    epochSteps,
    steps: epochSteps === undefined ? undefined : epochSteps * epochs,
    run: { batchSize, seed, length, optimiser: rule, average: averages, shuffleBuffer, stepsPerEpoch },
  };
}

function checkCounts(counts: Readonly<Record<string, number | undefined>>, minimum: number): void {
  for (const [name, count] of Object.entries(counts)) {
    check(count === undefined || (Number.isInteger(count) && count >= minimum), 'bad-argument', () => {
      return `train: ${name} must be an integer >= ${minimum}, got ${String(count)}`;
    });
  }
}

/** Throws unless callbacks are functions, the engine has `step`, and checkpoint and metrics are of valid types. */
function checkCollaborators({ engine, checkpoint, metrics, augment, onStep, onProgress, onEpoch }: TrainOptions): void {
  const isStore = typeof checkpoint !== 'object' || typeof checkpoint?.load === 'function';
  const wrong = [
    engine !== undefined && typeof engine?.step !== 'function' && 'engine must be a training engine',
    (checkpoint === null || !isStore) && "checkpoint must be a file's path or a store",
    metrics !== undefined && !['string', 'function'].includes(typeof metrics) && 'metrics must be a path or a function',
    ...Object.entries({ augment, onStep, onProgress, onEpoch }).map(
      ([name, value]) => value !== undefined && typeof value !== 'function' && `${name} must be a function`,
    ),
  ].find((words) => words !== false);
  check(wrong === undefined, 'bad-argument', () => `train: ${wrong}`);
}

/**
 * Returns the optimiser, its rule or settings as plain data (undefined for a given optimiser without a rule), and
 * whether it was created here.
 */
function optimiserOf(given: TrainOptions['optimiser'] = { kind: 'rmsprop' }): {
  readonly optimiser: Optimiser;
  readonly rule: unknown;
  readonly ownsOptimiser: boolean;
} {
  if (given !== null && typeof given === 'object' && 'next' in given) {
    return { optimiser: given, rule: given.rule, ownsOptimiser: false };
  }
  const optimiser = optimiserFrom(given);
  return { optimiser, rule: optimiser.rule ?? optimiserSettings(given), ownsOptimiser: true };
}
