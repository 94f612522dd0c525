// Starts tfjs' webgpu backend, the fastest on GPUs: in browsers, or in Node.js with the package webgpu.
import { removeBackend } from '@tensorflow/tfjs-core';
import { check, VolumetricError } from '@vrn/voxel';
import { type Engine, type EngineOptions, use } from './engine.js';

/**
 * Starts the webgpu backend.
 *
 * @throws {VolumetricError} `no-backend` without WebGPU or, in Node.js, without the package webgpu; if the backend does
 *   not start; and, if `software` is false, for a software renderer
 */
export async function start({ software = true }: EngineOptions = {}): Promise<Engine> {
  const release = typeof document === 'undefined' ? await startDawn() : () => {};
  const { gpu } = navigator as { gpu?: GPU };
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  const fits = adapter != null && (software || !adapter.info.isFallbackAdapter);
  if (!fits) release();
  const what = software ? 'WebGPU' : 'WebGPU on a GPU';
  check(fits, 'no-backend', () => `engine webgpu must have ${what}, got ${adapter?.info.description || 'none'}`);
  // The backend registers itself on import if `navigator.gpu` exists.
  await import('@tensorflow/tfjs-backend-webgpu');
  const { vendor, description, architecture } = adapter.info;
  return use('webgpu', [vendor, description || architecture].join(' ').trim(), () => {
    removeBackend('webgpu');
    release();
  });
}

/** Defines `navigator.gpu` with Dawn. Returns a function that removes it, since Node.js cannot exit while it exists. */
async function startDawn(): Promise<() => void> {
  const { create, globals } = await import('webgpu').catch((cause: unknown) => {
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem = code === 'ERR_MODULE_NOT_FOUND' ? 'is not installed' : `does not load (${message})`;
    const words = `the package webgpu, which this engine needs in Node.js, ${problem}: npm install webgpu`;
    throw new VolumetricError('no-backend', words, { cause });
  });
  Object.assign(globalThis, globals);
  const holder = globalThis.navigator ?? {};
  Object.defineProperty(holder, 'gpu', { value: create([]), configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: holder, configurable: true });
  return () => void Reflect.deleteProperty(holder, 'gpu');
}
