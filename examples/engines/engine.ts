// Defines the common type of all engines, and a function that sets a backend of tfjs.
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';

export interface Engine {
  /** Name of the backend, with its device if known. */
  readonly name: string;
  /** Releases resources that keep the process alive. */
  stop(): void;
}

export interface EngineOptions {
  /**
   * Accepts software renderers, which run shaders on the CPU and are slower than WebAssembly. Default true, but false
   * in best.ts.
   */
  readonly software?: boolean;
}

/**
 * Sets a backend of tfjs that has been imported.
 *
 * @throws {VolumetricError} `no-backend` if it does not start
 */
export async function use(backend: string, device = '', stop = () => {}): Promise<Engine> {
  const started = await setBackend(backend).catch(() => false);
  const works = started && getBackend() === backend;
  check(works, 'no-backend', () => `engine ${backend} does not start on this machine`);
  return { name: device === '' ? backend : `${backend} (${device})`, stop };
}
