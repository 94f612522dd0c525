// Lists the exports of @vrn/model, in pipeline order.
export type { BlockKind } from './network/blocks.js';
export type { InputKind, VRNConfig } from './network/config.js';
export { REPORTED, VARIANT_NAMES, VARIANTS, type VariantName } from './network/variants.js';
export { type Inputs, packInputs } from './network/inputs.js';
export type { ForwardOptions, VRN } from './vrn.js';
export { type BuildOptions, buildVRN } from './buildVRN.js';
export { loadVRN } from './loadVRN.js';
export { type Summary, summaryTable } from './describe/summary.js';
export type { Memory, MemoryOptions } from './describe/memory.js';
export type { Part } from './describe/parts.js';
export { drawNetwork } from './drawing/drawing.js';
export { PREDICT_DEFAULTS, type PredictAllOptions, type PredictOptions } from './inference/predict.js';
export type { Layer, Parameter } from './network/shapes.js';
export {
  decodeSafetensors,
  type EncodeSafetensorsOptions,
  encodeSafetensors,
  type SafetensorsFile,
} from './weights/safetensors.js';
export { RELEASED, type ReleasedModule, releasedNames } from './released/releasedNames.js';
export { type ImportReleasedOptions, importReleased, type ReleasedArray } from './released/importReleased.js';
export { enableWasmTraining } from './wasm/enableWasmTraining.js';
export { PROBE_DEFAULTS, type ProbeOptions, probeBackend } from './probe.js';
