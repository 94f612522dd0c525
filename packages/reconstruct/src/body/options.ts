// Defines the options and the result of `reconstruct`.
import type { TextureAtlas } from '@vrn/mesh';
import type { Inputs } from '@vrn/model';
import type { Grid, Landmark, Square, TriangleMesh, Volume } from '@vrn/voxel';
import type { GivenMask, PersonMask } from '../crop/mask.js';
import type { Person } from '../detect/findPeople.js';
import type { Detectors } from '../detect/models/detectors.js';
import type { Print, ToPrintOptions } from '../print/toPrint.js';
import type { Camera } from './camera.js';
import type { Facts } from './facts.js';

/** The steps of a reconstruction, in order. */
export const RECONSTRUCT_STEPS = ['find', 'landmarks', 'mask', 'predict', 'surface', 'colour', 'facts'] as const;

export type ReconstructStep = (typeof RECONSTRUCT_STEPS)[number];

/** Default angle of view along the longer side of a picture, in degrees: that of a 39 mm lens on 35 mm film. */
export const FIELD_OF_VIEW_DEFAULT = 50;

/** The part of a network that `reconstruct` needs: a `VRN` of `@vrn/model`, or one that another engine runs. */
export interface Predictor {
  /** `[rows, columns, channels]`; rows and columns must be equal. */
  readonly inputShape: readonly number[];
  predict(inputs: Inputs): Promise<Volume>;
  /** States the frame of the network's volumes, as `config` of a `VRN` does. Default: metric. */
  readonly config?: { readonly frame?: 'metric' | 'view' };
}

export interface ReconstructOptions {
  /** Result of `loadDetectors`. Not needed if a person, or landmarks and mask, are given. */
  readonly detectors?: Detectors;
  readonly network: Predictor;
  /** A person found by `findPeople`; detection is then skipped. The next three options replace parts of it. */
  readonly person?: Person;
  /**
   * The 16 MPII landmarks in pixels of the picture, depths as fractions of the side of `square`. Default: those of
   * `person`, or detected.
   */
  readonly landmarks?: readonly Landmark[];
  /**
   * The person's mask, 0..1: `[rows, columns]` of the picture, or a `PersonMask`. Default: that of `person`, or
   * detected.
   */
  readonly mask?: GivenMask;
  /**
   * Square of the picture that is the network's input, in pixels. Default: that of `person`, or around the mask. If
   * none of `person`, `landmarks` and `mask` is given, the person is also searched for in this square only.
   */
  readonly square?: Square;
  /**
   * Elevation of the camera in degrees, −90..90, positive if the camera looks down on the person. Undefined (the
   * default) or NaN: unknown. Networks that do not read the elevation ignore it.
   */
  readonly elevation?: number;
  /**
   * Angle of view along the picture's longer side in degrees, see `fieldOfViewOf`; 0: no perspective. Default:
   * {@link FIELD_OF_VIEW_DEFAULT} for networks whose volumes are in the frame of the view, as `network.config.frame`
   * states, and 0 for others.
   */
  readonly fieldOfView?: number;
  /**
   * Called as each step begins. 'find' and 'landmarks' are reported repeatedly while the picture is searched for
   * people. 'find', 'landmarks' and 'mask' are not reported if a person, or landmarks and mask, are given.
   */
  readonly onStep?: (step: ReconstructStep) => void;
  /** Stops the reconstruction before its next step, by throwing the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A mesh with a texture, as `textureAtlas` of `@vrn/mesh` makes it. */
export type Textured = Pick<TextureAtlas, 'mesh' | 'texture'>;

export interface GlbOptions {
  /** 'texture': colours in a texture of up to 4096 texels per side; 'vertices': vertex colours. Default: 'texture'. */
  readonly colours?: 'texture' | 'vertices';
}

/** A body, with the data from which it was made. */
export interface Body {
  /** Closed, in one piece, with y up and z towards the camera; has normals and linear vertex colours. */
  readonly mesh: TriangleMesh;
  /** The same surface with texture coordinates, and its texture. `weld` merges vertices that the texture has split. */
  readonly textured: Textured;
  /** Occupancy 0..1 in the frame of the view, after masking; has twice as many voxels per axis as the prediction. */
  readonly volume: Volume<Float32Array>;
  /** Grid of the volume: x and y from −1 to 1 across `square`. */
  readonly grid: Grid;
  readonly camera: Camera;
  readonly landmarks: readonly Landmark[];
  readonly mask: PersonMask;
  readonly square: Square;
  readonly facts: Facts;
  /** Encodes a `.glb`, textured by default, with the facts under `extras`. The same body gives the same bytes. */
  toGlb(options?: GlbOptions): Promise<Uint8Array>;
  /** Makes a file for 3D printers, see the function `toPrint`. */
  toPrint(options?: ToPrintOptions): Print;
}
