// Starts tfjs' wasm backend, with additional kernels for training.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { enableWasmTraining } from '@vrn/model';
import { type Engine, use } from './engine.js';

export async function start(): Promise<Engine> {
  // `browser/build.mjs` puts the .wasm files beside the page.
  if (typeof document !== 'undefined') setWasmPaths('./');
  const engine = await use('wasm');
  enableWasmTraining();
  return engine;
}
