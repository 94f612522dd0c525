// Everything outsiders import from @vrn/model, in pipeline order.
export type { BlockKind, InputKind, VRNConfig } from './config.js';
export { REPORTED, VARIANT_NAMES, VARIANTS, type VariantName } from './variants.js';
export { type Inputs, packInputs } from './inputs.js';
export { type BuildOptions, buildVRN, type ForwardOptions, loadVRN, type Summary, type VRN } from './vrn.js';
export type { Layer, Parameter } from './shapes.js';
export { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from './safetensors.js';
export { enableWasmTraining } from './enableWasmTraining.js';
