// What a network is to its user: parameters, forward pass, prediction, description, files.
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
   * Whether norms use the statistics of the batch. Those are stored in `statistics` where one is given: kept tensors that
   * the caller disposes. Default: false, unless the config's `normalisation` is `'batch'`.
   */
  readonly training?: boolean | { readonly statistics: Statistics };
  /** Only the last stack's logits; earlier forks are not computed. Default false. */
  readonly lastOnly?: boolean;
  /** Tensors to use in place of the network's own, by path. */
  readonly params?: ReadonlyMap<string, tf.Tensor>;
}

/** A Volumetric Regression Network. */
export interface VRN {
  readonly config: SettledConfig;
  /** The row that it was built from; undefined where it was built from a config. */
  readonly variant: VariantName | undefined;
  /** `[rows, columns, channels]` of the input. */
  readonly inputShape: readonly [number, number, number];
  /** Names, shapes and roles of the parameters, running averages of norms included, in the network's order. */
  readonly description: Description;
  /** The parameters by sorted path, allocated on first use. */
  readonly params: ReadonlyMap<string, tf.Tensor>;
  /** Any JSON that is saved with the weights, such as a model card. */
  readonly card: Readonly<Record<string, unknown>>;
  /** Logits `[batch, rows, columns, slices]` after each supervised stack, for `x` `[batch, …inputShape]`. */
  forward(x: tf.Tensor, options?: ForwardOptions): tf.Tensor4D[];
  /** The volume of one person, occupancy 0..1. */
  predict(inputs: Inputs, options?: PredictOptions): Promise<Volume<Float32Array>>;
  /** The volumes of several people, in their order. */
  predictAll(list: Iterable<Inputs>, options?: PredictAllOptions): Promise<Volume<Float32Array>[]>;
  /** Costs, and the memory that a batch takes; allocates nothing. */
  summary(options?: MemoryOptions): Summary;
  /** The network as an SVG picture: stem, hourglasses, output forks, and the inside of its block. */
  drawing(): string;
  /** The network as a safetensors file; config, variant, seed and card are in the metadata. */
  save(options?: EncodeSafetensorsOptions): Promise<Uint8Array>;
  /** The network as an ONNX file, its config in the metadata: `input` to `logits` and `probabilities`, for any batch. */
  toOnnx(options?: OnnxOptions): Promise<Uint8Array>;
  /** Replaces a parameter; the old tensor is disposed, the new one belongs to the network. */
  assign(path: string, value: tf.Tensor): void;
  /** Disposes all tensors. The network cannot be used afterwards. */
  dispose(): void;
  /** The same as {@link dispose}: `using vrn = buildVRN(…)` disposes the network at the end of the block. */
  [Symbol.dispose](): void;
}
