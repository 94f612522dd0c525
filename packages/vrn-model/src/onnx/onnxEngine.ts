// Native inference and training: networks run by an ONNX runtime that the application hands over.
import { check, packed, type Volume } from '@vrn/voxel';
import { type Inputs, packInputs } from '../network/inputs.js';
import type { TrainingEngine } from '../training/engine.js';
import type { Optimiser } from '../training/optimiser/optimiser.js';
import type { VRN } from '../vrn.js';
import type { Runtime, RuntimeSession } from './runtime.js';
import { nativeTraining } from './training.js';

export interface EngineOptions {
  /** Threads within an operator. Default: the runtime's, as many as there are cores. */
  readonly threads?: number;
  /**
   * Where it runs, by the runtime's names, first choice first. Default: the processor, which steps of training are then
   * written for.
   */
  readonly providers?: readonly string[];
}

/** Networks run natively. */
export interface OnnxEngine extends TrainingEngine {
  /** The volume of a person, occupancy 0..1: what `vrn.predict` gives, within rounding. */
  predict(vrn: VRN, inputs: Inputs): Promise<Volume<Float32Array>>;
  /** Frees all sessions. New values that were not settled are lost. */
  dispose(): Promise<void>;
}

/**
 * An engine for inference and for `train`, on the runtime that is handed over.
 *
 * A network's graph is written and loaded once, and again when its parameters have been replaced. In training the
 * parameters stay with the engine from step to step.
 *
 * @param ort the module `onnxruntime-node`, `onnxruntime-web` or one like them.
 * @throws {VolumetricError} `bad-argument`
 *
 * @example
 * import ort from 'onnxruntime-node';
 * const engine = onnxEngine(ort);
 * const volume = await engine.predict(vrn, { image, landmarks });
 * await train(vrn, samples, { engine });
 */
export function onnxEngine(ort: Runtime, options: EngineOptions = {}): OnnxEngine {
  const { threads, providers } = options;
  check(threads === undefined || (Number.isInteger(threads) && threads > 0), 'bad-argument', () => {
    return `onnxEngine: threads must be a positive integer, got ${threads}`;
  });
  const settings = {
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    ...(providers !== undefined && { executionProviders: providers }),
  };
  const load = (bytes: Uint8Array): Promise<RuntimeSession> => ort.InferenceSession.create(bytes, settings);
  const native = providers === undefined;
  // Native step graphs are written as they should run; looking for better takes longer than many steps.
  const inTraining = native ? { ...settings, graphOptimizationLevel: 'disabled' } : settings;
  const training = nativeTraining(ort, {
    native,
    load: (bytes) => ort.InferenceSession.create(bytes, inTraining),
  });
  const loaded = new Map<VRN, { readonly params: readonly unknown[]; readonly session: RuntimeSession }>();

  const session = async (vrn: VRN): Promise<RuntimeSession> => {
    await training.settleParams(vrn);
    const params = [...vrn.params.values()];
    const old = loaded.get(vrn);
    if (old?.params.every((tensor, i) => tensor === params[i])) return old.session;
    const next = await load(await vrn.toOnnx());
    loaded.set(vrn, { params, session: next });
    await old?.session.release();
    return next;
  };

  return {
    async predict(vrn, inputs) {
      const { rows, columns, slices } = vrn.config;
      const input = new ort.Tensor('float32', packInputs(vrn.config, inputs).data, [1, ...vrn.inputShape]);
      const { probabilities } = await (await session(vrn)).run({ input }, { probabilities: null });
      return packed(probabilities!.data as Float32Array, [rows, columns, slices]);
    },
    step: training.step,
    settle: (vrn: VRN, optimiser: Optimiser) => training.settle(vrn, optimiser),
    async dispose() {
      await Promise.all([...loaded.values()].map((each) => each.session.release()));
      loaded.clear();
      await training.dispose();
    },
  };
}
