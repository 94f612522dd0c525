// What runs the network: the engine that was asked for, or the best that this machine has.
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { type Inputs, probeBackend, type VRN } from '@vrn/model';
import { onnxEngine } from '@vrn/model/onnx';
import { check } from '@vrn/voxel';
import { findGraphics, startDawn } from './dawn.js';
import { installed } from './installed.js';

/** What `--engine` takes. */
export const ENGINES = ['auto', 'webgpu', 'onnx', 'wasm', 'cpu'] as const;

export type EngineChoice = (typeof ENGINES)[number];

/** The part of a network that a body is made with. */
export interface Predictor extends Pick<VRN, 'inputShape'> {
  predict(inputs: Inputs): ReturnType<VRN['predict']>;
}

/** A network on what runs it. */
export interface Engine extends Predictor {
  /** Its name, and what it runs on where that is known: `wasm`, `webgpu (nvidia NVIDIA H100)`. */
  readonly name: string;
  /** What people should be told: that another engine was to run the network, and why it does not. */
  readonly note?: string;
  /** Releases what would keep the process alive; the network stays the caller's. */
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
 * Starts the engine that was asked for. `auto` is WebGPU on a graphics processor where there is one, else WebAssembly; an
 * engine that should run but does not start is reported in `note`. A backend first computes a small network of the same
 * kind. The backend in use stays what it was: the detectors run on it.
 *
 * @throws {VolumetricError} `no-backend` when it is not installed or does not start, `bad-backend` when it computes wrongly.
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
      check(started, 'no-backend', () => `engine ${name} must start, got a backend that does not`);
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
    inputShape: vrn.inputShape,
    predict: (inputs) => on(() => vrn.predict(inputs)),
    stop,
  };
}
