// Builds networks from the name of a variant or from a config.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkOptions, defined, nearestName } from '@vrn/voxel/internal';
import { summarise } from './describe/summary.js';
import { drawNetwork } from './drawing/drawing.js';
import { inference } from './inference/infer.js';
import { predictAll } from './inference/predict.js';
import { checkConfig, inputShape, type VRNConfig } from './network/config.js';
import { network, type SettledConfig } from './network/network.js';
import { settle } from './network/settle.js';
import { type Description, describe } from './network/shapes.js';
import { VARIANT_NAMES, VARIANTS, type VariantName } from './network/variants.js';
import { toOnnx } from './onnx/toOnnx.js';
import { DISPOSE } from './tensors/disposal.js';
import { initialValues, type ParameterStore, parameterStore } from './tensors/parameterStore.js';
import { tensorInterpreter } from './tensors/tensors.js';
import type { ForwardOptions, VRN } from './vrn.js';
import { checkParams, type ParameterValues } from './weights/checkParams.js';
import { encodeSafetensors } from './weights/safetensors.js';

/** Options of {@link buildVRN}. The first five replace the fields of the same names in the variant or config. */
export interface BuildOptions {
  readonly rows?: number;
  readonly columns?: number;
  readonly slices?: number;
  readonly features?: number;
  readonly frame?: VRNConfig['frame'];
  /** Seed of the random initial values, an integer from 0 to 2⁵³ − 1. Default 0. */
  readonly seed?: number;
  /** Values of all parameters by path, running averages of norms included. Default: initial values from `seed`. */
  readonly params?: ParameterValues;
  /** Value of {@link VRN.card}. Default: an empty object. */
  readonly card?: Readonly<Record<string, unknown>>;
  /** Value of {@link VRN.variant}; used only if a config is given in place of a variant's name. */
  readonly variant?: VariantName | undefined;
}

/** The config, parameters and metadata of a network. */
interface NetworkParts {
  readonly config: SettledConfig;
  readonly description: Description;
  readonly store: ParameterStore;
  readonly variant: VariantName | undefined;
  readonly seed: number;
  readonly card: Readonly<Record<string, unknown>>;
}

/**
 * Builds a network from the name of one of {@link VARIANTS} or from a config. Fields that a config omits have the
 * values of the variant `multistack`.
 *
 * No tensors are allocated until parameters are needed, so `summary()` and `drawing()` need no backend.
 *
 * @param variant name of a variant, such as `'multistack'`, or fields of a {@link VRNConfig}.
 * @param options config fields that replace those of `variant`; seed or parameters; card; name of the variant.
 * @returns the network; the caller disposes it.
 * @throws {VolumetricError} `bad-config` for unknown variants, unknown fields and invalid values; `bad-weights`,
 *   naming all wrong parameters, if `params` do not match the config, are not finite or have negative variances;
 *   `bad-argument` if `options` is not an object, `params` is not a map, or `seed` is not an integer from 0 to 2⁵³ − 1.
 *
 * @example
 * buildVRN('multistack', { features: 256 }).summary().parameters; // → 51440896
 *
 * Source: paper 4, Table 1.
 */
export function buildVRN(variant: VariantName | Partial<VRNConfig>, options: BuildOptions = {}): VRN {
  check(options !== null && typeof options === 'object', 'bad-argument', () => {
    return `buildVRN: options must be an object, got ${String(options)}`;
  });
  const { seed = 0, params: given, card = {}, variant: variantName, ...overrides } = options;
  const row = typeof variant === 'string' && VARIANT_NAMES.includes(variant) ? VARIANTS[variant] : variant;
  check(row !== null && typeof row === 'object' && !Array.isArray(row), 'bad-config', () => {
    const nearest = typeof variant === 'string' ? nearestName(variant, VARIANT_NAMES) : undefined;
    const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
    return `buildVRN: variant must be one of ${VARIANT_NAMES.join(', ')} or a config, got ${String(variant)}${hint}`;
  });
  const merged: VRNConfig = { ...VARIANTS.multistack, ...defined(row), ...defined(overrides) };
  checkConfig(merged, 'buildVRN');
  check(Number.isSafeInteger(seed) && seed >= 0, 'bad-argument', () => {
    return `buildVRN: seed must be a non-negative integer, got ${String(seed)}`;
  });
  const config = settle(merged, 'buildVRN');
  const description = describe(config);
  if (given !== undefined) checkParams(description.parameters, given, 'buildVRN');
  const store = parameterStore(description.parameters, (p) => given?.get(p.path)?.data ?? initialValues(p, seed));
  return assemble({
    config,
    description,
    store,
    variant: typeof variant === 'string' ? variant : variantName,
    seed,
    card,
  });
}

const FORWARD_OPTIONS = ['training', 'lastOnly', 'params'] as const;

/** Creates the {@link VRN} object. */
function assemble({ config, description, store, variant, seed, card }: NetworkParts): VRN {
  const runner = inference(config);
  const dispose = (): void => {
    store.dispose();
    runner.forget();
  };
  const vrn: VRN = {
    config,
    variant,
    inputShape: inputShape(config),
    description,
    card,
    get params() {
      return store.all();
    },
    forward: (x, options = {}) => forward({ config, store, runner }, x, options),
    async predict(inputs, options = {}) {
      checkOptions('VRN.predict', options, ['flip']);
      const [volume] = await predictAll(vrn, [inputs], options);
      return volume!;
    },
    predictAll: (list, options) => predictAll(vrn, list, options),
    summary: (options) => summarise(config, description, options),
    drawing: () => drawNetwork(config),
    async save(options) {
      const metadata = {
        format: 'vrn',
        config: JSON.stringify(config),
        ...(variant && { variant }),
        seed: String(seed),
        card: JSON.stringify(card),
      };
      return encodeSafetensors({ tensors: await store.values(), metadata }, options);
    },
    toOnnx: async (options) => toOnnx(config, await store.values(), options),
    assign(path, value) {
      store.assign(path, value);
      runner.forget();
    },
    dispose,
    [DISPOSE]: dispose,
  };
  return vrn;
}

interface Forward {
  readonly config: SettledConfig;
  readonly store: ParameterStore;
  readonly runner: ReturnType<typeof inference>;
}

/**
 * Implements {@link VRN.forward}: by fused steps if norms use running averages and no gradient is computed, otherwise
 * operation by operation.
 */
function forward({ config, store, runner }: Forward, x: tf.Tensor, options: ForwardOptions): tf.Tensor4D[] {
  checkOptions('VRN.forward', options, FORWARD_OPTIONS);
  const { training = config.normalisation === 'batch', lastOnly = false, params = store.all() } = options;
  const shape = inputShape(config);
  check(String(x?.shape?.slice(1)) === String(shape), 'shape-mismatch', () => {
    const got = x?.shape === undefined ? String(x) : `[${x.shape.join(', ')}]`;
    return `VRN.forward: x must be of shape [batch, ${shape.join(', ')}], got ${got}`;
  });
  const statistics = typeof training === 'object' ? training.statistics : undefined;
  const norming = training ? { by: 'batch' as const, ...(statistics && { statistics }) } : { by: 'running' as const };
  // Fused steps cannot be differentiated: tfjs has no gradients for their kernels.
  const isDifferentiated = tf.engine().state.gradientDepth > 0;
  if (norming.by === 'running' && !isDifferentiated) {
    return runner.run(params, x, { lastOnly, keep: store.owns(params) }) as tf.Tensor4D[];
  }
  return tf.tidy(() => network(tensorInterpreter(params, norming), config, { x, lastOnly })) as tf.Tensor4D[];
}
