// A network one can hold: built from a row of the table or a config, run, described, saved and loaded.
import * as tf from '@tensorflow/tfjs-core';
import { check, packed, type Volume, VolumetricError } from '@vrn/voxel';
import { checkConfig, inputShape, type VRNConfig } from './config.js';
import { initialValues, parameterTensors } from './initialise.js';
import { type Inputs, packInputs } from './inputs.js';
import { network, type SettledConfig } from './network.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';
import { settle } from './settle.js';
import { type Description, describe, isTrainable, type Layer, type Parameter } from './shapes.js';
import { type Statistics, tensorInterpreter } from './tensors.js';
import { VARIANTS, type VariantName } from './variants.js';

/** What {@link VRN.forward} is asked for. */
export interface ForwardOptions {
  /** Norm by the batch's own statistics; they are put, kept, into the given map when there is one. */
  readonly training?: boolean | { readonly statistics: Statistics };
  /** Only the last stack's logits, leaving other forks uncomputed. Default false. */
  readonly lastOnly?: boolean;
  /** Tensors to use in place of the network's own, by path. */
  readonly params?: ReadonlyMap<string, tf.Tensor>;
}

/** What a network holds and costs, for one sample. */
export interface Summary {
  /** Trainable parameters. */
  readonly parameters: number;
  readonly multiplyAdds: number;
  readonly layers: readonly Layer[];
}

/** A Volumetric Regression Network. */
export interface VRN {
  readonly config: SettledConfig;
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
  predict(inputs: Inputs): Promise<Volume<Float32Array>>;
  /** Costs, without allocating anything. */
  summary(): Summary;
  /** The network as a safetensors file, its config in the metadata. */
  save(): Promise<Uint8Array>;
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
  readonly params?: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
  /** What {@link VRN.card} shall be. */
  readonly card?: Readonly<Record<string, unknown>>;
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
  const { seed = 0, params: given, card = {}, ...overrides } = options;
  const row = typeof variant === 'string' ? VARIANTS[variant] : variant;
  check(row !== null && typeof row === 'object', 'bad-config', () => {
    return `buildVRN: variant must be one of ${Object.keys(VARIANTS).join(', ')} or a config, got ${String(variant)}`;
  });
  const defined = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const merged: VRNConfig = { ...VARIANTS.multistack, ...row, ...defined };
  checkConfig(merged, 'buildVRN');
  const config = settle(merged);
  const description = describe(config);
  if (given !== undefined) checkParams(description.parameters, given);
  const shape = inputShape(config);
  let tensors: Map<string, tf.Tensor> | undefined;
  let disposed = false;
  const own = (): Map<string, tf.Tensor> => {
    check(!disposed, 'disposed', () => 'VRN: this network has been disposed of');
    const sorted = () => [...description.parameters].sort((a, b) => (a.path < b.path ? -1 : 1));
    tensors ??= parameterTensors(sorted(), (p) => given?.get(p.path)?.data ?? initialValues(p, seed));
    return tensors;
  };

  const vrn: VRN = {
    config,
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
      return tf.tidy(() => network(tensorInterpreter(params, norming), config, x, { lastOnly })) as tf.Tensor4D[];
    },
    async predict(inputs) {
      const input = packInputs(config, inputs);
      const probabilities = tf.tidy(() => {
        const [logits] = vrn.forward(tf.tensor4d(input.data, [1, ...shape]), { lastOnly: true });
        return tf.sigmoid(logits!);
      });
      const data = await probabilities.data<'float32'>();
      probabilities.dispose();
      return packed(data as Float32Array, [config.rows, config.columns, config.slices]);
    },
    summary() {
      const sum = (field: 'parameters' | 'multiplyAdds') =>
        description.layers.reduce((total, layer) => total + layer[field], 0);
      return { parameters: sum('parameters'), multiplyAdds: sum('multiplyAdds'), layers: description.layers };
    },
    async save() {
      const values = new Map<string, { shape: number[]; data: Float32Array }>();
      for (const [path, tensor] of own()) {
        values.set(path, { shape: tensor.shape, data: (await tensor.data()) as Float32Array });
      }
      const metadata = {
        format: 'vrn',
        config: JSON.stringify(config),
        seed: String(seed),
        card: JSON.stringify(card),
      };
      return encodeSafetensors({ tensors: values, metadata });
    },
    assign(path, value) {
      const old = own().get(path);
      check(old !== undefined && String(old.shape) === String(value.shape), 'bad-weights', () => {
        return `VRN.assign: ${path} must be a parameter of shape [${old?.shape}], got [${value.shape}]`;
      });
      own().set(path, tf.keep(value));
      old.dispose();
    },
    dispose() {
      for (const tensor of tensors?.values() ?? []) tensor.dispose();
      tensors = undefined;
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

function checkParams(parameters: readonly Parameter[], given: NonNullable<BuildOptions['params']>): void {
  const known = new Map(parameters.map((parameter) => [parameter.path, parameter]));
  const wrong: string[] = [];
  for (const { path, shape } of parameters) {
    const value = given.get(path);
    if (value === undefined) wrong.push(`missing ${path}`);
    else if (String(value.shape) !== String(shape)) wrong.push(`${path} must be [${shape}], got [${value.shape}]`);
    else if (!value.data.every(Number.isFinite)) wrong.push(`${path} must be finite`);
  }
  for (const path of given.keys()) if (!known.has(path)) wrong.push(`unknown ${path}`);
  check(wrong.length === 0, 'bad-weights', () => `buildVRN: params do not fit the config: ${wrong.join('; ')}`);
}

/**
 * A network from the bytes that {@link VRN.save} gave.
 *
 * @throws {VolumetricError} `bad-file` for bytes that are no safetensors file or are cut off; `bad-weights` for tensors that
 *   do not fit the config within; `bad-config`.
 */
export function loadVRN(bytes: Uint8Array): VRN {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const json = (field: string): Record<string, unknown> => {
    try {
      return JSON.parse(metadata[field] ?? '') as Record<string, unknown>;
    } catch (cause) {
      throw new VolumetricError('bad-weights', `loadVRN: metadata.${field} must be JSON, as VRN.save writes it`, {
        cause,
      });
    }
  };
  return buildVRN(json('config') as Partial<VRNConfig>, {
    seed: Number(metadata['seed'] ?? 0),
    params: tensors,
    card: json('card'),
  });
}
