// Defines the types of a sample as shards store it, and of its description.
import type { Grid, Landmark, Packed, Sample, Volume } from '@vrn/voxel';
import type { Provenance } from '../../person/person.js';
import type { Drawn } from '../../sample/sample.js';

/** A sample with its grid in world space. Results of `sample` are such samples; shards do not store their meshes. */
export interface StoredSample extends Sample {
  /** `[rows, columns, 3]`, sRGB 0..1. */
  readonly image: Packed<Float32Array>;
  readonly landmarks: readonly Landmark[];
  /** `[rows, columns]`, 0..1. */
  readonly mask: Packed<Float32Array>;
  readonly volume: Volume;
  readonly grid: Grid;
  readonly provenance?: Provenance;
  /**
   * Visibility of each landmark: whether its position is known and in the image and no other part of the person
   * occludes it.
   */
  readonly visible?: readonly boolean[];
  /** The view that was drawn at random, see `Drawn`: scale, field of view, angles in degrees, offset, frame and cut. */
  readonly drawn?: Drawn;
  /** Depth map, `[rows, columns]`: fractional slice index of the nearest surface, as in `BodySample`. */
  readonly depth?: Packed<Float32Array>;
  /** Normal map, `[rows, columns, 3]`: unit normals in world axes, as in `BodySample`. */
  readonly normals?: Packed<Float32Array>;
}

/** The description of a sample, without its arrays. */
export interface SampleNote {
  readonly grid: Grid;
  /** Size of image and mask in pixels. */
  readonly picture: readonly [rows: number, columns: number];
  readonly provenance?: Provenance;
  readonly drawn?: Drawn;
  /** Elevation of the camera above the horizontal in degrees, −90..90; absent if it is unknown. */
  readonly elevation?: number;
}
