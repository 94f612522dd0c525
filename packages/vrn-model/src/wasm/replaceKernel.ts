// Replaces kernels of tfjs' wasm backend by functions that may call the original kernels.
import * as tf from '@tensorflow/tfjs-core';
import { WASM } from './backend.js';

/** Creates a kernel from the backend's own. */
type Make = (stock: tf.KernelFunc) => tf.KernelFunc;

/** The function that created each replacement. */
const makers = new WeakMap<tf.KernelFunc, Make>();

/** Replaces a kernel by `make(kernel)`. Has no effect if the backend lacks the kernel, or if `make` created it. */
export function replaceKernel(kernelName: string, make: Make): void {
  const stock = tf.getKernel(kernelName, WASM) as tf.KernelConfig | undefined;
  if (stock === undefined || makers.get(stock.kernelFunc) === make) return;
  const kernelFunc = make(stock.kernelFunc);
  makers.set(kernelFunc, make);
  tf.unregisterKernel(kernelName, WASM);
  tf.registerKernel({ ...stock, kernelFunc });
}
