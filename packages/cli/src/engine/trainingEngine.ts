// Starts the runtime that trains a network: ONNX Runtime, or a backend of TensorFlow.js.
import { setBackend } from '@tensorflow/tfjs-core';
import { enableWasmTraining } from '@vrn/model';
import { onnxEngine, type Runtime } from '@vrn/model/onnx';
import type { TrainingEngine } from '@vrn/model/train';
import { check } from '@vrn/voxel';
import { startBackend } from './backend.js';
import type { TrainingEngineChoice } from './engineNames.js';
import { installed, isMissing } from './installed.js';

export interface StartedTrainingEngine {
  readonly name: Exclude<TrainingEngineChoice, 'auto'>;
  /** Option `engine` of `train`; undefined for TensorFlow.js on its current backend. */
  readonly engine: TrainingEngine | undefined;
  stop(): Promise<void>;
}

type Start = (threads?: number) => Promise<StartedTrainingEngine>;

const START: Readonly<Record<TrainingEngineChoice, Start>> = {
  async auto(threads) {
    try {
      return await START.onnx(threads);
    } catch (error) {
      if (!isMissing(error)) throw error;
      return START.wasm();
    }
  },
  async onnx(threads) {
    const { default: ort } = await installed('onnxruntime-node', () => import('onnxruntime-node'));
    await START.wasm();
    const engine = onnxEngine(ort as unknown as Runtime, threads === undefined ? {} : { threads });
    return { name: 'onnx', engine, stop: () => engine.dispose() };
  },
  async wasm() {
    await startBackend();
    enableWasmTraining();
    return { name: 'wasm', engine: undefined, stop: async () => {} };
  },
  async cpu() {
    await installed('@tensorflow/tfjs-backend-cpu', () => import('@tensorflow/tfjs-backend-cpu'));
    check(await setBackend('cpu'), 'no-backend', () => 'engine cpu does not start on this machine');
    return { name: 'cpu', engine: undefined, stop: async () => {} };
  },
};

/**
 * Starts the engine of a training run.
 *
 * @param threads  number of threads of ONNX Runtime; undefined: one for each core. TensorFlow.js ignores it.
 * @throws {VolumetricError} `no-backend` when the engine is not installed or does not start.
 */
export const startTrainingEngine = (choice: TrainingEngineChoice, threads?: number): Promise<StartedTrainingEngine> =>
  START[choice](threads);
