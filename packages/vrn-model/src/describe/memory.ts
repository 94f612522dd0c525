// Computes the peak memory of a prediction or a training step from the network's description, without allocating
// tensors.
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { plan } from '../inference/plan.js';
import { type Operation, trace } from '../inference/trace.js';
import { inputShape } from '../network/config.js';
import type { SettledConfig } from '../network/network.js';
import { type Description, isTrainable, product } from '../network/shapes.js';
import { betweenStages, FLOAT_BYTES, savedFilterBytes, trainingBytes } from './trainingMemory.js';

/** Options of {@link VRN.summary}. */
export interface MemoryOptions {
  /** Samples per batch, a positive integer. Default 1. */
  readonly batch?: number;
  /** Whether to compute the memory of a training step instead of that of a prediction. Default false. */
  readonly training?: boolean;
}

export const MEMORY_DEFAULTS = { batch: 1, training: false } as const;

/** Peak memory, bytes. All values are float32. */
export interface Memory {
  /** Trainable parameters and the running averages of norms. */
  readonly parameters: number;
  /**
   * Tensors derived from parameters. Prediction: filters and biases with norms folded in, and gains and offsets of the
   * other norms; none if norms use the statistics of the batch. Training: gradients, RMSProp's mean squares, and
   * filters saved for gradients.
   */
  readonly derived: number;
  /**
   * Peak of the feature maps, input and output included. Training: also of their gradients, of the target and of the
   * tensors of the loss.
   */
  readonly activations: number;
  /** Sum of the three above. */
  readonly total: number;
}

/**
 * Computes the peak memory of a prediction without `flip`, or of `trainStep` with RMSProp and the default loss, without
 * `microBatch`. Allocates no tensors.
 *
 * A prediction frees each value after the last step of the inference plan that reads it, or at the end if norms use the
 * statistics of the batch. Training saves every value that a gradient needs, and keeps the gradients of feature maps
 * until the last one is computed; saved values are counted as copies, as on the wasm backend. Memory that a backend
 * uses internally (packed filters, scratch memory of kernels, freed memory that is not reused) is not counted.
 *
 * @param config      the network's config.
 * @param description the network's description.
 * @param options     batch size, and whether to compute the memory of training.
 * @returns bytes by use, and their sum.
 * @throws {VolumetricError} `bad-argument` if `batch` is not a positive integer, or an option is unknown.
 */
export function memory(config: SettledConfig, description: Description, options: MemoryOptions = {}): Memory {
  checkOptions('VRN.summary', options, MEMORY_DEFAULTS);
  const { batch = MEMORY_DEFAULTS.batch, training = MEMORY_DEFAULTS.training } = options;
  check(Number.isInteger(batch) && batch > 0, 'bad-argument', () => {
    return `VRN.summary: batch must be a positive integer, got ${batch}`;
  });
  const size = (all: readonly { readonly shape: readonly number[] }[]): number =>
    FLOAT_BYTES * all.reduce((sum, { shape }) => sum + product(shape), 0);
  const parameters = size(description.parameters);
  const sample = training
    ? {
        derived: 2 * size(description.parameters.filter(isTrainable)) + savedFilterBytes(description),
        activations: trainingBytes(config),
      }
    : config.normalisation === 'batch'
      ? { derived: 0, activations: unfusedBytes(config) }
      : inferenceBytes(config);
  const activations = batch * sample.activations;
  return { parameters, derived: sample.derived, activations, total: parameters + sample.derived + activations };
}

const bytes = ({ shape }: Operation): number => FLOAT_BYTES * product(shape);

/**
 * Bytes needed to predict one sample with the inference plan: tensors derived from parameters, and the peak of the
 * feature maps, the sigmoid of the last stack's logits included.
 */
function inferenceBytes(config: SettledConfig): { derived: number; activations: number } {
  const traced = trace(config, { lastOnly: true });
  const { steps, outputs } = plan(traced);
  const at = (number: number): Operation => traced.operations[number]!;
  let live = FLOAT_BYTES * product(inputShape(config));
  let peak = live;
  let derived = 0;
  for (const { inputs, output, last } of steps) {
    derived += foldedBytes(at(output), new Set(inputs.map(at)));
    live += bytes(at(output));
    peak = Math.max(peak, live);
    for (const input of last) live -= bytes(at(input));
  }
  const occupancies = bytes(at(outputs[0]!));
  return { derived, activations: Math.max(peak, live + occupancies) };
}

/**
 * Bytes of the feature maps of one prediction if norms use the statistics of the batch. Such networks are computed
 * operation by operation, and the results of all operations are kept until the end.
 */
function unfusedBytes(config: SettledConfig): number {
  const { operations } = trace(config, { lastOnly: true });
  const biased = operations.filter(({ options }) => options?.bias);
  const all = [...operations, ...biased];
  return all.reduce((sum, operation) => sum + bytes(operation), betweenStages(operations));
}

/**
 * Bytes that one step of the inference plan derives from parameters: a norm's gain and offset, or a filter and bias
 * with a norm folded in; 0 for steps without a norm.
 */
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
