// Generates training samples: the image of a person with landmarks, mask and ground-truth volume.
import {
  type Grid,
  LANDMARK_NAMES,
  type Landmark,
  type Packed,
  packed,
  random,
  type Sample,
  type TriangleMesh,
  type Triple,
  type Volume,
  voxelize,
} from '@vrn/voxel';
import { defined } from '@vrn/voxel/internal';
import { fillEnclosed } from '../person/fillEnclosed.js';
import type { Body, BodyOptions, BodySource, Provenance, Surface } from '../person/person.js';
import { type Camera, camera, project, unprojection } from '../render/camera/camera.js';
import { coverage } from '../render/raster/coverage.js';
import type { SurfaceRaster } from '../render/raster/rasterizeSurfaces.js';
import type { SurfaceRendering } from '../render/renderSurfaces.js';
import { viewsOf } from './cameraOptions.js';
import { cropGrid, viewGrid } from './cropGrid.js';
import { cutBeyond } from './cutBeyond.js';
import { type Drawn, drawView } from './drawView.js';
import {
  checkSampleOptions,
  PHOTO,
  type PictureOptions,
  PLAIN,
  SAMPLE_DEFAULTS,
  type SampleOptions,
} from './options.js';
import { takePicture } from './takePicture.js';
import { type Turning, turnBody } from './turnBody.js';
import { visibleLandmarks } from './visibleLandmarks.js';

export type { Crossing, Drawn } from './drawView.js';
export { PERSON_SHARE, PHOTO, PLAIN, SAMPLE_DEFAULTS, type SampleOptions } from './options.js';

/** Index of the landmark that depths are relative to. */
const PELVIS = LANDMARK_NAMES.indexOf('pelvis');

/** A sample, and the data that it was made from. */
export interface BodySample<D extends Uint8Array | Float32Array = Uint8Array> extends Sample {
  readonly image: Packed<Float32Array>;
  readonly volume: Volume<D>;
  /**
   * Visibility of each landmark: whether its position is known and in the image and no other part of the person
   * occludes it.
   */
  readonly visible: readonly boolean[];
  /**
   * `[rows, columns]`, if requested: fractional slice index (as in `worldToIndex`) of the nearest surface; the number
   * of slices where there is none.
   */
  readonly depth?: Packed<Float32Array>;
  /**
   * `[rows, columns, 3]`, if requested: unit normals in world axes of the grid; (0, 0, 0) where there is no surface.
   */
  readonly normals?: Packed<Float32Array>;
  /**
   * The solid in world coordinates of the grid. It has linear vertex colours if it is a coloured scan, or if it is made
   * of capsules and an image is rendered.
   */
  readonly mesh: TriangleMesh;
  /** The visible surfaces in world coordinates of the grid, if an image is rendered and the source has them. */
  readonly surfaces?: readonly Surface[];
  readonly grid: Grid;
  readonly drawn: Drawn;
  /**
   * Elevation of the camera above the horizontal plane of the scene in degrees, −90..90; positive where it looks down.
   * A pose in which the person leans or lies does not change it.
   */
  readonly elevation: number;
  readonly provenance?: Provenance;
}

/**
 * Generates the person of a seed: image, 16 landmarks with their visibility, mask and volume, all aligned.
 *
 * The grid covers the frame of the image. By default, x and y are centred on the person's bounds, and z on the
 * area-weighted mean of the surface (or as `align` says). The person is rotated by the drawn turn, pitch and roll
 * before voxelization, and the drawn scale determines the size of the grid, so that the silhouette of the volume
 * segments the image. With perspective, this holds only if `frame` is 'view'. By default, the volume is metric: it
 * agrees with the image in the plane through the grid's centre; parts nearer to the camera are larger in image, mask
 * and landmarks than in the volume. The depths of landmarks are metric.
 *
 * Pockets that the solid encloses are filled. The result depends only on the source, the seed and the options, and is
 * equal on every machine.
 *
 * @param seed     integer from 0.
 * @param options  see {@link SAMPLE_DEFAULTS}. Image synthesis defaults to {@link PHOTO} for bodies with the
 *   field `surfaces`, else {@link PLAIN}; each option can be replaced separately.
 * @throws {VolumetricError} `bad-argument`, `bad-grid`; `bad-image` for a malformed background; `bad-mesh` for a
 *   malformed body, or one too close to the camera for the frame of the view; the errors of the source's `body`
 * Cost: that of the source's `body`, `voxelize` and `fillEnclosed`, plus O(F + pixels · supersample²) and the samples
 * in the bounding rectangles of all triangles.
 *
 * @example
 * const { image, landmarks, mask, volume } = sample(bodySource('capsules'), 7, { shape: [64, 64, 64] });
 * volume.shape;  // → [64, 64, 64]
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, 3.1 and 3.2 (alignment by mean z; random scale before voxelising), 6
 * (several views, scales and lights of scans, 128×256×96).
 * Not in the paper: light, backgrounds and camera artefacts, and their ranges.
 */
export function sample(
  source: BodySource,
  seed: number,
  options: SampleOptions & { readonly occupancy: 'fraction' },
): BodySample<Float32Array>;
export function sample(
  source: BodySource,
  seed: number,
  options?: SampleOptions & { readonly occupancy?: 'binary' | undefined },
): BodySample;
export function sample(
  source: BodySource,
  seed: number,
  options?: SampleOptions,
): BodySample<Uint8Array> | BodySample<Float32Array>;
export function sample(
  source: BodySource,
  seed: number,
  options: SampleOptions = {},
): BodySample<Uint8Array> | BodySample<Float32Array> {
  checkSampleOptions(options, seed);
  const { shape, imageScale, scale, image: hasImage, align, occupancy } = { ...SAMPLE_DEFAULTS, ...defined(options) };
  const supersample = options.supersample ?? source.supersample ?? SAMPLE_DEFAULTS.supersample;
  const rng = random(seed);
  const size = rng.fork(2).uniform(...scale);
  const view = drawView(rng.fork(6), viewsOf(options.camera));
  const body = turnBody(source.body(rng.fork(1), bodyOptions(options, shape, hasImage)), view);
  const { mesh } = body;
  const framing = { scale: size, zAlign: align, ...view };
  const isView = options.frame === 'view' && view.fov > 0;
  const { grid, inView } = isView
    ? viewGrid(mesh, shape, framing)
    : { grid: cropGrid(mesh, shape, framing), inView: mesh };
  const frame = { grid, rows: shape[0] * imageScale, columns: shape[1] * imageScale, fov: view.fov, supersample };
  const { rows, columns } = frame;
  const surfaces = body.surfaces ?? [{ what: 'body', name: source.name, mesh }];
  const pictureOptions = pictureOptionsOf(body.surfaces ? PHOTO : PLAIN, options);
  const rendered = hasImage || options.outputs?.depth || options.outputs?.normals;
  const { raster, mask, ...views }: Rendered = rendered
    ? takePicture(
        surfaces,
        { ...pictureOptions, ...frame, backgrounds: options.backgrounds, outputs: options.outputs },
        rng,
      )
    : coverage(surfaces, frame);
  const image =
    hasImage && views.image ? views.image : packed(new Float32Array(rows * columns * 3).fill(0.5), [rows, columns, 3]);
  const landmarks = landmarksOf(body, camera(grid, rows, columns, view.fov));
  const samplesSeenBy = camera(grid, raster.rows, raster.columns, view.fov);
  const visible = visibleLandmarks(body.landmarks, landmarks, mask, raster, unprojection(samplesSeenBy));
  const parts = {
    ...cutBeyond({ image, landmarks, mask, visible }, inView, { grid, cut: view.cut }),
    ...{ mesh, grid },
    ...(views.depth && { depth: views.depth }),
    ...(views.normals && { normals: views.normals }),
    ...(body.surfaces && { surfaces: body.surfaces }),
    ...(body.provenance && { provenance: body.provenance }),
    drawn: { scale: size, ...view, ...(options.frame === 'view' && { frame: options.frame }) },
    elevation: elevationOf(body, view),
  };
  const rule = body.rule ?? 'nonzero';
  const volume =
    occupancy === 'fraction'
      ? voxelize(inView, grid, { rule, occupancy })
      : voxelize(inView, grid, { rule, occupancy });
  fillEnclosed(volume);
  return { ...parts, volume } as BodySample<Uint8Array> | BodySample<Float32Array>;
}

/** Result of `takePicture`, or of `coverage` if nothing is rendered. */
interface Rendered extends Partial<SurfaceRendering> {
  readonly mask: Packed<Float32Array>;
  readonly raster: SurfaceRaster;
}

/**
 * Returns the options for the source's `body`. The detail is four fifths of a voxel for a person of 1.7 m who fills
 * four fifths of the grid's longest side; at most 1.7 m / 64.
 */
function bodyOptions({ split, dressed }: SampleOptions, shape: Triple, colours: boolean): BodyOptions {
  return {
    detail: 1.7 / Math.max(64, ...shape),
    colours,
    ...(split !== undefined && { split }),
    ...(dressed !== undefined && { dressed }),
  };
}

/** Replaces defaults by the options that are given. */
function pictureOptionsOf(defaults: Required<PictureOptions>, options: SampleOptions): Required<PictureOptions> {
  const { lights, background, blur, noise, jpeg } = options;
  return {
    lights: lights ?? defaults.lights,
    background: background ?? defaults.background,
    blur: blur ?? defaults.blur,
    noise: noise ?? defaults.noise,
    jpeg: jpeg ?? defaults.jpeg,
  };
}

/** Returns the camera's elevation above the horizontal plane of the scene, in degrees, for a body after `turnBody`. */
const elevationOf = ({ up }: Body, { pitch }: Turning): number =>
  up === undefined ? pitch : (Math.asin(Math.min(1, Math.max(-1, up[2]))) * 180) / Math.PI;

/**
 * Projects landmarks into the image, with their depths relative to the pelvis, positive away from the camera, as
 * proportions of the grid's height. If the landmarks are not known, all have confidence 0 and no depth.
 */
function landmarksOf({ landmarks, hasLandmarks = true }: Body, seenBy: Camera): Landmark[] {
  const places = project(landmarks.flat(), seenBy);
  const { min, max } = seenBy.grid;
  const pelvis = landmarks[PELVIS]![2];
  return landmarks.map(([, , z], number): Landmark => {
    const [row, column] = [places[3 * number + 1]!, places[3 * number]!];
    return hasLandmarks ? [row, column, 1, (pelvis - z) / (max[1] - min[1])] : [row, column, 0];
  });
}
