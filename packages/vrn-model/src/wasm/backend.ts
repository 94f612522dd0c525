// Wraps tfjs' wasm backend for the kernels of this folder: allocates tensors, views their memory, runs other kernels.
import * as tf from '@tensorflow/tfjs-core';

/** Name of the backend in tfjs. */
export const WASM = 'wasm';

/** A tensor's entry in the backend's table: its identifier, and its address in bytes. */
interface HeapData {
  readonly id: number;
  readonly memoryOffset: number;
}

/** The part of tfjs' wasm backend that is used here. Tensors are stored in the heap of its module. */
export interface WasmBackend {
  readonly wasm: { readonly HEAPF32: Float32Array; readonly tfjs: { disposeData(id: number): void } };
  readonly dataIdMap: { get(dataId: object): HeapData; delete(dataId: object): boolean };
  makeOutput(shape: readonly number[], dtype: tf.DataType, memoryOffset?: number): tf.TensorInfo;
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array;
  disposeData(dataId: object): boolean;
}

/** The argument of a kernel function, as tfjs passes it. */
export interface KernelCall<Inputs, Attributes> {
  readonly inputs: Inputs;
  readonly attrs: Attributes;
  readonly backend: WasmBackend;
}

/** Allocates an uninitialised tensor. The heap may grow and move: create views only after all allocations. */
export const allocate = (backend: WasmBackend, shape: readonly number[]): tf.TensorInfo =>
  backend.makeOutput([...shape], 'float32');

/** Returns a view of a tensor's values in the heap, valid until the next allocation. */
export const floats = (backend: WasmBackend, info: tf.TensorInfo): Float32Array => backend.typedArrayFromHeap(info);

/** Inputs and attributes of a kernel, by their names in tfjs. */
export interface KernelArguments {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** Runs a kernel of the backend. The caller owns the inputs and the result. */
export function runKernel(name: string, backend: WasmBackend, { inputs, attrs }: KernelArguments): tf.TensorInfo {
  const { kernelFunc } = tf.getKernel(name, WASM);
  return kernelFunc({ inputs: { ...inputs }, attrs: { ...attrs } as tf.NamedAttrMap, backend }) as tf.TensorInfo;
}

/** Calls `use` with a view of part of a tensor, without copying. The view begins at value number `offset`. */
export function withWindow<T>(
  backend: WasmBackend,
  { of, offset, shape }: { readonly of: tf.TensorInfo; readonly offset: number; readonly shape: readonly number[] },
  use: (window: tf.TensorInfo) => T,
): T {
  const start = backend.dataIdMap.get(of.dataId).memoryOffset + offset * Float32Array.BYTES_PER_ELEMENT;
  const window = backend.makeOutput([...shape], 'float32', start);
  const result = use(window);
  // Only the window's entry is removed. The memory belongs to the tensor `of` and must not be freed.
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(window.dataId).id);
  backend.dataIdMap.delete(window.dataId);
  return result;
}
