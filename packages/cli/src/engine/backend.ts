// The one place where the command brings a backend of TensorFlow.js: WebAssembly, which runs wherever Node runs.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, ready, setBackend } from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';

/** The built command has the backend's binaries beside it; from source they are found in the backend's own package. */
const BINARIES = new URL('./wasm/', import.meta.url);

/** Starts the backend. Its checks of every value are off: they cost time and find faults of its own only. */
export async function startBackend(): Promise<void> {
  enableProdMode();
  if (existsSync(BINARIES)) setWasmPaths(fileURLToPath(BINARIES));
  const started = await setBackend('wasm');
  check(started, 'no-backend', () => 'the wasm backend could not start: this Node must support WebAssembly with SIMD');
  await ready();
}
