// What every engine here gives: a backend of tfjs that is set and runs.
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';

export interface Engine {
  /** Its name, and what it runs on where that is known. */
  readonly name: string;
  /** Lets go of what keeps a process alive. */
  stop(): void;
}

export interface EngineOptions {
  /** Whether graphics that are computed on the processor will do: they are slower than WebAssembly. Default true. */
  readonly software?: boolean;
}

/** Sets a backend that has been imported. */
export async function use(backend: string, device = '', stop = () => {}): Promise<Engine> {
  const started = await setBackend(backend).catch(() => false);
  check(
    started && getBackend() === backend,
    'no-backend',
    () => `engine ${backend} must start here, got one that does not`,
  );
  return { name: device === '' ? backend : `${backend} (${device})`, stop };
}
