// Declares the options of `sample`, their defaults and their checks.
import { check, checkGrid, PERSON_SHARE, type Triple } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import type { Split, Texture } from '../person/person.js';
import { BACKGROUND_DEFAULTS, type BackgroundOptions, checkBackground } from '../render/background/background.js';
import { LIGHT_DEFAULTS, type LightOptions } from '../render/light/lighting.js';
import { CAMERA_DEFAULTS, type CameraOptions, checkCamera } from './cameraOptions.js';
import type { Span } from './distribution.js';

export { CAMERA_DEFAULTS, type CameraOptions, PHOTOGRAPH_VIEWS } from './cameraOptions.js';
export type { Distribution, Peak, Span } from './distribution.js';

/**
 * Options of image synthesis. Values within the ranges are drawn from the seed. The default is {@link PHOTO} for bodies
 * with the field `surfaces`, else {@link PLAIN}.
 */
export interface PictureOptions {
  /** 'lamp' for one white lamp and a grey sky; or ranges for coloured lamps, one with a shadow, and a sky. */
  readonly lights?: 'lamp' | LightOptions;
  readonly background?: BackgroundOptions;
  /** Standard deviation of the blur in pixels, 0..20. */
  readonly blur?: Span;
  /** Standard deviation of the noise, 0..1, where white is 1. */
  readonly noise?: Span;
  /** JPEG quality, 1..100; 'none' for no compression artefacts. */
  readonly jpeg?: Span | 'none';
}

/**
 * One lamp, simple shapes (or given images) in the background, and a little noise: the default for bodies without the
 * field `surfaces`, such as capsules.
 */
export const PLAIN = {
  lights: 'lamp',
  background: { kinds: ['shapes'], pictures: 0.8 },
  blur: [0, 0],
  noise: [0, 0.02],
  jpeg: 'none',
} as const satisfies PictureOptions;

/**
 * Up to four lamps, one with a shadow, all kinds of backgrounds, and camera artefacts: the default for bodies with the
 * field `surfaces`.
 */
export const PHOTO = {
  lights: LIGHT_DEFAULTS,
  background: BACKGROUND_DEFAULTS,
  blur: [0, 0.7],
  noise: [0, 0.02],
  jpeg: [50, 98],
} as const satisfies PictureOptions;

export interface SampleOptions extends PictureOptions {
  /** Shape of the volume, `[rows, columns, slices]`. */
  readonly shape?: Triple;
  /**
   * Image pixels per side of a voxel, a positive integer; 2 for networks whose input has twice the resolution of the
   * volume.
   */
  readonly imageScale?: number;
  /**
   * Range of the random scale of the person, 0 < scale ≤ 1.25. At 1, they fill four fifths of the image's height or
   * width, or less if the grid must be larger to contain their depth.
   */
  readonly scale?: Span;
  /** Whether to render the image. Otherwise it is grey, which is cheaper. */
  readonly image?: boolean;
  /**
   * Point whose z is at the middle of the grid: the mean of the surface (as in the paper), the solid's centroid, or the
   * bounds' centre.
   */
  readonly align?: 'mean' | 'centroid' | 'bounds';
  /**
   * Values of the voxels: 'binary', 1 if the voxel's centre is inside the person, else 0; or 'fraction', the proportion
   * of the voxel that is inside, 0..1.
   */
  readonly occupancy?: 'binary' | 'fraction';
  /**
   * Frame of the volume with perspective: 'metric' keeps the person's proportions; 'view' moves every point in x and y
   * to where the camera sees it, so that the volume's silhouette agrees with the image.
   */
  readonly frame?: 'metric' | 'view';
  /** The view, see {@link CAMERA_DEFAULTS}; or 'photographs' for {@link PHOTOGRAPH_VIEWS}. */
  readonly camera?: CameraOptions | 'photographs';
  /** Decoded images for backgrounds. */
  readonly backgrounds?: readonly Texture[];
  /**
   * Samples along each side of a pixel, 1..8; default that of the source, else 3. Odd numbers keep a mask thresholded
   * at one half unbiased, since no pixel is covered by exactly one half.
   */
  readonly supersample?: number;
  /** Whether to return depth and normals as well; default neither. */
  readonly outputs?: { readonly depth?: boolean; readonly normals?: boolean };
  /** Draws people and motion subjects of this split only; default: those of all splits. */
  readonly split?: Split;
  /** Whether the person wears clothes, default true. Sources of capsules and scans ignore it. */
  readonly dressed?: boolean;
}

export const SAMPLE_DEFAULTS = {
  shape: [128, 128, 128],
  imageScale: 1,
  scale: [0.85, 1.15],
  image: true,
  align: 'mean',
  occupancy: 'binary',
  frame: 'metric',
  camera: CAMERA_DEFAULTS,
  supersample: 3,
} as const satisfies SampleOptions;

export { PERSON_SHARE };

/** Names of all options of `sample`, which rejects others. */
const SAMPLE_OPTION_NAMES = [
  ...Object.keys(SAMPLE_DEFAULTS),
  ...Object.keys(PLAIN),
  ...['backgrounds', 'outputs', 'split', 'dressed'],
];

/** Checks the options and the seed of `sample`. @throws {VolumetricError} `bad-argument`, `bad-grid` */
export function checkSampleOptions(options: SampleOptions, seed: number): void {
  checkOptions('sample', options, SAMPLE_OPTION_NAMES);
  checkCamera(options.camera);
  if (options.outputs !== undefined) checkOptions('sample: outputs', options.outputs, ['depth', 'normals']);
  if (options.background !== undefined) checkOptions('sample: background', options.background, BACKGROUND_DEFAULTS);
  if (typeof options.lights === 'object') checkOptions('sample: lights', options.lights, LIGHT_DEFAULTS);
  const { shape, imageScale, scale, supersample } = { ...SAMPLE_DEFAULTS, ...defined(options) };
  const must = (fits: boolean, requirement: string, got: unknown): void =>
    check(fits, 'bad-argument', () => `sample: ${requirement}, got ${JSON.stringify(got)}`);
  must(Number.isSafeInteger(seed) && seed >= 0, 'seed must be an integer from 0', seed);
  must(Number.isInteger(imageScale) && imageScale > 0, 'imageScale must be a positive integer', imageScale);
  const fits = scale[0] > 0 && scale[1] >= scale[0] && scale[1] <= 1 / PERSON_SHARE;
  must(fits, `scale must be [low, high] with 0 < low ≤ high ≤ ${1 / PERSON_SHARE}`, scale);
  checkGrid({ shape, min: [0, 0, 0], max: [1, 1, 1] }, 'sample');
  const isValid = Number.isInteger(supersample) && supersample > 0 && supersample <= 8;
  must(isValid, 'supersample must be an integer from 1 to 8', supersample);
  must(
    ['mean', 'centroid', 'bounds', undefined].includes(options.align),
    "align must be 'mean', 'centroid' or 'bounds'",
    options.align,
  );
  must(
    ['binary', 'fraction', undefined].includes(options.occupancy),
    "occupancy must be 'binary' or 'fraction'",
    options.occupancy,
  );
  must(['metric', 'view', undefined].includes(options.frame), "frame must be 'metric' or 'view'", options.frame);
  const span = (value: Span | undefined, name: string, low: number, high: number): void =>
    must(
      value === undefined || (value.length === 2 && value[0] >= low && value[1] >= value[0] && value[1] <= high),
      `${name} must be [low, high] with ${low} ≤ low ≤ high ≤ ${high}`,
      value,
    );
  span(options.blur, 'blur', 0, 20);
  span(options.noise, 'noise', 0, 1);
  if (options.jpeg !== 'none') span(options.jpeg, "jpeg must be 'none', or it", 1, 100);
  if (options.background) checkBackground(options.background, 'sample');
  const { lights } = options;
  must(
    lights === undefined || lights === 'lamp' || typeof lights === 'object',
    "lights must be 'lamp' or ranges",
    lights,
  );
  if (typeof lights !== 'object') return;
  span(lights.count, 'lights.count', 1, 16);
  must((lights.count ?? []).every(Number.isInteger), 'lights.count must be integers', lights.count);
  for (const name of ['ambient', 'tint', 'occlusion', 'shadow'] as const) span(lights[name], `lights.${name}`, 0, 1);
  span(lights.exposure, 'lights.exposure', 0, 16);
}
