// Lists the fields of a training spec. Help texts import this file, because it does not load @vrn/model.
import type { TrainOptions } from '@vrn/model/train';

/** Fields that the command reads itself. */
export const OWN_FIELDS = [
  'name', 'variant', 'config', 'weights', 'size', 'features', 'seed', 'outputBias', 'data', 'samples', 'validation',
  'corrupt', 'augment', 'epochs', 'batch', 'engine', 'threads', 'output',
] as const; // biome-ignore format: a list

/** Options of `train` that the spec passes on unchanged. */
export const PASSED_ON_FIELDS = [
  'microBatch', 'schedule', 'optimiser', 'loss', 'clipNorm', 'average', 'stepsPerEpoch', 'checkpointEvery',
] as const satisfies readonly (keyof TrainOptions)[]; // biome-ignore format: a list

/** All fields that a training spec may have; any other field is an error. */
export const SPEC_FIELDS: readonly string[] = [...OWN_FIELDS, ...PASSED_ON_FIELDS];
