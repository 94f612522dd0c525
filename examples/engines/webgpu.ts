// tfjs' webgpu backend: the fastest on a graphics processor, in a browser or, through the package webgpu (Dawn), in Node.
import { removeBackend } from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { type Engine, type EngineOptions, use } from './engine.js';

export async function start({ software = true }: EngineOptions = {}): Promise<Engine> {
  const letGo = typeof document === 'undefined' ? await startDawn() : () => {};
  const { gpu } = navigator as { gpu?: GPU };
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  const fits = adapter != null && (software || !adapter.info.isFallbackAdapter);
  if (!fits) letGo();
  const what = software ? 'WebGPU' : 'WebGPU on a graphics processor';
  check(fits, 'no-backend', () => `engine webgpu must have ${what}, got ${adapter?.info.description || 'none'}`);
  // It registers itself if `navigator.gpu` is there when it is imported.
  await import('@tensorflow/tfjs-backend-webgpu');
  const { vendor, description, architecture } = adapter.info;
  return use('webgpu', [vendor, description || architecture].join(' ').trim(), () => {
    removeBackend('webgpu');
    letGo();
  });
}

/** Puts `navigator.gpu` in place, as browsers have it. As long as it is there the process does not end. */
async function startDawn(): Promise<() => void> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const holder = globalThis.navigator ?? {};
  Object.defineProperty(holder, 'gpu', { value: create([]), configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: holder, configurable: true });
  return () => void Reflect.deleteProperty(holder, 'gpu');
}
