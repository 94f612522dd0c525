// Defines how samples are viewed: distributions of angles and positions, and a preset of views like photographs.
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { MAX_FOV } from '../render/camera/camera.js';
import { checkDistribution, type Distribution, type Span } from './distribution.js';

/**
 * Distributions of the view, and how often and how far a border of the photograph cuts the person. Angles are in
 * degrees.
 */
export interface CameraOptions {
  /** Vertical field of view, 1..100; or 'orthographic' for no perspective. */
  readonly perspective?: Distribution | 'orthographic';
  /** Rotation of the person in the image plane, counter-clockwise, −180..180. */
  readonly roll?: Distribution;
  /** Rotation of the person about the vertical, −360..360, positive to their left: −90 shows the left side. */
  readonly turn?: Distribution;
  /** Tilt of the person towards the camera, −90..90: for positive angles, the camera looks down on them. */
  readonly pitch?: Distribution;
  /**
   * Shift of the person from the middle of the frame to the right and, drawn independently, upwards, as proportions of
   * the frame's width and height, −0.5..0.5.
   */
  readonly offset?: Distribution;
  /**
   * Probability that the border of the photograph crosses the person, 0..1. The part inside then fills the frame as a
   * whole person otherwise does. Beyond the border, the image repeats its outermost pixels, the mask is 0 and landmarks
   * have confidence 0; depth, normals and the volume are not cut at the border.
   */
  readonly cut?: number;
  /**
   * Range of the part beyond the border, 0..0.9: a proportion of the person's height for the top and bottom borders, of
   * their width for the left and right ones.
   */
  readonly cutDepth?: Span;
}

export const CAMERA_DEFAULTS = {
  perspective: 'orthographic',
  roll: [0, 0],
  turn: [0, 0],
  pitch: [0, 0],
  offset: [0, 0],
  cut: 0,
  cutDepth: [0.05, 0.45],
} as const satisfies CameraOptions;

/**
 * Views like photographs of people: turned to all sides, half of them by less than about 33°, on average from slightly
 * above the horizontal, hardly rolled, with a phone's lens or a longer one, nearly centred, one in ten cut by the
 * border.
 *
 * The numbers are choices, not measurements of a collection of photographs.
 */
export const PHOTOGRAPH_VIEWS = {
  perspective: { mean: 30, deviation: 15, within: [15, 60] },
  roll: { mean: 0, deviation: 2.5, within: [-15, 15] },
  turn: { mean: 0, deviation: 25, within: [-180, 180], uniform: 0.5 },
  pitch: { mean: 3, deviation: 7, within: [-15, 30], uniform: 0.15 },
  offset: { mean: 0, deviation: 0.02, within: [-0.08, 0.08] },
  cut: 0.1,
  cutDepth: [0.05, 0.45],
} as const satisfies CameraOptions;

/** Returns the options that 'photographs' stands for, or the given options; an empty object for undefined. */
export const viewsOf = (camera: CameraOptions | 'photographs' | undefined): CameraOptions =>
  camera === 'photographs' ? PHOTOGRAPH_VIEWS : (camera ?? {});

/** Checks the camera of `sample`. @throws {VolumetricError} `bad-argument` */
export function checkCamera(camera: CameraOptions | 'photographs' | undefined): void {
  if (camera === undefined || camera === 'photographs') return;
  check(typeof camera === 'object' && camera !== null, 'bad-argument', () => {
    return `sample: camera must be 'photographs' or distributions, got ${JSON.stringify(camera)}`;
  });
  checkOptions('sample: camera', camera, CAMERA_DEFAULTS);
  const { perspective, cut = 0, cutDepth = CAMERA_DEFAULTS.cutDepth } = camera;
  if (perspective !== undefined && perspective !== 'orthographic') {
    checkDistribution(perspective, "sample: camera.perspective must be 'orthographic', or it must be", [1, MAX_FOV]);
  }
  for (const [name, most] of [
    ['roll', 180],
    ['turn', 360],
    ['pitch', 90],
    ['offset', 0.5],
  ] as const) {
    const value = camera[name];
    if (value !== undefined) checkDistribution(value, `sample: camera.${name} must be`, [-most, most]);
  }
  check(cut >= 0 && cut <= 1, 'bad-argument', () => {
    return `sample: camera.cut must be a probability, 0..1, got ${JSON.stringify(cut)}`;
  });
  check(Array.isArray(cutDepth), 'bad-argument', () => {
    return `sample: camera.cutDepth must be [low, high], got ${JSON.stringify(cutDepth)}`;
  });
  checkDistribution(cutDepth, 'sample: camera.cutDepth must be', [0, 0.9]);
}
