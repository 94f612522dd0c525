// Names of the engines that options and specs accept, apart from the engines so that help texts load none of them.

/** Values of `--engine`. `auto` is WebGPU on a graphics processor where there is one, else WebAssembly. */
export const ENGINES = ['auto', 'webgpu', 'onnx', 'wasm', 'cpu'] as const;

export type EngineChoice = (typeof ENGINES)[number];

/** Values of `engine` in a training spec. `auto` is `onnx` where onnxruntime-node is installed, else `wasm`. */
export const TRAINING_ENGINES = ['auto', 'onnx', 'wasm', 'cpu'] as const;

export type TrainingEngineChoice = (typeof TRAINING_ENGINES)[number];
