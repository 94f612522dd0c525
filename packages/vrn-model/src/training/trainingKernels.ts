// Checks that the backend in use can compute gradients of convolutions, before a step fails in the middle.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkBackend } from '../tensors/checkBackend.js';
import { WASM } from '../wasm/backend.js';

/** Without this kernel no filter has a gradient. */
const NEEDED = 'Conv2DBackpropFilter';

/** What to do on a backend that lacks {@link NEEDED}. */
export const kernelHint = (backend: string): string =>
  backend === WASM ? 'call enableWasmTraining() of @vrn/model first' : 'choose another backend';

/**
 * Throws unless a backend is ready and has the gradients of convolutions.
 *
 * @param caller function that needs them, for the message.
 * @throws {VolumetricError} `no-backend`, `no-training-kernels`
 */
export function checkTrainingKernels(caller: string): void {
  checkBackend(caller);
  const backend = tf.getBackend();
  check(Boolean(tf.getKernel(NEEDED, backend)), 'no-training-kernels', () => {
    return `${caller}: backend ${backend} must have kernel ${NEEDED}, got none; ${kernelHint(backend)}`;
  });
}
