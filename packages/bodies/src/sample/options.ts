// What can be asked of a sample, what is taken where nothing is asked, and the checks.
import { check, checkGrid, PERSON_SHARE, type Triple } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import type { Split, Texture } from '../person/person.js';
import { BACKGROUND_DEFAULTS, type BackgroundOptions, checkBackground } from '../render/background/background.js';
import { MAX_FOV } from '../render/camera/camera.js';
import { LIGHT_DEFAULTS, type LightOptions } from '../render/light/lighting.js';

/** Least and most of what is drawn evenly for every sample. */
export type Span = readonly [low: number, high: number];

export interface CameraOptions {
  /** Vertical angle of view in degrees, or no perspective. */
  readonly perspective?: Span | 'orthographic';
  /** Degrees by which the person, and all that belongs to them, is tilted against the clock in the picture. */
  readonly roll?: Span;
  /** Degrees by which the person is turned about the vertical, to their left from 0 on: −90 shows the left side. */
  readonly turn?: Span;
  /** Degrees by which the person is tilted towards the camera: from 0 on the camera looks down on them. */
  readonly pitch?: Span;
}

export const CAMERA_DEFAULTS = {
  perspective: 'orthographic',
  roll: [0, 0],
  turn: [0, 0],
  pitch: [0, 0],
} as const satisfies CameraOptions;

/** How the picture is made; all drawn from the seed. What is left out is as {@link PLAIN} or {@link PHOTO} has it. */
export interface PictureOptions {
  /** 'lamp': one white lamp and a grey sky. Or lamps with colours and shadows, and a sky all round, within ranges. */
  readonly lights?: 'lamp' | LightOptions;
  readonly background?: BackgroundOptions;
  /** Standard deviation of the blur in pixels. */
  readonly blur?: Span;
  /** Standard deviation of the noise, of 1 for white. */
  readonly noise?: Span;
  /** Quality of JPEG 1..100, or no trace of it. */
  readonly jpeg?: Span | 'none';
}

/** One lamp, simple shapes behind: what bodies without surfaces are shown in. */
export const PLAIN = {
  lights: 'lamp',
  background: { kinds: ['shapes'], pictures: 0.8 },
  blur: [0, 0],
  noise: [0, 0.02],
  jpeg: 'none',
} as const satisfies PictureOptions;

/** Lamps, shadows, rooms and a camera's faults: what bodies with surfaces are shown in. */
export const PHOTO = {
  lights: LIGHT_DEFAULTS,
  background: BACKGROUND_DEFAULTS,
  blur: [0, 0.7],
  noise: [0, 0.02],
  jpeg: [50, 98],
} as const satisfies PictureOptions;

export interface SampleOptions extends PictureOptions {
  /** Of the volume, `[rows, columns, slices]`. */
  readonly shape?: Triple;
  /** Pixels of the image along one voxel: 1, or 2 for networks that read at twice the volume's resolution. */
  readonly imageScale?: number;
  /** Least and largest size of the person, relative to four fifths of the picture's side. */
  readonly scale?: Span;
  /** Whether to render the image; without it there is a grey one, which is cheaper. */
  readonly image?: boolean;
  /** What is in the middle slice: the mean z of the surface, as in the paper, the solid's centroid, or the bounds' middle. */
  readonly align?: 'mean' | 'centroid' | 'bounds';
  /** What a voxel holds: 1 where its centre is inside; or the share of it that is inside, 0..1. */
  readonly occupancy?: 'binary' | 'fraction';
  readonly camera?: CameraOptions;
  /** Decoded pictures for backgrounds. */
  readonly backgrounds?: readonly Texture[];
  /**
   * Samples along each side of a pixel, 1..8. 3 by default, or what the source says: an odd number, so that half a pixel is
   * never covered just so, and the mask cut at a half is neither too large nor too small.
   */
  readonly supersample?: number;
  /** What else to render. */
  readonly outputs?: { readonly depth?: boolean; readonly normals?: boolean };
  /** People and motion of this part only. */
  readonly split?: Split;
  /** Whether the person wears anything; by default yes, where the source has clothes. */
  readonly dressed?: boolean;
}

export const SAMPLE_DEFAULTS = {
  shape: [128, 128, 128],
  imageScale: 1,
  scale: [0.85, 1.15],
  image: true,
  align: 'mean',
  occupancy: 'binary',
  camera: CAMERA_DEFAULTS,
  supersample: 3,
} as const satisfies SampleOptions;

export { PERSON_SHARE };

/** Names of all options of `sample`. */
const SAMPLE_OPTION_NAMES = [
  ...Object.keys(SAMPLE_DEFAULTS),
  ...Object.keys(PLAIN),
  ...['backgrounds', 'outputs', 'split', 'dressed'],
];

/** @throws {VolumetricError} `bad-argument`, `bad-grid` */
export function checkSampleOptions(options: SampleOptions, seed: number): void {
  checkOptions('sample', options, SAMPLE_OPTION_NAMES);
  if (options.camera !== undefined) checkOptions('sample: camera', options.camera, CAMERA_DEFAULTS);
  if (options.outputs !== undefined) checkOptions('sample: outputs', options.outputs, ['depth', 'normals']);
  if (options.background !== undefined) checkOptions('sample: background', options.background, BACKGROUND_DEFAULTS);
  if (typeof options.lights === 'object') checkOptions('sample: lights', options.lights, LIGHT_DEFAULTS);
  const { shape, imageScale, scale, supersample } = { ...SAMPLE_DEFAULTS, ...options };
  const must = (fits: boolean, what: string, got: unknown): void =>
    check(fits, 'bad-argument', () => `sample: ${what}, got ${JSON.stringify(got)}`);
  must(Number.isSafeInteger(seed) && seed >= 0, 'seed must be a whole number from 0 on', seed);
  must(Number.isInteger(imageScale) && imageScale > 0, 'imageScale must be a positive whole number', imageScale);
  const fits = scale[0] > 0 && scale[1] >= scale[0] && scale[1] <= 1 / PERSON_SHARE;
  must(fits, `scale must be [low, high] with 0 < low ≤ high ≤ ${1 / PERSON_SHARE}`, scale);
  checkGrid({ shape, min: [0, 0, 0], max: [1, 1, 1] }, 'sample');
  const whole = Number.isInteger(supersample) && supersample > 0 && supersample <= 8;
  must(whole, 'supersample must be a whole number of 1 to 8', supersample);
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
  const span = (value: Span | undefined, name: string, low: number, high: number): void =>
    must(
      value === undefined || (value.length === 2 && value[0] >= low && value[1] >= value[0] && value[1] <= high),
      `${name} must be [low, high] with ${low} ≤ low ≤ high ≤ ${high}`,
      value,
    );
  const { perspective, roll, turn, pitch } = options.camera ?? {};
  if (perspective !== 'orthographic') span(perspective, "camera.perspective must be 'orthographic', or it", 1, MAX_FOV);
  span(roll, 'camera.roll', -180, 180);
  span(turn, 'camera.turn', -360, 360);
  span(pitch, 'camera.pitch', -90, 90);
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
  must((lights.count ?? []).every(Number.isInteger), 'lights.count must be whole numbers', lights.count);
  for (const name of ['ambient', 'tint', 'occlusion', 'shadow'] as const) span(lights[name], `lights.${name}`, 0, 1);
  span(lights.exposure, 'lights.exposure', 0, 16);
}
