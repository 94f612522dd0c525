// Makes tfjs' wasm backend train: convolution gradients, one missing and one slow, and gradients that were wrong.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { mendGradients } from '../tensors/mendGradients.js';
import { WASM } from './backend.js';
import { concat, splitV } from './concat.js';
import { conv2DBackpropFilter } from './conv2DBackpropFilter.js';
import { conv2DBackpropInput } from './conv2DBackpropInput.js';
import { conv3DBackpropFilter, conv3DBackpropInput } from './conv3DBackprop.js';
import { maxPoolGrad } from './maxPoolGrad.js';
import { replaceKernel } from './replaceKernel.js';
import { resizeNearestNeighborGrad } from './resizeNearestNeighborGrad.js';

/** Kernels written here. */
const KERNELS: Readonly<Record<string, unknown>> = {
  Conv2DBackpropInput: conv2DBackpropInput,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv3DBackpropInputV2: conv3DBackpropInput,
  Conv3DBackpropFilterV2: conv3DBackpropFilter,
  MaxPoolGrad: maxPoolGrad,
  ResizeNearestNeighborGrad: resizeNearestNeighborGrad,
};

/** Kernels of the backend that those here are made of. */
const NEEDED = ['Conv2D', 'BatchMatMul'] as const;

/**
 * Enables training on tfjs' wasm backend: registers a gradient of convolutions to their filters, which it lacks, a fast
 * one to their inputs, and replaces four that are silently wrong (tfjs-backend-wasm 4.22): max pooling, nearest-neighbour
 * resizing and 3D convolution to its input once memory has been used, 3D convolution to its filter for strides above 1.
 *
 * Call it after the application has imported `@tensorflow/tfjs-backend-wasm`; a second call changes nothing. Kernels are
 * registered by the name of the backend, so all networks of the application use them.
 *
 * @returns nothing.
 * @throws {VolumetricError} `no-backend` when the backend has not been imported, `no-training-kernels` when it lacks the
 *   kernels that these are made of.
 *
 * @example
 * import '@tensorflow/tfjs-backend-wasm';
 * enableWasmTraining();
 * enableWasmTraining(); // → undefined
 */
export function enableWasmTraining(): void {
  check(
    tf.getKernelsForBackend(WASM).length > 0,
    'no-backend',
    () => `enableWasmTraining: backend ${WASM} must be imported first, got no kernels of it`,
  );
  const missing = NEEDED.filter((name) => tf.getKernel(name, WASM) === undefined);
  check(
    missing.length === 0,
    'no-training-kernels',
    () => `enableWasmTraining: backend ${WASM} must have ${NEEDED.join(', ')}, got none of ${missing.join(', ')}`,
  );
  for (const [kernelName, kernel] of Object.entries(KERNELS)) {
    const kernelFunc = kernel as tf.KernelFunc;
    const stock = tf.getKernel(kernelName, WASM) as tf.KernelConfig | undefined;
    if (stock?.kernelFunc === kernelFunc) continue;
    if (stock !== undefined) tf.unregisterKernel(kernelName, WASM);
    tf.registerKernel({ ...stock, kernelName, backendName: WASM, kernelFunc });
  }
  replaceKernel('Concat', concat);
  replaceKernel('SplitV', splitV);
  mendGradients();
}
