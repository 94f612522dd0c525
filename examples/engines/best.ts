// Starts the fastest engine that works: webgpu, webgl, wasm or cpu. Each is first tested with small networks.
import { probeBackend } from '@vrn/model';
import { VolumetricError } from '@vrn/voxel';
import type { Engine, EngineOptions } from './engine.js';

/** Loaders of the engines, fastest first. An engine is imported only when it is tried. */
const ENGINES: readonly (() => Promise<{ start(options?: EngineOptions): Promise<Engine> }>)[] = [
  () => import('./webgpu.js'),
  () => import('./webgl.js'),
  () => import('./wasm.js'),
  () => import('./cpu.js'),
];

export interface BestOptions extends EngineOptions {
  /** Also requires training to work. Default false. */
  readonly training?: boolean;
  /** Called for each engine that does not work, with the reason. */
  readonly onPassed?: (reason: string) => void;
}

/**
 * Tries the engines in the order of `ENGINES`, and starts the first one that works.
 *
 * @throws {VolumetricError} `no-backend` if none works
 */
export async function start(options: BestOptions = {}): Promise<Engine> {
  const { software = false, training = false, onPassed } = options;
  let last: unknown;
  for (const load of ENGINES) {
    let engine: Engine | undefined;
    try {
      engine = await (await load()).start({ software });
      await probeBackend({ training });
      return engine;
    } catch (error) {
      engine?.stop();
      onPassed?.((error as Error).message);
      last = error;
    }
  }
  throw new VolumetricError('no-backend', 'best engine: one must work, got none', { cause: last });
}
