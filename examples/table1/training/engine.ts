// Starts the engine that runs the training steps: the one that a spec names or, for `auto`, ONNX Runtime or wasm.
import { availableParallelism } from 'node:os';
import { setBackend } from '@tensorflow/tfjs-core';
import { enableWasmTraining } from '@vrn/model';
import { type OnnxEngine, onnxEngine, type Runtime } from '@vrn/model/onnx';
import { check } from '@vrn/voxel';
import type { Spec } from '../spec.js';

/**
 * `wasm` and `cpu` are backends of tfjs. `onnx` and `cuda` use ONNX Runtime, on the CPU or on NVIDIA GPUs, for training
 * steps and timed predictions, and the wasm backend for everything else.
 */
export type EngineName = 'wasm' | 'cpu' | 'onnx' | 'cuda';

export interface Engine {
  readonly name: EngineName;
  /** Number of threads that run its operators. */
  readonly threads: number;
  /** The option `engine` of `train`. Undefined: steps run in tfjs, on the current backend. */
  readonly engine?: OnnxEngine;
  /** Frees the resources of the engine. */
  end(): Promise<void>;
}

/** Maximum memory of each engine in bytes. wasm can address 4 GiB; the others have no limit of their own. */
export const ENGINE_LIMITS: Readonly<Record<EngineName, number>> = {
  wasm: 2 ** 32,
  cpu: Number.POSITIVE_INFINITY,
  onnx: Number.POSITIVE_INFINITY,
  cuda: Number.POSITIVE_INFINITY,
};

/** The module name is in a variable, so that TypeScript does not require the optional package. */
const RUNTIME: string = 'onnxruntime-node';

const STARTERS: Readonly<Record<EngineName, (threads: number) => Promise<Engine>>> = {
  async onnx(threads) {
    const ort = (await import(RUNTIME)) as Runtime;
    await STARTERS.wasm(threads);
    const engine = onnxEngine(ort, { threads });
    return { name: 'onnx', threads, engine, end: () => engine.dispose() };
  },
  async cuda(threads) {
    const ort = (await import(RUNTIME)) as Runtime;
    await STARTERS.wasm(threads);
    const engine = onnxEngine(ort, { threads, providers: ['cuda', 'cpu'] });
    return { name: 'cuda', threads, engine, end: () => engine.dispose() };
  },
  async wasm() {
    const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    check(await setBackend('wasm'), 'no-backend', () => 'table1: engine wasm must start, got an error');
    enableWasmTraining();
    return { name: 'wasm', threads: getThreadsCount(), end: async () => {} };
  },
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu' as string);
    check(await setBackend('cpu'), 'no-backend', () => 'table1: engine cpu must start, got an error');
    return { name: 'cpu', threads: 1, end: async () => {} };
  },
};

/**
 * Starts the engine of a spec. `auto` chooses ONNX Runtime on the CPU if it is installed and steps have no
 * micro-batches, else wasm. With ONNX Runtime, the processes of a run share the cores equally.
 *
 * @throws {VolumetricError} `bad-argument` for an unknown name; `no-backend` if the backend of tfjs does not start; an
 *   Error if the spec names an engine whose package is not installed
 */
export async function startEngine({ engine: name, processes, training }: Spec): Promise<Engine> {
  const threads = Math.max(1, Math.floor(availableParallelism() / processes));
  if (name !== 'auto') {
    check(Object.hasOwn(STARTERS, name), 'bad-argument', () => {
      return `table1: engine must be auto or one of ${Object.keys(STARTERS).join(', ')}, got ${name}`;
    });
    return STARTERS[name](threads);
  }
  // The ONNX engine does not support micro-batches.
  if (training.microBatch < training.batchSize) return STARTERS.wasm(threads);
  try {
    return await STARTERS.onnx(threads);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return STARTERS.wasm(threads);
  }
}
