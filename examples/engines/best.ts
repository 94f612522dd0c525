// The fastest engine that works here: webgpu, webgl, wasm or cpu, each tried on small networks before it is taken.
import { probeBackend } from '@vrn/model';
import { VolumetricError } from '@vrn/voxel';
import type { Engine, EngineOptions } from './engine.js';

/** Fastest first; each is loaded when it is its turn. */
const ENGINES: readonly (() => Promise<{ start(options?: EngineOptions): Promise<Engine> }>)[] = [
  () => import('./webgpu.js'),
  () => import('./webgl.js'),
  () => import('./wasm.js'),
  () => import('./cpu.js'),
];

export interface BestOptions extends EngineOptions {
  /** Whether it is to train, too. Default false. */
  readonly training?: boolean;
  /** Told of each engine that will not do, and why. */
  readonly onPassed?: (reason: string) => void;
}

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
