// What is asked of an ONNX runtime: the part of ONNX Runtime's JavaScript interface that is used here.

/** A tensor of the runtime. */
export interface RuntimeTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** A loaded graph. */
export interface RuntimeSession {
  /** What is asked for goes into the tensor that it is named with, or into a new one. */
  run(
    feeds: Record<string, RuntimeTensor>,
    fetches: Record<string, RuntimeTensor | null>,
  ): Promise<Record<string, RuntimeTensor>>;
  release(): Promise<void>;
}

/** The module that an application imports and hands over: that of Node, of browsers, or another with the same interface. */
export interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: Record<string, unknown>): Promise<RuntimeSession>;
  };
  readonly Tensor: {
    new (type: 'float32', data: Float32Array, dims: readonly number[]): RuntimeTensor;
    new (type: 'uint8', data: Uint8Array, dims: readonly number[]): RuntimeTensor;
  };
}
