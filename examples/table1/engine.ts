// What takes the training steps, by name, and which is the fastest that is there.
import { availableParallelism } from 'node:os';
import { setBackend } from '@tensorflow/tfjs-core';
import { enableWasmTraining } from '@vrn/model';
import { onnxEngine, type Runtime } from '@vrn/model/onnx';
import type { TrainingEngine } from '@vrn/model/train';
import { check } from '@vrn/voxel';
import type { Spec } from './spec.js';

/** tfjs backends, or ONNX Runtime for the steps and wasm for the rest. */
export type EngineName = 'wasm' | 'cpu' | 'onnx';

export interface Engine {
  readonly name: EngineName;
  /** For `train`; undefined: tfjs, on the backend that is set. */
  readonly engine?: TrainingEngine;
  /** Frees what it holds. */
  end(): Promise<void>;
}

/** What a tfjs engine can hold, in bytes: wasm addresses 4 GiB. */
export const ENGINE_LIMITS: Readonly<Record<EngineName, number>> = {
  wasm: 2 ** 32,
  cpu: Number.POSITIVE_INFINITY,
  onnx: Number.POSITIVE_INFINITY,
};

/** In a variable, so that the compiler does not ask for what may not be installed. */
const RUNTIME: string = 'onnxruntime-node';

const STARTERS: Readonly<Record<EngineName, (threads: number) => Promise<Engine>>> = {
  async onnx(threads) {
    const ort = (await import(RUNTIME)) as Runtime;
    await STARTERS.wasm(threads);
    const engine = onnxEngine(ort, { threads });
    return { name: 'onnx', engine, end: () => engine.dispose() };
  },
  async wasm() {
    await import('@tensorflow/tfjs-backend-wasm');
    check(await setBackend('wasm'), 'no-backend', () => 'table1: engine wasm must start on this machine');
    enableWasmTraining();
    return { name: 'wasm', end: async () => {} };
  },
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu' as string);
    check(await setBackend('cpu'), 'no-backend', () => 'table1: engine cpu must start on this machine');
    return { name: 'cpu', end: async () => {} };
  },
};

/** A spec's engine; for `auto`, ONNX Runtime where it is installed and wasm where it is not. It shares the cores with its like. */
export async function startEngine({ engine: name, processes, training }: Spec): Promise<Engine> {
  const threads = Math.max(1, Math.floor(availableParallelism() / processes));
  if (name !== 'auto') {
    check(Object.hasOwn(STARTERS, name), 'bad-argument', () => {
      return `table1: engine must be auto or one of ${Object.keys(STARTERS).join(', ')}, got ${name}`;
    });
    return STARTERS[name](threads);
  }
  // ONNX Runtime takes a batch as a whole only.
  if (training.microBatch < training.batchSize) return STARTERS.wasm(threads);
  try {
    return await STARTERS.onnx(threads);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return STARTERS.wasm(threads);
  }
}
