// A network one can hold: built from a row of the table or a config, run, described, saved and loaded.
import * as tf from '@tensorflow/tfjs-core';
import { check, type Volume, VolumetricError } from '@vrn/voxel';
import type { MemoryOptions } from './describe/memory.js';
import { type Summary, summarise } from './describe/summary.js';
import { drawNetwork } from './drawing/drawing.js';
import { inference } from './inference/infer.js';
import { checkConfig, inputShape, type VRNConfig } from './network/config.js';
import { initialValues, parameterTensors } from './network/initialise.js';
import type { Inputs } from './network/inputs.js';
import { network, type SettledConfig } from './network/network.js';
import { settle } from './network/settle.js';
import { type Description, describe, isTrainable } from './network/shapes.js';
import { VARIANT_NAMES, VARIANTS, type VariantName } from './network/variants.js';
import { type OnnxOptions, toOnnx } from './onnx/toOnnx.js';
import { type PredictAllOptions, type PredictOptions, predictAll } from './predict.js';
import { type Statistics, tensorInterpreter } from './tensors/tensors.js';
import { checkParams, type ParameterValues } from './weights/checkParams.js';
import { decodeSafetensors, type EncodeSafetensorsOptions, encodeSafetensors } from './weights/safetensors.js';

/** What {@link VRN.forward} is asked for. */
export interface ForwardOptions {
  /** Norm by the batch's own statistics; they are put, kept, into the given map when there is one. */
  readonly training?: boolean | { readonly statistics: Statistics };
  /** Only the last stack's logits, leaving other forks uncomputed. Default false. */
  readonly lastOnly?: boolean;
  /** Tensors to use in place of the network's own, by path. */
  readonly params?: ReadonlyMap<string, tf.Tensor>;
}

/** A Volumetric Regression Network. */
export interface VRN {
  readonly config: SettledConfig;
  /** The row it was built from; undefined where it was built from a config. */
  readonly variant: VariantName | undefined;
  /** `[rows, columns, channels]` of the input. */
  readonly inputShape: readonly [number, number, number];
  /** What the parameters are, in the network's order; running averages of norms among them. */
  readonly description: Description;
  /** The parameters by sorted path, allocated on first use. */
  readonly params: ReadonlyMap<string, tf.Tensor>;
  /** Anything worth keeping beside the weights; saved with them. */
  readonly card: Readonly<Record<string, unknown>>;
  /** Logits `[batch, rows, columns, slices]` after each supervised stack, for `x` `[batch, …inputShape]`. */
  forward(x: tf.Tensor, options?: ForwardOptions): tf.Tensor4D[];
  /** The volume of a person, occupancy 0..1. */
  predict(inputs: Inputs, options?: PredictOptions): Promise<Volume<Float32Array>>;
  /** The volumes of many, in their order. */
  predictAll(list: Iterable<Inputs>, options?: PredictAllOptions): Promise<Volume<Float32Array>[]>;
  /** Costs, and the memory that a batch takes, without allocating anything. */
  summary(options?: MemoryOptions): Summary;
  /** The network as a picture (SVG): stem, hourglasses, output forks, and the inside of its block. */
  drawing(): string;
  /** The network as a safetensors file; config, variant, seed and card in the metadata. */
  save(options?: EncodeSafetensorsOptions): Promise<Uint8Array>;
  /** The network as an ONNX file, its config in the metadata: `input` to `logits` and `probabilities`, for any batch. */
  toOnnx(options?: OnnxOptions): Promise<Uint8Array>;
  /** Puts new values in place of a parameter's; the old tensor is disposed, the new one is the network's own. */
  assign(path: string, value: tf.Tensor): void;
  /** Frees all tensors. The network cannot be used afterwards. */
  dispose(): void;
}

export interface BuildOptions {
  readonly rows?: number;
  readonly columns?: number;
  readonly slices?: number;
  readonly features?: number;
  /** Of the first values. Default 0. */
  readonly seed?: number;
  /** Values in place of random ones, by path: all of them, of the right sizes. */
  readonly params?: ParameterValues;
  /** What {@link VRN.card} shall be. */
  readonly card?: Readonly<Record<string, unknown>>;
  /** What {@link VRN.variant} shall be, where a config is given. */
  readonly variant?: VariantName | undefined;
}

/**
 * A network from a row of {@link VARIANTS} by name, or from a config; fields a config leaves out are Multistack's.
 *
 * Nothing is allocated until parameters are needed: `summary()` is free.
 *
 * @param variant `'multistack'`, … or fields of a {@link VRNConfig}.
 * @throws {VolumetricError} `bad-config` for unknown names, unknown fields and values that do not fit;
 *   `bad-weights` for `params` that do, listing every missing, extra and misshapen name.
 *
 * @example
 * buildVRN('multistack', { features: 256 }).summary().parameters;  // → 51440896
 *
 * Source: paper 4, Table 1.
 */
export function buildVRN(variant: VariantName | Partial<VRNConfig>, options: BuildOptions = {}): VRN {
  const { seed = 0, params: given, card = {}, variant: rowName, ...overrides } = options;
  const row = typeof variant === 'string' && VARIANT_NAMES.includes(variant) ? VARIANTS[variant] : variant;
  check(row !== null && typeof row === 'object' && !Array.isArray(row), 'bad-config', () => {
    return `buildVRN: variant must be one of ${VARIANT_NAMES.join(', ')} or a config, got ${String(variant)}`;
  });
  const defined = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const merged: VRNConfig = { ...VARIANTS.multistack, ...row, ...defined };
  checkConfig(merged, 'buildVRN');
  check(Number.isSafeInteger(seed) && seed >= 0, 'bad-argument', () => {
    return `buildVRN: seed must be a whole number from 0 on, got ${seed}`;
  });
  const config = settle(merged);
  const description = describe(config);
  if (given !== undefined) checkParams(description.parameters, given, 'buildVRN');
  const shape = inputShape(config);
  let tensors: Map<string, tf.Tensor> | undefined;
  const runner = inference(config);
  let disposed = false;
  const own = (): Map<string, tf.Tensor> => {
    check(!disposed, 'disposed', () => 'VRN: this network has been disposed of');
    const sorted = () => [...description.parameters].sort((a, b) => (a.path < b.path ? -1 : 1));
    tensors ??= parameterTensors(sorted(), (p) => given?.get(p.path)?.data ?? initialValues(p, seed));
    return tensors;
  };

  const numbers = async (): Promise<Map<string, { shape: number[]; data: Float32Array }>> => {
    const values = [...own()].map(
      async ([path, tensor]) => [path, { shape: tensor.shape, data: (await tensor.data()) as Float32Array }] as const,
    );
    return new Map(await Promise.all(values));
  };

  const vrn: VRN = {
    config,
    variant: typeof variant === 'string' ? variant : rowName,
    inputShape: shape,
    description,
    card,
    get params() {
      return own();
    },
    forward(x, { training = config.normalisation === 'batch', lastOnly = false, params = own() } = {}) {
      check(String(x.shape.slice(1)) === String(shape), 'shape-mismatch', () => {
        return `VRN.forward: x must be [batch, ${shape.join(', ')}], got [${x.shape.join(', ')}]`;
      });
      const statistics = typeof training === 'object' ? training.statistics : undefined;
      const norming = training
        ? { by: 'batch' as const, ...(statistics && { statistics }) }
        : { by: 'running' as const };
      // Fused kernels have no gradients to the parameters that they were folded from.
      const differentiated = tf.engine().state.gradientDepth > 0;
      if (norming.by === 'running' && !differentiated) {
        return runner.run(params, x, { lastOnly, keep: params === tensors }) as tf.Tensor4D[];
      }
      return tf.tidy(() => network(tensorInterpreter(params, norming), config, x, { lastOnly })) as tf.Tensor4D[];
    },
    async predict(inputs, options) {
      const [volume] = await predictAll(vrn, [inputs], options);
      return volume!;
    },
    predictAll: (list, options) => predictAll(vrn, list, options),
    summary: (memoryOptions) => summarise(config, description, memoryOptions),
    drawing: () => drawNetwork(config),
    async save(saveOptions) {
      const values = await numbers();
      const metadata = {
        format: 'vrn',
        config: JSON.stringify(config),
        ...(vrn.variant && { variant: vrn.variant }),
        seed: String(seed),
        card: JSON.stringify(card),
      };
      return encodeSafetensors({ tensors: values, metadata }, saveOptions);
    },
    toOnnx: async (onnxOptions) => toOnnx(config, await numbers(), onnxOptions),
    assign(path, value) {
      const old = own().get(path);
      check(old !== undefined && String(old.shape) === String(value.shape), 'bad-weights', () => {
        return `VRN.assign: ${path} must be a parameter of shape [${old?.shape}], got [${value.shape}]`;
      });
      own().set(path, tf.keep(value));
      old.dispose();
      runner.forget();
    },
    dispose() {
      for (const tensor of tensors?.values() ?? []) tensor.dispose();
      tensors = undefined;
      runner.forget();
      disposed = true;
    },
  };
  return vrn;
}

/** Trainable parameters' paths, sorted. */
export const trainablePaths = (vrn: VRN): string[] =>
  vrn.description.parameters
    .filter(isTrainable)
    .map((parameter) => parameter.path)
    .sort();

/**
 * A network from the bytes that {@link VRN.save} gave, whatever its numbers were written as.
 *
 * @throws {VolumetricError} `bad-file` for bytes that are no safetensors file, are cut off or hold numbers that are not
 *   finite; `bad-weights` for tensors that do not fit the config within, one error with every name; `bad-config`.
 */
export function loadVRN(bytes: Uint8Array): VRN {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { format, variant, seed } = metadata;
  const wrong = (field: string, words: string): VolumetricError =>
    new VolumetricError('bad-weights', `loadVRN: metadata.${field} must be ${words}, got ${metadata[field] ?? 'none'}`);
  const table = (field: string): Record<string, unknown> => {
    try {
      const value: unknown = JSON.parse(metadata[field] ?? '');
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // What is no JSON is no table.
    }
    throw wrong(field, 'a JSON object, as VRN.save writes it');
  };
  if (format !== 'vrn') throw wrong('format', 'vrn');
  if (variant !== undefined && !(VARIANT_NAMES as readonly string[]).includes(variant)) {
    throw wrong('variant', `one of ${VARIANT_NAMES.join(', ')}`);
  }
  if (!/^\d+$/.test(seed ?? '') || !Number.isSafeInteger(Number(seed))) throw wrong('seed', 'a whole number');
  return buildVRN(table('config') as Partial<VRNConfig>, {
    seed: Number(seed),
    params: tensors,
    card: table('card'),
    variant: variant as VariantName | undefined,
  });
}
