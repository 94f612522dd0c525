// A training sample: a person, photographed, with the volume that is to be found.
import {
  type Grid,
  type Landmark,
  type Packed,
  packed,
  type Random,
  random,
  type Sample,
  type TriangleMesh,
  type Triple,
  type Volume,
  voxelize,
} from '@vrn/voxel';
import { fillEnclosed } from '../person/fillEnclosed.js';
import type { Body, BodyOptions, BodySource, Provenance, Surface } from '../person/person.js';
import { type Camera, camera, project, unprojection } from '../render/camera/camera.js';
import { coverage } from '../render/raster/coverage.js';
import type { SurfaceRaster } from '../render/raster/rasterizeSurfaces.js';
import type { SurfaceRendering } from '../render/renderSurfaces.js';
import { cropGrid } from './cropGrid.js';
import {
  CAMERA_DEFAULTS,
  checkSampleOptions,
  PHOTO,
  type PictureOptions,
  PLAIN,
  SAMPLE_DEFAULTS,
  type SampleOptions,
  type Span,
} from './options.js';
import { takePicture } from './takePicture.js';
import { turnBody } from './turnBody.js';
import { visibleLandmarks } from './visibleLandmarks.js';

export { PERSON_SHARE, PHOTO, PLAIN, SAMPLE_DEFAULTS, type SampleOptions } from './options.js';

/** From where a sample was seen: degrees, and the size drawn from `scale`. */
export interface Drawn {
  readonly scale: number;
  /** Vertical angle of view; 0: orthographic. */
  readonly fov: number;
  readonly turn: number;
  readonly pitch: number;
  readonly roll: number;
}

/** A sample, and what it was made of. */
export interface BodySample<D extends Uint8Array | Float32Array = Uint8Array> extends Sample {
  readonly image: Packed<Float32Array>;
  readonly volume: Volume<D>;
  /** Of each landmark, whether it is on the picture and no other part of the person is before it. */
  readonly visible: readonly boolean[];
  /**
   * `[rows, columns]`, where asked for: the slice, as `worldToIndex` counts, in which the nearest surface lies; the number
   * of slices where there is none.
   */
  readonly depth?: Packed<Float32Array>;
  /** `[rows, columns, 3]`, where asked for: unit normals in the world of the grid; 0 0 0 where there is nothing. */
  readonly normals?: Packed<Float32Array>;
  /** The solid in the world of the grid, with linear colours where there is an image and the source has them. */
  readonly mesh: TriangleMesh;
  /** What is seen, in the world of the grid, of sources that have it. */
  readonly surfaces?: readonly Surface[];
  readonly grid: Grid;
  readonly drawn: Drawn;
  readonly provenance?: Provenance;
}

/**
 * The person of a seed: image, 16 landmarks and whether they are seen, mask and volume, all aligned.
 *
 * The grid is what a square crop about the person would show: x and y centred on the bounds, z on the area-weighted mean
 * of the surface (or as `align` says). Turn, pitch, roll and scale are drawn before voxelising, and the person is turned
 * before anything is made of them, so that the silhouette of the volume segments the image. With perspective, the volume
 * is that of the person in the frame of the plane through the grid's middle, in which both agree; what is nearer to the
 * camera is larger in image, mask and landmarks than in the volume.
 *
 * Pockets that the solid encloses are filled. All of it is a function of the seed and the options, the same on every machine.
 *
 * @param seed  whole number from 0 on.
 * @param options  {@link SAMPLE_DEFAULTS}. How the picture is made: {@link PHOTO} for sources with surfaces, else
 *   {@link PLAIN}; each can be replaced on its own.
 * @throws {VolumetricError} `bad-argument`, `bad-grid`
 * Cost: on one core, capsules about 14 ms at 64³ without an image, 130 ms at 128³ with one; makehuman some 20 ms bare at
 *   64³, 60 ms dressed at 128³, both with an image.
 *
 * @example
 * const { image, landmarks, mask, volume } = sample(bodySource('capsules'), 7, { shape: [64, 64, 64] });
 * volume.shape;  // → [64, 64, 64]
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, 3.1 and 3.2 (alignment by mean z; random scale before voxelising), 6
 * (several views, scales and lights of scans, 128×256×96).
 * Not in the paper: light, backgrounds and faults of the camera, and their ranges.
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
  const { shape, imageScale, scale, image: wanted, align, occupancy } = { ...SAMPLE_DEFAULTS, ...options };
  const supersample = options.supersample ?? source.supersample ?? SAMPLE_DEFAULTS.supersample;
  const rng = random(seed);
  const size = rng.fork(2).uniform(...scale);
  const view = drawView(rng.fork(6), options.camera);
  const body = turnBody(source.body(rng.fork(1), bodyOptions(options, shape, wanted)), view);
  const { mesh } = body;
  const grid = cropGrid(mesh, shape, size, align);
  const picture = { grid, rows: shape[0] * imageScale, columns: shape[1] * imageScale, fov: view.fov, supersample };
  const { rows, columns } = picture;
  const surfaces = body.surfaces ?? [{ what: 'body', name: source.name, mesh }];
  const manner = mannerOf(body.surfaces ? PHOTO : PLAIN, options);
  const rendered = wanted || options.outputs?.depth || options.outputs?.normals;
  const { raster, mask, ...seen }: Seen = rendered
    ? takePicture(surfaces, { ...manner, ...picture, backgrounds: options.backgrounds, outputs: options.outputs }, rng)
    : coverage(surfaces, picture);
  const image =
    wanted && seen.image ? seen.image : packed(new Float32Array(rows * columns * 3).fill(0.5), [rows, columns, 3]);
  const landmarks = landmarksOf(body, camera(grid, rows, columns, view.fov));
  const samplesSeenBy = camera(grid, raster.rows, raster.columns, view.fov);
  const visible = visibleLandmarks(body.landmarks, landmarks, mask, raster, unprojection(samplesSeenBy));
  const made = {
    ...{ image, landmarks, mask, visible, mesh, grid },
    ...(seen.depth && { depth: seen.depth }),
    ...(seen.normals && { normals: seen.normals }),
    ...(body.surfaces && { surfaces: body.surfaces }),
    ...(body.provenance && { provenance: body.provenance }),
    drawn: { scale: size, ...view },
  };
  const rule = body.rule ?? 'nonzero';
  const volume =
    occupancy === 'fraction' ? voxelize(mesh, grid, { rule, occupancy }) : voxelize(mesh, grid, { rule, occupancy });
  fillEnclosed(volume);
  return { ...made, volume } as BodySample<Uint8Array> | BodySample<Float32Array>;
}

/** What a rendering or its outline gives. */
interface Seen extends Partial<SurfaceRendering> {
  readonly mask: Packed<Float32Array>;
  readonly raster: SurfaceRaster;
}

/** Somewhat finer than a voxel: a person is about 1.7 m, and fills four fifths. Never so coarse that a nose is missed. */
function bodyOptions({ split, dressed }: SampleOptions, shape: Triple, colours: boolean): BodyOptions {
  return {
    detail: 1.7 / Math.max(64, ...shape),
    colours,
    ...(split !== undefined && { split }),
    ...(dressed !== undefined && { dressed }),
  };
}

function drawView(rng: Random, options: SampleOptions['camera']): Omit<Drawn, 'scale'> {
  const { perspective, roll, turn, pitch } = { ...CAMERA_DEFAULTS, ...options };
  const within = (key: number, [low, high]: Span): number => rng.fork(key).uniform(low, high);
  return {
    fov: perspective === 'orthographic' ? 0 : within(1, perspective),
    turn: within(2, turn),
    pitch: within(3, pitch),
    roll: within(4, roll),
  };
}

/** The defaults, with what the options have of them in their place. */
function mannerOf(defaults: Required<PictureOptions>, options: SampleOptions): Required<PictureOptions> {
  const { lights, background, blur, noise, jpeg } = options;
  return {
    lights: lights ?? defaults.lights,
    background: background ?? defaults.background,
    blur: blur ?? defaults.blur,
    noise: noise ?? defaults.noise,
    jpeg: jpeg ?? defaults.jpeg,
  };
}

/** Places of joints in the picture; all of confidence 0 where they are not known. */
function landmarksOf({ landmarks, hasLandmarks = true }: Body, seenBy: Camera): Landmark[] {
  const places = project(landmarks.flat(), seenBy);
  const confidence = hasLandmarks ? 1 : 0;
  return landmarks.map((_, number) => [places[3 * number + 1]!, places[3 * number]!, confidence]);
}
