// Lists the engines that options and specs accept, apart from the engines so that help texts load none of them.

/** Values of `--engine`. `auto` selects WebGPU if there is a GPU, else WebAssembly. */
export const ENGINES = ['auto', 'webgpu', 'onnx', 'wasm', 'cpu'] as const;

export type EngineChoice = (typeof ENGINES)[number];

/** Values of `engine` in a training spec. `auto` selects `onnx` if onnxruntime-node is installed, else `wasm`. */
export const TRAINING_ENGINES = ['auto', 'onnx', 'wasm', 'cpu'] as const;

export type TrainingEngineChoice = (typeof TRAINING_ENGINES)[number];
