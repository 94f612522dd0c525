// WebGPU in Node through Dawn: on a graphics processor where there is one, else on the software driver that Chromium brings.
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What computes, or why nothing does. */
export type Dawn =
  | { readonly device: string; readonly software: boolean; readonly reason?: undefined }
  | { readonly reason: string };

interface Adapter {
  readonly info: { readonly vendor: string; readonly description: string; readonly isFallbackAdapter?: boolean };
}

const LOADER = 'libvulkan.so.1';
const SOFTWARE_DRIVER = 'vk_swiftshader_icd.json';

/** Where a Vulkan loader and a software driver may lie: beside this program, and where Chromium keeps its own. */
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

/** Loads a shared library for good, so that who asks for its name later gets it. Whether it is there now. */
function load(path: string): boolean {
  const staying = 0x1000; // RTLD_NODELETE: Node closes at once what is no addon, this holds it back.
  try {
    process.dlopen({ exports: {} } as NodeJS.Module, path, constants.dlopen.RTLD_NOW | staying);
    return true;
  } catch (error) {
    return /self-register/.test(String(error));
  }
}

/**
 * Puts `navigator.gpu` in place; `@tensorflow/tfjs-backend-webgpu`, imported afterwards, registers itself. Nothing here is
 * needed on a machine with a graphics processor and its driver but the package `webgpu`.
 */
export async function startDawn(): Promise<Dawn> {
  const dawn = await import('webgpu').catch((error: Error) => error.message.split('\n')[0]!);
  if (typeof dawn === 'string') return { reason: `the package webgpu does not load: ${dawn}` };
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
    if (driver === undefined) return { reason: 'no graphics processor, nor a software driver of Chromium' };
    process.env['VK_ICD_FILENAMES'] = driver;
    adapter = await start();
  }
  if (adapter === null) return { reason: 'no adapter of WebGPU, not even in software' };
  const { vendor, description, isFallbackAdapter = false } = adapter.info;
  return { device: `${vendor} ${description}`.trim(), software: isFallbackAdapter };
}
