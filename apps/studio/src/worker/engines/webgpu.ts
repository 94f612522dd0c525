// Starts the webgpu backend, which uses graphics processors through WebGPU.
import { findBackend } from '@tensorflow/tfjs-core';
import type { StartBackend } from './startBackend.js';

interface Gpu {
  requestAdapter(options: object): Promise<{
    readonly info: { readonly vendor: string; readonly description: string; readonly architecture: string };
    readonly isFallbackAdapter?: boolean;
  } | null>;
}

export const start: StartBackend = async (allowSoftware) => {
  const { gpu } = navigator as { readonly gpu?: Gpu };
  if (gpu === undefined) throw new Error('this browser has none');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error('no graphics processor is available');
  const { vendor, description, architecture } = adapter.info;
  const info = adapter.info as { readonly isFallbackAdapter?: boolean };
  const isSoftware =
    (info.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false) ||
    /swiftshader|llvmpipe/i.test(`${architecture} ${description}`);
  if (isSoftware && !allowSoftware) throw new Error('only a software renderer is available, which is slower');
  // The backend registers itself on import.
  await import('@tensorflow/tfjs-backend-webgpu');
  if (findBackend('webgpu') === undefined) throw new Error('it cannot be started in a worker');
  return [vendor, description || architecture].join(' ').trim();
};
