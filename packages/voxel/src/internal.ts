// Exports helpers that sibling packages share with @vrn/voxel. Not for other programs: they may change in any release.
//
// `gunzip` is synchronous and needs neither `DecompressionStream` nor a library: it reads all members, verifies their
// checksums, and refuses trailing data other than zeros unless `onTrailing` is given. `writeFileAtomic`, `makeFolder`
// and `sweepTemporaries` take `node:fs/promises` as their first argument, so that nothing here imports it.

export { type BoxTree, pointTree, triangleTree } from './core/boxTree.js';
export { type Bytes, toBytes } from './core/bytes.js';
export { type EdgeCounts, edgeCounts } from './core/edgeCounts.js';
export { check, type ErrorCode } from './core/errors.js';
export { faceNormal } from './core/faceNormal.js';
export { checkGrid } from './core/grid.js';
export { checkOptions, defined, nearestName } from './core/options.js';
export { checkMesh } from './core/triangleMesh.js';
export { type TriangleSides, triangleSides } from './core/triangleSides.js';
export { checkView } from './core/volume.js';
export {
  type FileSystem,
  makeFolder,
  sweepTemporaries,
  type WriteFileAtomicOptions,
  writeFileAtomic,
} from './files/atomicFile.js';
export { crc32, type GunzipOptions, gunzip } from './files/gzip/gunzip.js';
export { inflate, type Output as InflateOutput } from './files/gzip/inflate.js';
export {
  float16ToFloat32,
  float32ToFloat16,
  fromFloat16,
  LARGEST_FLOAT16,
  toFloat16,
} from './files/numbers/half.js';
export { HOST_IS_LITTLE, swapBytes } from './files/numbers/numberFormat.js';
export { oneLine } from './files/oneLine.js';
