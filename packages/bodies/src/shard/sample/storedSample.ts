// What a shard keeps of a sample.
import type { Grid, Landmark, Packed, Sample, Volume } from '@vrn/voxel';
import type { Provenance } from '../../person/person.js';
import type { Drawn } from '../../sample/sample.js';

/** A sample with its place in the world. What `sample` makes is one; of that, the mesh is not kept. */
export interface StoredSample extends Sample {
  /** `[rows, columns, 3]`, sRGB 0..1. */
  readonly image: Packed<Float32Array>;
  readonly landmarks: readonly Landmark[];
  /** `[rows, columns]`, 0..1. */
  readonly mask: Packed<Float32Array>;
  readonly volume: Volume;
  readonly grid: Grid;
  readonly provenance?: Provenance;
  /** Whether each landmark is seen, or lies behind something. */
  readonly visible?: readonly boolean[];
  /** From where it was seen, and how large: numbers by their names. */
  readonly drawn?: Drawn;
  /** `[rows, columns]`, single precision. */
  readonly depth?: Packed<Float32Array>;
  /** `[rows, columns, 3]`, single precision. */
  readonly normals?: Packed<Float32Array>;
}

/** What a sample says of itself, without its arrays. */
export interface SampleNote {
  readonly grid: Grid;
  /** Of image and mask. */
  readonly picture: readonly [rows: number, columns: number];
  readonly provenance?: Provenance;
  readonly drawn?: Drawn;
}
