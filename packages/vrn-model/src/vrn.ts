// Defines the interface of a network: parameters, forward pass, prediction, description and files.
/// <reference lib="esnext.disposable" />
import type * as tf from '@tensorflow/tfjs-core';
import type { Volume } from '@vrn/voxel';
import type { MemoryOptions } from './describe/memory.js';
import type { Summary } from './describe/summary.js';
import type { PredictAllOptions, PredictOptions } from './inference/predict.js';
import type { Inputs } from './network/inputs.js';
import type { SettledConfig } from './network/network.js';
import type { Description } from './network/shapes.js';
import type { VariantName } from './network/variants.js';
import type { OnnxOptions } from './onnx/toOnnx.js';
import type { Statistics } from './tensors/tensors.js';
import type { EncodeSafetensorsOptions } from './weights/safetensors.js';

/** Options of {@link VRN.forward}. */
export interface ForwardOptions {
  /**
   * Whether norms use the statistics of the batch. If `statistics` is given, each norm's mean and variance are stored
   * in it as kept tensors, which the caller disposes. Default: false, unless the config's `normalisation` is `'batch'`.
   */
  readonly training?: boolean | { readonly statistics: Statistics };
  /**
   * Whether to compute only the last stack's logits. Earlier output forks are then computed only if the config has
   * `reinjection`. Default false.
   */
  readonly lastOnly?: boolean;
  /** Tensors of all parameters by path, running averages included. Default: the network's own. */
  readonly params?: ReadonlyMap<string, tf.Tensor>;
}

/** A Volumetric Regression Network. */
export interface VRN {
  /** The complete config. */
  readonly config: SettledConfig;
  /** Variant that the network was built from, or that {@link buildVRN} was given with a config; else undefined. */
  readonly variant: VariantName | undefined;
  /** Shape of one input, `[rows, columns, channels]`. */
  readonly inputShape: readonly [number, number, number];
  /** Parameters (running averages of norms included), layers and output shapes, in the network's order. */
  readonly description: Description;
  /**
   * The parameters by path, in sorted order, running averages of norms included. Allocated on first use, and owned by
   * the network.
   *
   * @throws {VolumetricError} `disposed`; `no-backend` if no tfjs backend is ready.
   */
  readonly params: ReadonlyMap<string, tf.Tensor>;
  /** A JSON object that is saved with the weights, such as a model card. */
  readonly card: Readonly<Record<string, unknown>>;
  /**
   * Computes logits `[batch, rows, columns, slices]` of each supervised stack, first to last, or with `lastOnly`
   * of the last stack alone, for `x` of shape `[batch, …inputShape]`. The caller disposes them.
   *
   * @throws {VolumetricError} `shape-mismatch` if `x` has another shape; `bad-argument` for unknown options;
   *   `bad-weights` if `params` lacks a parameter; `disposed`; `no-backend` if no tfjs backend is ready.
   */
  forward(x: tf.Tensor, options?: ForwardOptions): tf.Tensor4D[];
  /**
   * Predicts the volume of one person, `[rows, columns, slices]`, occupancy 0..1.
   *
   * @throws {VolumetricError} `bad-argument` for unknown options; `disposed`; `no-backend` if no tfjs backend is ready;
   *   the errors of `packInputs`.
   */
  predict(inputs: Inputs, options?: PredictOptions): Promise<Volume<Float32Array>>;
  /**
   * Predicts the volumes of several people, each as {@link predict} does, in the order of the list.
   *
   * @throws {VolumetricError} the errors of {@link predict}; `bad-argument` also if `list` is not iterable or
   *   `batchSize` is not a positive integer.
   */
  predictAll(list: Iterable<Inputs>, options?: PredictAllOptions): Promise<Volume<Float32Array>[]>;
  /**
   * Computes the numbers of parameters and multiply-adds, of the network, its layers and its parts, and the peak memory
   * of a prediction or a training step. Allocates no tensors.
   *
   * @throws {VolumetricError} `bad-argument` for unknown options, or if `batch` is not a positive integer.
   */
  summary(options?: MemoryOptions): Summary;
  /** Draws the network as SVG text: stem, hourglasses, output forks, and the inside of a residual block. */
  drawing(): string;
  /**
   * Encodes the network as a safetensors file, with config, variant (if it has one), seed and card as metadata.
   *
   * @throws {VolumetricError} `bad-argument` for unknown options; `bad-weights` if a value is not finite in the chosen
   *   precision; `disposed`; `no-backend` if no tfjs backend is ready.
   */
  save(options?: EncodeSafetensorsOptions): Promise<Uint8Array>;
  /**
   * Encodes the network as an ONNX file with the config as metadata. The graph maps `input` to the last stack's
   * `logits` and `probabilities`, with `allStacks` also to the logits of earlier stacks, for any batch size.
   *
   * @throws {VolumetricError} `bad-argument` for unknown options; `disposed`; `no-backend` if no tfjs backend is ready.
   */
  toOnnx(options?: OnnxOptions): Promise<Uint8Array>;
  /**
   * Replaces a parameter. Disposes the old tensor, unless `value` is the same tensor; the network owns `value`.
   *
   * @throws {VolumetricError} `bad-weights` if the path is unknown or the shape differs; `disposed`, `no-backend`.
   */
  assign(path: string, value: tf.Tensor): void;
  /** Disposes all tensors. The network cannot be used afterwards. */
  dispose(): void;
  /** Same as {@link dispose}: `using vrn = buildVRN(…)` disposes the network at the end of the block. */
  [Symbol.dispose](): void;
}
