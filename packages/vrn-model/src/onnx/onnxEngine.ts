// Runs inference and training on an ONNX runtime that the application passes in.
/// <reference lib="esnext.disposable" />
import { check, packed, type Volume } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { type Inputs, packInputs } from '../network/inputs.js';
import { ASYNC_DISPOSE } from '../tensors/disposal.js';
import type { TrainingEngine } from '../training/engine.js';
import type { VRN } from '../vrn.js';
import { type NativeTraining, nativeTraining } from './nativeTraining.js';
import type { Runtime, RuntimeSession } from './runtime.js';

/** Options of {@link onnxEngine}. */
export interface EngineOptions {
  /** Threads per operator, a positive integer. Default: the runtime's; in `onnxruntime-node` one per core. */
  readonly threads?: number;
  /**
   * Execution providers by the runtime's names, in order of preference. Default: the CPU, for which training steps
   * are then optimised.
   */
  readonly providers?: readonly string[];
}

/** An engine that runs networks on an ONNX runtime. */
export interface OnnxEngine extends TrainingEngine {
  /**
   * Predicts the volume of one person, occupancy 0..1: equal to `vrn.predict` within rounding.
   *
   * @throws {VolumetricError} `bad-argument` if `vrn` is not a network; the errors of {@link packInputs}; `disposed`;
   *   `no-backend` if no tfjs backend is ready, since the network's parameters are tensors of tfjs.
   */
  predict(vrn: VRN, inputs: Inputs): Promise<Volume<Float32Array>>;
  /** Releases all sessions. Parameters and optimiser state that training has changed but not settled are lost. */
  dispose(): Promise<void>;
  /** The same as {@link dispose}, for `await using` declarations. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Networks loaded for inference, with the tensors from which their graphs were built. */
type Loaded = Map<VRN, { readonly params: readonly unknown[]; readonly session: RuntimeSession }>;

/**
 * Creates an engine for inference and for `train` on a given runtime.
 *
 * A network's inference graph is built and loaded once, and again when its parameters have been replaced. During
 * training the engine keeps the parameters and the optimiser's state between steps.
 *
 * @param ort     the module `onnxruntime-node`, `onnxruntime-web` or one with the same API.
 * @param options threads and execution providers.
 * @returns the engine; the caller disposes it.
 * @throws {VolumetricError} `bad-argument` for an invalid runtime, unknown options and values out of range.
 *
 * @example
 * import ort from 'onnxruntime-node';
 * const engine = onnxEngine(ort, { threads: 1 });
 * const volume = await engine.predict(vrn, samples[0]);
 * volume.shape; // → [8, 8, 4]
 * await engine.dispose();
 */
export function onnxEngine(ort: Runtime, options: EngineOptions = {}): OnnxEngine {
  check(typeof ort?.InferenceSession?.create === 'function' && typeof ort.Tensor === 'function', 'bad-argument', () => {
    return `onnxEngine: ort must be a runtime, such as the module onnxruntime-node, got ${String(ort)}`;
  });
  checkOptions('onnxEngine', options, ['threads', 'providers']);
  const { threads, providers } = options;
  check(threads === undefined || (Number.isInteger(threads) && threads > 0), 'bad-argument', () => {
    return `onnxEngine: threads must be a positive integer, got ${threads}`;
  });
  check(providers === undefined || Array.isArray(providers), 'bad-argument', () => {
    return `onnxEngine: providers must be a list of names, got ${String(providers)}`;
  });
  const settings = {
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    ...(providers !== undefined && { executionProviders: providers }),
  };
  const isNative = providers === undefined;
  // Native step graphs are already in their fastest form; optimising them would take longer than many steps.
  const inTraining = isNative ? { ...settings, graphOptimizationLevel: 'disabled' } : settings;
  const training = nativeTraining(ort, {
    isNative,
    threads,
    load: (bytes) => ort.InferenceSession.create(bytes, inTraining),
    // Severity 4: only fatal errors are logged.
    probe: (bytes) => ort.InferenceSession.create(bytes, { ...inTraining, logSeverityLevel: 4 }),
  });
  const loaded: Loaded = new Map();
  const load = (bytes: Uint8Array): Promise<RuntimeSession> => ort.InferenceSession.create(bytes, settings);
  const dispose = async (): Promise<void> => {
    await Promise.all([...loaded.values()].map((each) => each.session.release()));
    loaded.clear();
    await training.dispose();
  };
  return {
    async predict(vrn, inputs) {
      check(vrn !== null && typeof vrn === 'object' && 'params' in vrn, 'bad-argument', () => {
        return `OnnxEngine.predict: vrn must be a network, got ${String(vrn)}`;
      });
      const { rows, columns, slices } = vrn.config;
      const input = new ort.Tensor('float32', packInputs(vrn.config, inputs).data, [1, ...vrn.inputShape]);
      const session = await sessionOf(vrn, { loaded, training, load });
      const { probabilities } = await session.run({ input }, { probabilities: null });
      return packed(probabilities!.data as Float32Array, [rows, columns, slices]);
    },
    step: training.step,
    settle: training.settle,
    dispose,
    [ASYNC_DISPOSE]: dispose,
  };
}

interface Sessions {
  readonly loaded: Loaded;
  readonly training: NativeTraining;
  readonly load: (bytes: Uint8Array) => Promise<RuntimeSession>;
}

/** Returns the inference session for a network's current parameters. */
async function sessionOf(vrn: VRN, { loaded, training, load }: Sessions): Promise<RuntimeSession> {
  await training.settleParams(vrn);
  const params = [...vrn.params.values()];
  const old = loaded.get(vrn);
  if (old?.params.every((tensor, i) => tensor === params[i])) return old.session;
  const next = await load(await vrn.toOnnx());
  loaded.set(vrn, { params, session: next });
  await old?.session.release();
  return next;
}
