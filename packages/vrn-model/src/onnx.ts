// Lists the exports of @vrn/model/onnx, sorted by source file.

export { type EngineOptions, type OnnxEngine, onnxEngine } from './onnx/onnxEngine.js';
export type { Runtime, RuntimeSession, RuntimeTensor } from './onnx/runtime.js';
export { type StepGraphOptions, stepGraph } from './onnx/stepGraph.js';
export type { OnnxOptions } from './onnx/toOnnx.js';
