// Enables training on tfjs' wasm backend: adds a missing gradient kernel, and replaces slow and wrong ones.
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

/** Gradient kernels of this folder, by their names in tfjs. */
const KERNELS: Readonly<Record<string, unknown>> = {
  Conv2DBackpropInput: conv2DBackpropInput,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv3DBackpropInputV2: conv3DBackpropInput,
  Conv3DBackpropFilterV2: conv3DBackpropFilter,
  MaxPoolGrad: maxPoolGrad,
  ResizeNearestNeighborGrad: resizeNearestNeighborGrad,
};

/** Kernels of the backend that those of {@link KERNELS} call. */
const NEEDED = ['Conv2D', 'BatchMatMul'] as const;

/**
 * Enables training on tfjs' wasm backend.
 *
 * - Registers the gradient of 2D convolution with respect to its filter, which the backend lacks.
 * - Replaces four gradients that are silently wrong (tfjs-backend-wasm 4.22): in reused memory, those of max pooling,
 *   nearest-neighbour resizing and 3D convolution with respect to its input; for strides above 1, that of 3D
 *   convolution with respect to its filter.
 * - Replaces the gradient of 2D convolution with respect to its input, concatenation and splitting by faster kernels.
 * - Replaces tfjs' gradients of resizing, if they are registered, by those that `@vrn/model/train` uses.
 *
 * Call it after importing `@tensorflow/tfjs-backend-wasm`. A second call has no effect. Kernels are registered by the
 * name of the backend, so all networks of the application use them.
 *
 * @returns nothing.
 * @throws {VolumetricError} `no-backend` if the backend has not been imported; `no-training-kernels` if it lacks
 *   `Conv2D` or `BatchMatMul`, which the registered gradients call.
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
    () => `enableWasmTraining: backend ${WASM} must be imported first, got no registered kernels`,
  );
  const missing = NEEDED.filter((name) => tf.getKernel(name, WASM) === undefined);
  check(
    missing.length === 0,
    'no-training-kernels',
    () => `enableWasmTraining: backend ${WASM} must have ${NEEDED.join(', ')}, but lacks ${missing.join(', ')}`,
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
