// Exports the public API of @vrn/bodies, in the order of the pipeline.
export type { Provenance, Split, Surface, Texture } from './person/person.js';
export { type Body, type BodyOptions, type BodySource, bodySource } from './bodySource.js';
export {
  type HeldOut,
  MAKEHUMAN_DEFAULTS,
  type MakehumanOptions,
  PHOTOGRAPH_POSES,
} from './makehuman/makehumanSource.js';
export { type FileReader, folderReader } from './makehuman/assets/fileReader.js';
export { type Scan, SCAN_SOURCE_DEFAULTS, type ScanSourceOptions, scanSource } from './scans/scanSource.js';
export { SPLIT_SHARES, splitOf } from './person/splitOf.js';
export { solidOf } from './person/solidOf.js';
export { fillEnclosed } from './person/fillEnclosed.js';
export {
  type BodySample,
  type Crossing,
  type Drawn,
  PERSON_SHARE,
  PHOTO,
  PLAIN,
  SAMPLE_DEFAULTS,
  type SampleOptions,
  sample,
} from './sample/sample.js';
export {
  CAMERA_DEFAULTS,
  type CameraOptions,
  type Distribution,
  type Peak,
  PHOTOGRAPH_VIEWS,
  type PictureOptions,
  type Span,
} from './sample/options.js';
export { LIGHT_DEFAULTS, type LightOptions } from './render/light/lighting.js';
export { BACKGROUND_DEFAULTS, type BackgroundKind, type BackgroundOptions } from './render/background/background.js';
export {
  RENDER_DEFAULTS,
  type Rendering,
  type RenderOptions,
  renderMesh,
  type Viewpoint,
} from './render/renderMesh.js';
export { CORRUPT_DEFAULTS, type CorruptOptions, corruptInputs, type Detected } from './corrupt/corruptInputs.js';
export { DEPTH_FAULT_DEFAULTS, type DepthFaults, type JointKind } from './corrupt/corruptDepths.js';
export type { Range } from './corrupt/range.js';
export { ENCODE_SAMPLE_DEFAULTS, type EncodeSampleOptions, encodeSample } from './shard/sample/encodeSample.js';
export { decodeNote, decodeSample } from './shard/sample/decodeSample.js';
export type { SampleNote, StoredSample } from './shard/sample/storedSample.js';
export { encodePng, type PictureFormat } from './shard/sample/pictureBytes.js';
export type { Json } from './shard/bytes/canonicalJson.js';
export type { ShardHeader, ShardOptions } from './shard/shardHeader.js';
export { writeShard } from './shard/writeShard.js';
export { type ShardItem, streamShard } from './shard/streamShard.js';
export type { BlobLike, HandleLike, RandomAccess, ShardSource } from './shard/bytes/randomAccess.js';
export { READ_SHARD_DEFAULTS, type ReadShardOptions, readShard, type Shard } from './shard/readShard.js';
export { type Damage, type VerifyShardOptions, verifyShard } from './shard/verifyShard.js';
export { type Decode, type IndexShardsOptions, indexShards, type ShardList } from './shard/indexShards.js';
export { READ_SHUFFLED_DEFAULTS, type ReadShuffledOptions, readShuffled } from './shard/readShuffled.js';
export { sampleBuffers } from './shard/sample/reviveSample.js';
export { checkSplits, type Placed, placedIn, type SplitConflict } from './shard/checkSplits.js';
export { type Canvas, canvas, type Colour, drawDot, drawLine, drawPicture, drawText } from './sheet/canvas.js';
export { CONTACT_SHEET_DEFAULTS, type ContactSheetOptions, contactSheet, type Shown } from './sheet/contactSheet.js';
export {
  gatherStatistics,
  type Measured,
  type Statistics,
  type StatisticsGatherer,
} from './statistics/gatherStatistics.js';
export type { Histogram } from './statistics/histogram.js';
export type { PoseAngles } from './statistics/poseAngles.js';
export { statistics } from './statistics/statistics.js';
export { STATISTICS_PAGE_DEFAULTS, type StatisticsPageOptions, statisticsPage } from './statistics/statisticsPage.js';
