// Checks, before a step starts, that the current backend has the gradient kernel that some backends lack.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkBackend } from '../tensors/checkBackend.js';
import { WASM } from '../wasm/backend.js';

/** The kernel that computes the gradients of filters. */
const REQUIRED_KERNEL = 'Conv2DBackpropFilter';

/** Returns advice for a backend that lacks {@link REQUIRED_KERNEL}. */
export const kernelHint = (backend: string): string =>
  backend === WASM ? 'call enableWasmTraining() of @vrn/model first' : 'choose another backend';

/**
 * Throws unless a backend is ready and has {@link REQUIRED_KERNEL}.
 *
 * @param caller name of the calling function, for the message.
 * @throws {VolumetricError} `no-backend` if none is ready; `no-training-kernels` if it lacks the kernel.
 */
export function checkTrainingKernels(caller: string): void {
  checkBackend(caller);
  const backend = tf.getBackend();
  check(Boolean(tf.getKernel(REQUIRED_KERNEL, backend)), 'no-training-kernels', () => {
    return `${caller}: backend ${backend} must have kernel ${REQUIRED_KERNEL}, got none; ${kernelHint(backend)}`;
  });
}
