// Makes tfjs' wasm backend train: convolution gradients, one missing and one slow, and gradients that were wrong.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { mendGradients } from './mendGradients.js';
import { WASM, type WasmBackend } from './wasm/backend.js';
import { conv2DBackpropFilter } from './wasm/conv2DBackpropFilter.js';
import { conv2DBackpropInput } from './wasm/conv2DBackpropInput.js';
import { maxPoolGrad } from './wasm/maxPoolGrad.js';
import { resizeNearestNeighborGrad } from './wasm/resizeNearestNeighborGrad.js';

/** Kernels written here. */
const KERNELS: Readonly<Record<string, unknown>> = {
  Conv2DBackpropInput: conv2DBackpropInput,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  MaxPoolGrad: maxPoolGrad,
  ResizeNearestNeighborGrad: resizeNearestNeighborGrad,
};

/** Kernels of the backend that add into memory they never cleared (tfjs 4.22), right otherwise. */
const ADDING = ['Conv3DBackpropInputV2'] as const;

/** Kernels of the backend that those here are made of. */
const NEEDED = ['Conv2D', 'BatchMatMul', ...ADDING] as const;

const mended = new WeakSet<tf.KernelFunc>();

/**
 * Lets tfjs' wasm backend train: registers a gradient of convolutions to their filters, which it lacks, a fast one to
 * their inputs, and puts right three that are silently wrong once memory has been used (tfjs-backend-wasm 4.22: max
 * pooling, nearest-neighbour resizing, 3D convolution to its input).
 *
 * Call it once the application has imported `@tensorflow/tfjs-backend-wasm`; a second call changes nothing. Kernels are
 * kept by the name of the backend, so every network of the application has them.
 *
 * @throws {VolumetricError} `no-backend` when the backend has not been imported, `no-training-kernels` when it lacks the
 *   kernels that these are made of.
 *
 * @example
 * import '@tensorflow/tfjs-backend-wasm';
 * await setBackend('wasm');
 * enableWasmTraining();
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
  for (const [name, kernel] of Object.entries(KERNELS)) replace(name, () => kernel as tf.KernelFunc);
  for (const name of ADDING) replace(name, clearingFirst);
  mendGradients();
}

/** Puts a kernel in the place of the backend's own, once. */
function replace(name: string, make: (stock: tf.KernelFunc) => tf.KernelFunc): void {
  const stock = tf.getKernel(name, WASM) as tf.KernelConfig | undefined;
  if (stock !== undefined && mended.has(stock.kernelFunc)) return;
  if (stock !== undefined) tf.unregisterKernel(name, WASM);
  const kernelFunc = make(stock?.kernelFunc as tf.KernelFunc);
  mended.add(kernelFunc);
  tf.registerKernel({ ...stock, kernelName: name, backendName: WASM, kernelFunc });
}

/** The same kernel, given a backend whose new tensors are zero. */
const clearingFirst =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  ({ inputs, attrs, backend }) => {
    const wasm = backend as WasmBackend;
    const clearing = Object.create(wasm) as WasmBackend;
    clearing.makeOutput = (...args) => {
      const output = wasm.makeOutput(...args);
      wasm.typedArrayFromHeap(output).fill(0);
      return output;
    };
    return stock({ inputs, ...(attrs && { attrs }), backend: clearing });
  };
