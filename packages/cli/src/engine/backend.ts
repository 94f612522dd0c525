// The one place where the command brings tfjs' backend: wasm, which every Node has.
import '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, ready, setBackend } from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';

/** Starts the backend; its checks of every value are off. */
export async function startBackend(): Promise<void> {
  enableProdMode();
  const started = await setBackend('wasm');
  check(started, 'no-backend', () => 'the wasm backend could not start: this Node must support WebAssembly with SIMD');
  await ready();
}
