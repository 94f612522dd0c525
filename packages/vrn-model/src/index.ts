// Everything outsiders import from @vrn/model, in pipeline order.
export type { BlockKind, InputKind, VRNConfig } from './config.js';
export { REPORTED, VARIANT_NAMES, VARIANTS, type VariantName } from './variants.js';
export { type Inputs, packInputs } from './inputs.js';
export { type BuildOptions, buildVRN, type ForwardOptions, loadVRN, type VRN } from './vrn.js';
export { type Summary, summaryTable } from './summary.js';
export type { Memory, MemoryOptions } from './memory.js';
export type { Part } from './parts.js';
export { drawNetwork } from './drawing.js';
export { PREDICT_DEFAULTS, type PredictAllOptions, type PredictOptions } from './predict.js';
export type { Layer, Parameter } from './shapes.js';
export {
  decodeSafetensors,
  type EncodeSafetensorsOptions,
  encodeSafetensors,
  type SafetensorsFile,
} from './safetensors.js';
export { RELEASED, type ReleasedModule, releasedNames } from './releasedNames.js';
export { type ImportReleasedOptions, importReleased, type ReleasedArray } from './importReleased.js';
export { enableWasmTraining } from './enableWasmTraining.js';
export { PROBE_DEFAULTS, type ProbeOptions, probeBackend } from './probe.js';
