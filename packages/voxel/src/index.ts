// Everything outsiders import from @vrn/voxel, in pipeline order.

export { check, ERROR_CODES, type ErrorCode, VolumetricError } from './errors.js';
export { checkGrid, type Grid, indexToWorld, type Triple, voxelSize, worldToIndex } from './grid.js';
export { checkMesh, type TriangleMesh } from './triangleMesh.js';
export { type EdgeCounts, edgeCounts } from './edgeCounts.js';
export { type TriangleSides, triangleSides } from './triangleSides.js';
export { type BoxTree, pointTree, triangleTree } from './boxTree.js';
export {
  checkView,
  emptyVolume,
  type Packed,
  packed,
  type View,
  type Volume,
  type VolumeData,
} from './volume.js';
export { type Random, random } from './random.js';
export {
  RANDOM_SCALE_DEFAULTS,
  type RandomScaleOptions,
  randomScale,
  scaleMesh,
  transformMesh,
} from './transformMesh.js';
export { FIT_GRID_DEFAULTS, type FitGridOptions, fitGrid } from './fitGrid.js';
export { VOXELIZE_DEFAULTS, type VoxelizeOptions, voxelize, type WritableView } from './voxelize.js';
export {
  VOXELIZE_REPORT_DEFAULTS,
  type VoxelizeReport,
  type VoxelizeReportOptions,
  voxelizeReport,
} from './voxelizeReport.js';
export { WINDING_NUMBER_DEFAULTS, type WindingNumberOptions, windingNumber } from './windingNumber.js';
export { resample } from './resample.js';
export {
  CONDITION_ON_MASK_DEFAULTS,
  type ConditionOnMaskOptions,
  conditionOnMask,
} from './conditionOnMask.js';
export { SILHOUETTE_DEFAULTS, type SilhouetteOptions, silhouette } from './silhouette.js';
export { LANDMARK_FLIP_PAIRS, LANDMARK_NAMES, type Landmark, type Sample } from './sample.js';
export { LANDMARK_HEATMAPS_DEFAULTS, type LandmarkHeatmapsOptions, landmarkHeatmaps } from './landmarkHeatmaps.js';
export { AUGMENT_DEFAULTS, type AugmentOptions, augment, flipSample, translateSample } from './augment.js';
export { PACK_BITS_DEFAULTS, type PackBitsOptions, type PackedBits, packBits, unpackBits } from './packBits.js';
export { decodeNpy, ENCODE_NPY_DEFAULTS, type EncodeNpyOptions, encodeNpy } from './npy.js';
export {
  type BinvoxFile,
  decodeBinvox,
  ENCODE_BINVOX_DEFAULTS,
  type EncodeBinvoxOptions,
  encodeBinvox,
} from './binvox.js';
export { decodeRaw, encodeRaw } from './raw.js';
export { decodeNrrd, type NrrdFile } from './nrrd.js';
