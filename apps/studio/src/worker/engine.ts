// Starts an engine of TensorFlow.js: the one that was chosen, or the fastest that passes the probes.
import { getBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { probeBackend } from '@vrn/model';
import { ENGINES, type EngineChoice, type EngineName, type EngineReport } from '../protocol/calls.js';
import { Problem } from '../protocol/problem.js';
import type { StartBackend } from './engines/startBackend.js';

const STARTERS: Readonly<Record<EngineName, () => Promise<{ readonly start: StartBackend }>>> = {
  webgpu: () => import('./engines/webgpu.js'),
  webgl: () => import('./engines/webgl.js'),
  wasm: () => import('./engines/wasm.js'),
};

const LABELS: Readonly<Record<EngineName, string>> = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly' };

/**
 * Starts an engine.
 *
 * @param choice  `best` tries webgpu, webgl and wasm in this order; a name allows software renderers as well.
 * @throws {Problem} if the chosen engine does not work; for `best`, if none works.
 */
export async function startEngine(choice: EngineChoice): Promise<EngineReport> {
  const passed: string[] = [];
  for (const name of choice === 'best' ? ENGINES : [choice]) {
    try {
      const { start } = await STARTERS[name]();
      const device = await start(choice !== 'best');
      if (!(await setBackend(name)) || getBackend() !== name) throw new Error('it does not start');
      await probeBackend();
      return { name, device, passed };
    } catch (error) {
      passed.push(`${LABELS[name]}: ${error instanceof Error ? error.message : String(error)}`);
      if (getBackend() === name) removeBackend(name);
    }
  }
  throw new Problem(
    choice === 'best' ? 'No engine works in this browser.' : `${LABELS[choice]} does not work in this browser.`,
    choice === 'best'
      ? 'Use a current version of Chrome, Edge, Firefox or Safari.'
      : 'Choose another engine under Settings.',
    { cause: new Error(passed.join('; ')) },
  );
}
