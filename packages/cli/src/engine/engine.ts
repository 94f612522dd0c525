// Starts the engine that runs the network: the requested one, or by default WebGPU on a GPU, else WebAssembly.
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { type Inputs, probeBackend, type VRN } from '@vrn/model';
import { onnxEngine } from '@vrn/model/onnx';
import { check } from '@vrn/voxel';
import { findGraphics, startDawn } from './dawn.js';
import type { EngineChoice } from './engineNames.js';
import { installed } from './installed.js';

/** The part of a network that a reconstruction needs. */
export interface Predictor extends Pick<VRN, 'config' | 'inputShape'> {
  predict(inputs: Inputs): ReturnType<VRN['predict']>;
}

/** A network on the engine that runs it. */
export interface Engine extends Predictor {
  /** Name of the engine, with the device where it is known: `wasm`, `webgpu (nvidia NVIDIA H100)`. */
  readonly name: string;
  /** Warning for the user if `auto` selected wasm because webgpu could not start, with the reason. */
  readonly note?: string;
  /** Releases resources that would keep the process alive. The caller keeps and disposes the network. */
  stop(): void | Promise<void>;
}

type Start = (vrn: VRN) => Promise<Engine>;

const START: Readonly<Record<EngineChoice, Start>> = {
  async auto(vrn) {
    const { found, failure } = findGraphics();
    const instead = async (reason: string): Promise<Engine> => ({
      ...(await START.wasm(vrn)),
      note: `warning: engine webgpu could not start (${reason}); wasm, which is slower, runs the network`,
    });
    if (failure !== undefined) return instead(failure);
    if (!found) return START.wasm(vrn);
    return START.webgpu(vrn).catch((error: Error) => instead(error.message));
  },
  async webgpu(vrn) {
    const { device, stop } = await startDawn();
    return onBackend('webgpu', vrn, { device, stop });
  },
  async onnx(vrn) {
    const { default: ort } = await installed('onnxruntime-node', () => import('onnxruntime-node'));
    const engine = onnxEngine(ort);
    return {
      name: 'onnx',
      config: vrn.config,
      inputShape: vrn.inputShape,
      predict: (inputs) => engine.predict(vrn, inputs),
      stop: () => engine.dispose(),
    };
  },
  wasm: (vrn) => onBackend('wasm', vrn),
  async cpu(vrn) {
    const name = '@tensorflow/tfjs-backend-cpu';
    await installed(name, () => import('@tensorflow/tfjs-backend-cpu'));
    return onBackend('cpu', vrn);
  },
};

/**
 * Starts an engine.
 *
 * `auto` selects WebGPU if it finds a GPU, else WebAssembly; if WebGPU fails to start, `note` says why. Each backend of
 * TensorFlow.js is first tested: it must compute correct results for a small network with the same blocks. The current
 * backend does not change, since the detectors run on it.
 *
 * @throws {VolumetricError} `no-backend` when the engine is not installed or does not start, `bad-backend` when it
 *   computes wrong results.
 */
export const startEngine = (choice: EngineChoice, vrn: VRN): Promise<Engine> => START[choice](vrn);

async function onBackend(
  name: string,
  vrn: VRN,
  { device, stop = () => {} }: { readonly device?: string; readonly stop?: () => void } = {},
): Promise<Engine> {
  const on = async <T>(work: () => Promise<T>): Promise<T> => {
    const before = getBackend();
    const started = await setBackend(name).catch(() => false);
    try {
      check(started, 'no-backend', () => `engine ${name} does not start on this machine`);
      return await work();
    } finally {
      await setBackend(before);
    }
  };
  try {
    await on(() => probeBackend({ blocks: [vrn.config.block] }));
  } catch (error) {
    stop();
    throw error;
  }
  return {
    name: device === undefined ? name : `${name} (${device})`,
    config: vrn.config,
    inputShape: vrn.inputShape,
    predict: (inputs) => on(() => vrn.predict(inputs)),
    stop,
  };
}
