// Starts the WebAssembly backend of TensorFlow.js, which runs on every platform that Node supports.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, ready, setBackend } from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';

/** Folder of the binaries beside the built command. When run from source, the backend uses those of its own package. */
const BINARIES = new URL('./wasm/', import.meta.url);

/**
 * Starts the backend in production mode, in which TensorFlow.js prints no warnings.
 *
 * @throws {VolumetricError} `no-backend` if it does not start.
 */
export async function startBackend(): Promise<void> {
  enableProdMode();
  if (existsSync(BINARIES)) setWasmPaths(fileURLToPath(BINARIES));
  const started = await setBackend('wasm');
  check(
    started,
    'no-backend',
    () => 'the wasm backend must start, got a failure: Node must support WebAssembly with SIMD',
  );
  await ready();
}
