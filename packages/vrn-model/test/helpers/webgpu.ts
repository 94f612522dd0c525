// Starts WebGPU in Node through Dawn, on a GPU if there is one, otherwise on the software driver of Chromium.
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The device that computes, or the reason why WebGPU is not available. */
export type Dawn =
  | { readonly device: string; readonly software: boolean; readonly reason?: undefined }
  | { readonly reason: string };

interface Adapter {
  readonly info: { readonly vendor: string; readonly description: string; readonly isFallbackAdapter?: boolean };
}

const LOADER = 'libvulkan.so.1';
const SOFTWARE_DRIVER = 'vk_swiftshader_icd.json';

/** Folders that may contain a Vulkan loader and a software driver: this file's, and those of Chromium. */
function folders(): string[] {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome', 'chrome'].map((name) => join(folder, name)));
  const found = [process.env['CHROMIUM_PATH'] ?? '', ...onPath].filter((path) => path !== '' && existsSync(path));
  const names = found
    .map((path) => realpathSync(path))
    .flatMap((path) => [dirname(path), path.replace('/bin/', '/lib/')]);
  return [...new Set([dirname(fileURLToPath(import.meta.url)), ...names])];
}

/** Loads a shared library permanently, so that later requests for its name find it. Returns whether it is loaded. */
function load(path: string): boolean {
  const staying = 0x1000; // RTLD_NODELETE: prevents Node from unloading a library that is not an addon.
  try {
    process.dlopen({ exports: {} } as NodeJS.Module, path, constants.dlopen.RTLD_NOW | staying);
    return true;
  } catch (error) {
    return /self-register/.test(String(error));
  }
}

/**
 * Defines `navigator.gpu`, so that `@tensorflow/tfjs-backend-webgpu` registers itself when imported afterwards. A
 * machine with a GPU and its driver needs only the package `webgpu`.
 */
export async function startDawn(): Promise<Dawn> {
  const dawn = await import('webgpu').catch((error: Error) => error.message.split('\n')[0]!);
  if (typeof dawn === 'string') return { reason: `the package webgpu cannot be loaded: ${dawn}` };
  Object.assign(globalThis, dawn.globals);
  const start = async (): Promise<Adapter | null> => {
    const gpu = dawn.create([]);
    const holder = globalThis.navigator ?? {};
    Object.defineProperty(holder, 'gpu', { value: gpu, configurable: true });
    Object.defineProperty(globalThis, 'navigator', { value: holder, configurable: true });
    return (await gpu.requestAdapter({ powerPreference: 'high-performance' })) as Adapter | null;
  };
  const places = folders();
  if (process.platform === 'linux') [LOADER, ...places.map((folder) => join(folder, LOADER))].some(load);
  let adapter = await start();
  if (adapter === null) {
    const driver = places.map((folder) => join(folder, SOFTWARE_DRIVER)).find((file) => existsSync(file));
    if (driver === undefined) return { reason: 'neither a GPU nor the software driver of Chromium' };
    process.env['VK_ICD_FILENAMES'] = driver;
    adapter = await start();
  }
  if (adapter === null) return { reason: 'no WebGPU adapter, not even in software' };
  const { vendor, description, isFallbackAdapter = false } = adapter.info;
  return { device: `${vendor} ${description}`.trim(), software: isFallbackAdapter };
}
