// Lists the engines that options and specs accept. Help texts import this file, which loads none of the engines.

/** Values of `--engine`. `auto` selects WebGPU if its package is installed and there is a GPU, else WebAssembly. */
export const ENGINES = ['auto', 'webgpu', 'onnx', 'wasm', 'cpu'] as const;

/** Description of `--engine`, for `--help`. */
export const ENGINE_TEXT =
  'engine that runs the network; auto selects webgpu if its package is installed and there is a GPU, else wasm; ' +
  'webgpu and onnx need the npm packages webgpu and onnxruntime-node';

export type EngineChoice = (typeof ENGINES)[number];

/** Values of `engine` in a training spec. `auto` selects `onnx` if onnxruntime-node is installed, else `wasm`. */
export const TRAINING_ENGINES = ['auto', 'onnx', 'wasm', 'cpu'] as const;

export type TrainingEngineChoice = (typeof TRAINING_ENGINES)[number];
