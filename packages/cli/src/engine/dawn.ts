// Starts WebGPU in Node with the package webgpu (Dawn), and registers it with TensorFlow.js.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeBackend } from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { installed } from './installed.js';

/** Exit codes of the trial script below. */
const [FOUND, NO_ADAPTER, NOT_INSTALLED, NOT_LOADED] = [0, 1, 2, 3];

/** Script that exits with `FOUND` if there is an adapter that is not a software fallback. */
const TRIAL = `
  const { create, globals } = await import('webgpu').catch(({ code }) => {
    process.exit(code === 'ERR_MODULE_NOT_FOUND' ? ${NOT_INSTALLED} : ${NOT_LOADED});
  });
  Object.assign(globalThis, globals);
  const adapter = await create([]).requestAdapter({ powerPreference: 'high-performance' });
  process.exit(adapter !== null && !adapter.info.isFallbackAdapter ? ${FOUND} : ${NO_ADAPTER});
`;

/** Time limit of the trial, in milliseconds. */
const TRIAL_TIMEOUT = 20_000;

/** Whether WebGPU runs on a GPU; `failure` is the reason if this could not be determined. */
export interface Graphics {
  readonly found: boolean;
  readonly failure?: string;
}

/** Tries WebGPU in a separate process, since drivers print warnings and may crash. */
export function findGraphics(): Graphics {
  const { status, signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', TRIAL], {
    cwd: dirname(fileURLToPath(import.meta.url)),
    stdio: 'ignore',
    timeout: TRIAL_TIMEOUT,
  });
  if (status === FOUND) return { found: true };
  if (status === NO_ADAPTER || status === NOT_INSTALLED) return { found: false };
  const failure =
    status === NOT_LOADED ? 'the package webgpu does not load' : `its driver ended with ${signal ?? status}`;
  return { found: false, failure };
}

/** A WebGPU device in use. */
export interface Dawn {
  /** Name of the device, as reported by the driver. */
  readonly device: string;
  /** Releases the device; until then the process does not end. */
  stop(): void;
}

/**
 * Defines `navigator.gpu` and registers the WebGPU backend of TensorFlow.js.
 *
 * @throws {VolumetricError} `no-backend` when a package is missing or does not load, or there is no adapter.
 */
export async function startDawn(): Promise<Dawn> {
  const { create, globals } = await installed('webgpu', () => import('webgpu'));
  Object.assign(globalThis, globals);
  const holder = globalThis.navigator ?? {};
  Object.defineProperty(holder, 'gpu', { value: create([]), configurable: true });
  if (globalThis.navigator === undefined) {
    Object.defineProperty(globalThis, 'navigator', { value: holder, configurable: true });
  }
  const release = (): void => void Reflect.deleteProperty(holder, 'gpu');
  const adapter = await (holder as { gpu: GPU }).gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) release();
  check(
    adapter !== null,
    'no-backend',
    () => 'engine webgpu must have a Vulkan, Metal or Direct3D 12 driver, got none',
  );
  await installed('@tensorflow/tfjs-backend-webgpu', () => import('@tensorflow/tfjs-backend-webgpu'));
  const { vendor, architecture, description } = adapter.info;
  return {
    device: [vendor, description || architecture].filter((word) => word !== '').join(' '),
    stop() {
      removeBackend('webgpu');
      release();
    },
  };
}
