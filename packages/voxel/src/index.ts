// Lists the public exports of @vrn/voxel, grouped by topic.

export { check, ERROR_CODES, type ErrorCode, VolumetricError } from './core/errors.js';
export { checkGrid, type Grid, indexToWorld, type Triple, voxelSize, worldToIndex } from './core/grid.js';
export { checkMesh, type TriangleMesh } from './core/triangleMesh.js';
export { type EdgeCounts, edgeCounts } from './core/edgeCounts.js';
export { type TriangleSides, triangleSides } from './core/triangleSides.js';
export { type BoxTree, pointTree, triangleTree } from './core/boxTree.js';
export {
  checkView,
  emptyVolume,
  type Packed,
  packed,
  type View,
  type Volume,
  type VolumeData,
} from './core/volume.js';
export { type Random, random } from './core/random.js';
export {
  RANDOM_SCALE_DEFAULTS,
  type RandomScaleOptions,
  randomScale,
  scaleMesh,
  transformMesh,
} from './shape/transformMesh.js';
export { fromViewFrame, toViewFrame, type ViewCamera, viewDistance } from './shape/viewFrame.js';
export { FIT_GRID_DEFAULTS, type FitGridOptions, fitGrid } from './shape/fitGrid.js';
export { VOXELIZE_DEFAULTS, type VoxelizeOptions, voxelize, type WritableView } from './solid/voxelize.js';
export {
  VOXELIZE_REPORT_DEFAULTS,
  type VoxelizeReport,
  type VoxelizeReportOptions,
  voxelizeReport,
} from './solid/voxelizeReport.js';
export { WINDING_NUMBER_DEFAULTS, type WindingNumberOptions, windingNumber } from './solid/winding/windingNumber.js';
export { resample } from './shape/resample.js';
export {
  CONDITION_ON_MASK_DEFAULTS,
  type ConditionOnMaskOptions,
  conditionOnMask,
} from './sample/conditionOnMask.js';
export { SILHOUETTE_DEFAULTS, type SilhouetteOptions, silhouette } from './shape/silhouette.js';
export {
  PERSON_GRID_DEFAULTS,
  PERSON_SHARE,
  type PersonGridOptions,
  personGrid,
  personSquare,
  type Square,
} from './sample/personSquare.js';
export { LANDMARK_FLIP_PAIRS, LANDMARK_NAMES, type Landmark, type Sample } from './sample/sample.js';
export {
  LANDMARK_HEATMAPS_DEFAULTS,
  type LandmarkHeatmapsOptions,
  landmarkHeatmaps,
} from './sample/landmarkHeatmaps.js';
export {
  DEPTH_MAPS_DEFAULTS,
  type DepthMapsOptions,
  landmarkDepthMaps,
} from './sample/landmarkDepthMaps.js';
export { SKELETON_PARTS, skeletonMaps } from './sample/skeletonMaps.js';
export {
  AUGMENT_DEFAULTS,
  type AugmentOptions,
  augment,
  flipSample,
  type SampleWithoutImage,
  translateSample,
} from './sample/augment.js';
export { PACK_BITS_DEFAULTS, type PackBitsOptions, type PackedBits, packBits, unpackBits } from './files/packBits.js';
export { decodeNpy, ENCODE_NPY_DEFAULTS, type EncodeNpyOptions, encodeNpy, type NpyFile } from './files/npy.js';
export {
  type BinvoxFile,
  decodeBinvox,
  ENCODE_BINVOX_DEFAULTS,
  type EncodeBinvoxOptions,
  encodeBinvox,
} from './files/binvox.js';
export { decodeRaw, encodeRaw } from './files/raw.js';
export { decodeNrrd, type NrrdFile } from './files/nrrd.js';
