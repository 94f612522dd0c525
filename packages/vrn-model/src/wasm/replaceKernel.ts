// Puts kernels in the place of the wasm backend's own.
import * as tf from '@tensorflow/tfjs-core';
import { WASM } from './backend.js';

type Make = (stock: tf.KernelFunc) => tf.KernelFunc;

const makers = new WeakMap<tf.KernelFunc, Make>();

/** Registers what `make` makes of the kernel there is. Nothing happens where there is none, or on a second call. */
export function replaceKernel(kernelName: string, make: Make): void {
  const stock = tf.getKernel(kernelName, WASM) as tf.KernelConfig | undefined;
  if (stock === undefined || makers.get(stock.kernelFunc) === make) return;
  const kernelFunc = make(stock.kernelFunc);
  makers.set(kernelFunc, make);
  tf.unregisterKernel(kernelName, WASM);
  tf.registerKernel({ ...stock, kernelFunc });
}
