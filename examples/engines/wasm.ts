// tfjs' wasm backend, with the kernels that let it train.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { enableWasmTraining } from '@vrn/model';
import { type Engine, use } from './engine.js';

export async function start(): Promise<Engine> {
  // In a page, the .wasm files lie beside it, where `browser/build.mjs` puts them.
  if (typeof document !== 'undefined') setWasmPaths('./');
  const engine = await use('wasm');
  enableWasmTraining();
  return engine;
}
