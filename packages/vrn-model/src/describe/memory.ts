// What a network takes in memory to predict or to be trained, found by following every value before any is allocated.
import { check } from '@vrn/voxel';
import { plan } from '../inference/plan.js';
import { type Operation, trace } from '../inference/trace.js';
import { inputShape } from '../network/config.js';
import type { SettledConfig } from '../network/network.js';
import { type Description, isTrainable, product } from '../network/shapes.js';
import { betweenAxes, FLOAT_BYTES, trainingBytes } from './trainingMemory.js';

export interface MemoryOptions {
  /** Samples at a time. Default 1. */
  readonly batch?: number;
  /** Whether for a step of training; otherwise for a prediction. Default false. */
  readonly training?: boolean;
}

export const MEMORY_DEFAULTS = { batch: 1, training: false } as const;

/** Bytes, all values being float32. */
export interface Memory {
  /** Parameters, and the running averages of norms. */
  readonly parameters: number;
  /** Made of parameters: filters with norms folded in; in training the gradients and the optimiser's averages. */
  readonly derived: number;
  /** The most that feature maps take at any one time, input and result among them. */
  readonly activations: number;
  /** All of it. */
  readonly total: number;
}

/**
 * The most memory that a prediction, or a step of training by RMSProp, takes at any one time. Nothing is allocated.
 *
 * A prediction follows the steps that inference is planned as: a value is freed after the last step that needs it. Training
 * keeps all that gradients are computed from, and the gradients of feature maps until the last of them is there.
 * What a backend keeps for itself (packed filters, a kernel's scratch, memory freed and not used again) comes on top.
 *
 * @throws {VolumetricError} `bad-argument` for a batch that is no positive integer.
 */
export function memory(config: SettledConfig, description: Description, options: MemoryOptions = {}): Memory {
  const { batch = MEMORY_DEFAULTS.batch, training = MEMORY_DEFAULTS.training } = options;
  check(Number.isInteger(batch) && batch > 0, 'bad-argument', () => {
    return `VRN.summary: batch must be a positive integer, got ${batch}`;
  });
  const size = (all: readonly { readonly shape: readonly number[] }[]): number =>
    FLOAT_BYTES * all.reduce((sum, { shape }) => sum + product(shape), 0);
  const parameters = size(description.parameters);
  const sample = training
    ? { derived: 2 * size(description.parameters.filter(isTrainable)), activations: trainingBytes(config) }
    : config.normalisation === 'batch'
      ? { derived: 0, activations: unfusedBytes(config) }
      : inferenceBytes(config);
  const activations = batch * sample.activations;
  return { parameters, derived: sample.derived, activations, total: parameters + sample.derived + activations };
}

const bytes = ({ shape }: Operation): number => FLOAT_BYTES * product(shape);

/** The last stack's logits and the sigmoid of them, for one sample. */
function inferenceBytes(config: SettledConfig): { derived: number; activations: number } {
  const traced = trace(config, { lastOnly: true });
  const { steps, outputs } = plan(traced);
  const at = (number: number): Operation => traced.operations[number]!;
  let live = FLOAT_BYTES * product(inputShape(config));
  let most = live;
  let derived = 0;
  for (const { inputs, output, last } of steps) {
    derived += foldedBytes(at(output), new Set(inputs.map(at)));
    live += bytes(at(output));
    most = Math.max(most, live);
    for (const input of last) live -= bytes(at(input));
  }
  const occupancies = bytes(at(outputs[0]!));
  return { derived, activations: Math.max(most, live + occupancies) };
}

/** Norms by the batch's own statistics are computed operation by operation, and what they put out is freed at the end. */
function unfusedBytes(config: SettledConfig): number {
  const { operations } = trace(config, { lastOnly: true });
  const biased = operations.filter(({ options }) => options?.bias);
  const between = operations.filter(({ kind }) => kind === 'resize').reduce((sum, each) => sum + betweenAxes(each), 0);
  return [...operations, ...biased].reduce((sum, operation) => sum + bytes(operation), between);
}

/** What one step makes of parameters: a norm's factor and summand, or a filter and a bias that they are folded into. */
function foldedBytes(output: Operation, inputs: ReadonlySet<Operation>): number {
  let values = 0;
  for (let each = output; !inputs.has(each); each = each.inputs[0]!) {
    const channels = each.shape.at(-1)!;
    if (each.kind === 'norm') values = 2 * channels;
    if (each.kind !== 'convolution' || values === 0) continue;
    values = (product(each.options!.kernel) * each.inputs[0]!.shape.at(-1)! + 1) * channels;
  }
  return FLOAT_BYTES * values;
}
