// Declares the part of ONNX Runtime's JavaScript API that this package uses.

/** A tensor of the runtime. */
export interface RuntimeTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** A loaded graph. */
export interface RuntimeSession {
  /**
   * Runs the graph. `fetches` names the requested outputs. An output with null is a new tensor; otherwise it is the
   * given tensor, which some runtimes do not fill.
   */
  run(
    feeds: Record<string, RuntimeTensor>,
    fetches: Record<string, RuntimeTensor | null>,
  ): Promise<Record<string, RuntimeTensor>>;
  release(): Promise<void>;
}

/** The runtime module that an application passes in: `onnxruntime-node`, `onnxruntime-web` or one with the same API. */
export interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: Record<string, unknown>): Promise<RuntimeSession>;
  };
  readonly Tensor: {
    new (type: 'float32', data: Float32Array, dims: readonly number[]): RuntimeTensor;
    new (type: 'uint8', data: Uint8Array, dims: readonly number[]): RuntimeTensor;
  };
}
