// What the kernels here use of the wasm backend, and the four things they do with it.
import * as tf from '@tensorflow/tfjs-core';

export const WASM = 'wasm';

/** A tensor's entry in the backend's table. */
interface HeapData {
  readonly id: number;
  readonly memoryOffset: number;
}

/** The part of tfjs' wasm backend that is used here; its memory is the heap that tensors lie in. */
export interface WasmBackend {
  readonly wasm: { readonly HEAPF32: Float32Array; readonly tfjs: { disposeData(id: number): void } };
  readonly dataIdMap: { get(dataId: object): HeapData; delete(dataId: object): boolean };
  makeOutput(shape: readonly number[], dtype: tf.DataType, memoryOffset?: number): tf.TensorInfo;
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array;
  disposeData(dataId: object): boolean;
}

/** A kernel as tfjs calls it, with inputs and attributes named by their use. */
export interface KernelCall<Inputs, Attributes> {
  readonly inputs: Inputs;
  readonly attrs: Attributes;
  readonly backend: WasmBackend;
}

/** A new tensor in the heap, its contents whatever was there. Memory may grow: take views only after all allocations. */
export const allocate = (backend: WasmBackend, shape: readonly number[]): tf.TensorInfo =>
  backend.makeOutput([...shape], 'float32');

/** The floats of a tensor, in the heap itself. Valid until the next allocation. */
export const floats = (backend: WasmBackend, info: tf.TensorInfo): Float32Array => backend.typedArrayFromHeap(info);

/** The arguments of a kernel, by the names that tfjs gives them. */
export interface KernelArguments {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** Runs one of the backend's own kernels on tensors that stay the caller's; the result is the caller's too. */
export function runKernel(name: string, backend: WasmBackend, { inputs, attrs }: KernelArguments): tf.TensorInfo {
  const { kernelFunc } = tf.getKernel(name, WASM);
  return kernelFunc({ inputs: { ...inputs }, attrs: { ...attrs } as tf.NamedAttrMap, backend }) as tf.TensorInfo;
}

/** What `use` makes of a window into a tensor's memory that starts `offset` floats in: no copy is made. */
export function withWindow<T>(
  backend: WasmBackend,
  { of, offset, shape }: { readonly of: tf.TensorInfo; readonly offset: number; readonly shape: readonly number[] },
  use: (window: tf.TensorInfo) => T,
): T {
  const start = backend.dataIdMap.get(of.dataId).memoryOffset + offset * Float32Array.BYTES_PER_ELEMENT;
  const window = backend.makeOutput([...shape], 'float32', start);
  const result = use(window);
  // Forgotten, not freed: the memory is the other tensor's.
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(window.dataId).id);
  backend.dataIdMap.delete(window.dataId);
  return result;
}
