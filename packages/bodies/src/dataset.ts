// Exports the API of @vrn/bodies/dataset, which makes, shows, verifies and merges data sets on disk, in Node.js.

export { type MergeDatasetOptions, mergeDataset } from './dataset/check/mergeDataset.js';
export {
  SHOW_DATASET_DEFAULTS,
  type ShowDatasetOptions,
  type ShownDataset,
  showDataset,
} from './dataset/check/showDataset.js';
export {
  type Fault,
  VERIFY_DATASET_DEFAULTS,
  type VerifiedDataset,
  type VerifyDatasetOptions,
  verifyDataset,
} from './dataset/check/verifyDataset.js';
export {
  MAKE_DATASET_DEFAULTS,
  type MadeDataset,
  type MakeDatasetOptions,
  makeDataset,
} from './dataset/make/makeDataset.js';
export type { MadeShard } from './dataset/make/makeShard.js';
export { type ShardNumber, type WhichShardOptions, whichShard } from './dataset/plan/whichShard.js';
export { type ReadScans, readScans } from './dataset/scans/readScans.js';
export type { ShardFacts } from './dataset/set/shardFile.js';
export {
  type DatasetSpec,
  parseDatasetSpec,
  readDatasetSpec,
  type SourceSpec,
  type Spec,
} from './dataset/spec/spec.js';
