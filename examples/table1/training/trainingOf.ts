// Prepares a training of the table: builds the network, orders its samples, and sets the options of `train`.
import { fill } from '@tensorflow/tfjs-core';
import { buildVRN, VARIANTS, type VariantName, type VRN } from '@vrn/model';
import { cosineSchedule, type Dataset, type Schedule, type TrainOptions } from '@vrn/model/train';
import { augment, type Sample } from '@vrn/voxel';
import type { Entry, Spec } from '../spec.js';
import type { Bodies } from './bodies.js';
import type { Engine } from './engine.js';
import { passes } from './passes.js';

/** A network with its initial weights, and the arguments of `train`. */
export interface Training {
  readonly vrn: VRN;
  readonly dataset: Dataset;
  readonly options: TrainOptions;
}

/** Builds a network at the size of the spec, with initial weights. */
export const build = (spec: Spec, network: VariantName, seed = spec.seed): VRN =>
  buildVRN({ ...VARIANTS[network], ...spec.config }, { seed });

/** Prepares a training. The caller disposes the network. */
export function trainingOf(
  spec: Spec,
  { network, seed }: Entry,
  { bodies, engine }: { readonly bodies: Bodies; readonly engine: Engine },
): Training {
  const { checkpointEvery: _, epochSamples, scored: __, ...training } = spec.training;
  const vrn = build(spec, network, seed);
  for (const [path, tensor] of spec.outputBias === null ? [] : vrn.params) {
    if (path.endsWith('fork/conv/b')) vrn.assign(path, fill(tensor.shape, spec.outputBias!));
  }
  const options: TrainOptions = {
    ...training,
    schedule: wholeSchedule(spec),
    ...(engine.engine && { engine: engine.engine }),
    ...(spec.data.augment && { augment: (sample, rng) => augment(sample as Sample, { rng }) }),
    ...(epochSamples !== null && { stepsPerEpoch: stepsPerEpoch(spec) }),
    seed,
    validation: bodies.curve,
  };
  const dataset = epochSamples === null ? bodies.train : passes(bodies.train, { ...spec.training, seed });
  return { vrn, dataset, options };
}

/** Number of training steps per epoch. */
export const stepsPerEpoch = ({ data, training }: Spec): number =>
  Math.ceil((training.epochSamples ?? data.train) / training.batchSize);

/**
 * Returns the schedule over all epochs. The training runs in sections, each with its own call of `train`, and a cosine
 * schedule would otherwise reach its end in every section.
 */
function wholeSchedule(spec: Spec): Schedule {
  const { schedule, epochs } = spec.training;
  if (typeof schedule === 'number' || !('kind' in schedule) || schedule.kind !== 'cosine') return schedule;
  const { kind: _, ...options } = schedule;
  const rate = cosineSchedule(options);
  const steps = epochs * stepsPerEpoch(spec);
  return (progress) => rate({ ...progress, steps });
}
