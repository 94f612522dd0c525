// Corrupts images, landmarks and masks as photographs and detectors do, so that a network trained on ground truth also
// works on detected inputs.
import { check, checkView, type Landmark, type Packed, packed, type Random } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { checkDepthFaults, corruptDepths, DEPTH_FAULT_DEFAULTS, type DepthFaults } from './corruptDepths.js';
import { corruptLandmarks, withoutConfidence } from './corruptLandmarks.js';
import { corruptMask } from './corruptMask.js';
import { cutFrame, drawCut } from './cutFrame.js';
import { lowerResolution } from './lowerResolution.js';
import { occlude } from './occlude.js';
import { checkRange, drawFrom, type Range } from './range.js';

/**
 * The faults by name. Amounts of type `Range` are drawn anew for every sample: a number is the maximum, with a minimum
 * of 0 (of 1 for `lowResolution`); `[low, high]` gives both. 0 turns a fault off (1 for `lowResolution`). Below, "the
 * side" means the image's height in pixels.
 */
export interface CorruptOptions {
  /** Standard deviation of the errors of landmarks' rows and columns, as a proportion of the side. */
  readonly jitter?: Range;
  /**
   * Probability that a landmark is missing. Unlike the other amounts, a number is not the maximum: the probability is
   * drawn from 0 to twice the number. For numbers up to 0.5, the number is thus the mean probability over samples.
   */
  readonly dropout?: Range;
  /** Probability, for each pair of a left and a right landmark, that the two are swapped. */
  readonly swap?: number;
  /**
   * Inward displacement of the mask's outline, as a proportion of the side. If this is a number and `dilation` is not
   * given, the outline moves in or out by at most about that proportion, and is softened.
   */
  readonly erosion?: Range;
  /**
   * Outward displacement of the mask's outline, as a proportion of the side. Defaults to `erosion` if that is
   * `[low, high]`. If erosion and dilation both have a maximum above 0, one of them is chosen at random.
   */
  readonly dilation?: Range;
  /** Probability of a hole, a random ellipse of 0 in the mask. A false patch, an ellipse of 1, is half as likely. */
  readonly holes?: number;
  /** Factor by which the mask's resolution is lower than the image's, at least 1. */
  readonly lowResolution?: Range;
  /** Number of objects in front of the person, an integer; ranges include both ends. */
  readonly occluders?: Range;
  /**
   * Range of the lengths and widths of these objects, as proportions of the side. Bars extend through the whole image
   * and have half the width.
   */
  readonly occluderSize?: readonly [low: number, high: number];
  /** Whether landmarks behind these objects get confidence 0; otherwise they are unchanged. */
  readonly occludersHide?: boolean;
  /** Probability that the frame crops the person: image and mask are 0 and landmarks missing beyond a line. */
  readonly cut?: number;
  /** Range of the cropped proportion of the person's height or width. */
  readonly cutDepth?: readonly [low: number, high: number];
  /** Probability that the image is missing (all 0). */
  readonly missingImage?: number;
  /** Probability that the mask is missing (all 0). */
  readonly missingMask?: number;
  /** Probability that all landmarks are missing (confidence 0). */
  readonly missingLandmarks?: number;
  /**
   * Faults of the depths of landmarks. Omitted ones default to {@link DEPTH_FAULT_DEFAULTS}. `false`: depths are
   * unchanged.
   */
  readonly depth?: DepthFaults | false;
  /** Probability that the elevation of the camera is unknown. */
  readonly missingElevation?: number;
}

export const CORRUPT_DEFAULTS = {
  jitter: 0.016,
  dropout: 0.05,
  swap: 0.02,
  erosion: 0.014,
  holes: 0.15,
  lowResolution: 1,
  occluders: 0,
  occluderSize: [0.1, 0.35],
  occludersHide: true,
  cut: 0,
  cutDepth: [0.05, 0.45],
  missingImage: 0,
  missingMask: 0,
  missingLandmarks: 0,
  depth: DEPTH_FAULT_DEFAULTS,
  missingElevation: 0.5,
} as const satisfies CorruptOptions;

type Settings = Required<Omit<CorruptOptions, 'dilation'>> & Pick<CorruptOptions, 'dilation'>;

/** The inputs of a sample that can be corrupted. */
export interface Detected {
  readonly landmarks: readonly Landmark[];
  /** `[rows, columns]`, 0..1. */
  readonly mask: Packed<Float32Array>;
  /** `[rows, columns, 3]`, 0..1. Changed by occluders and cropping only; all 0 if it is missing. */
  readonly image?: Packed<Float32Array>;
  /** Elevation of the camera in degrees. Unchanged, or NaN if it is unknown. */
  readonly elevation?: number;
}

/**
 * Corrupts the inputs of a sample. Landmarks move, vanish or swap sides. The mask is eroded or dilated, by default with
 * a soft outline, and sometimes gets a hole or a false patch. Optionally, objects occlude the person, the frame crops
 * the person, or inputs are missing. By default, depths of landmarks are flattened and have errors, a third of the
 * samples have no depths, and half of the samples lose the camera's elevation. Everything else is unchanged, above all
 * the volume: a network must predict the person despite the faults.
 *
 * Faults of the photograph come first (occluders, cropping), then those of detectors, then missing inputs. Occluders,
 * cropping, depths, other faults of landmarks, the shape of the mask, its resolution, missing inputs and the elevation
 * have separate random streams, so turning one of these on does not change what is drawn for the others. The result
 * depends only on the sample, the options and the seed of `rng`.
 *
 * @param sample   read only. The result has new landmarks and a new mask, and shares all other unchanged data.
 * @param options  see {@link CORRUPT_DEFAULTS}.
 * @throws {VolumetricError} `bad-landmarks`, `bad-argument`, `bad-volume`, `shape-mismatch`
 * Cost: O(pixels · (occluders + radius)), where radius is the displacement of the mask's outline in pixels; radius² if
 * `erosion` is `[low, high]` or `dilation` is given.
 *
 * @example
 * const seen = corruptInputs(person, random(7), { occluders: [1, 3], cut: 0.3, missingMask: 0.05 });
 * seen.volume === person.volume;  // → true
 */
export function corruptInputs<T extends Detected>(sample: T, rng: Random, options: CorruptOptions = {}): T {
  checkOptions('corruptInputs', options, [...Object.keys(CORRUPT_DEFAULTS), 'dilation']);
  const settings: Settings = { ...CORRUPT_DEFAULTS, ...defined(options) };
  checkSettings(settings);
  checkDetected(sample);
  const side = sample.mask.shape[0]!;
  const occluded = occlude<Detected>(sample, { rng: rng.fork(3), faults: settings });
  const frame = rng.fork(4);
  const cut = frame.uniform() < settings.cut ? drawCut(sample.mask, frame, settings.cutDepth) : undefined;
  const seen = cut === undefined ? occluded : cutFrame(occluded, cut);
  const { depth } = settings;
  const deep =
    depth === false ? seen.landmarks : corruptDepths(seen.landmarks, side, { rng: rng.fork(7), faults: depth });
  const corrupted = {
    ...seen,
    landmarks: corruptLandmarks(deep, side, { rng: rng.fork(1), faults: settings }),
    mask: corruptMask(seen.mask, { rng: rng.fork(2), faults: { ...settings, dilation: settings.dilation } }),
  };
  const factor = drawFrom(rng.fork(5), settings.lowResolution, 1);
  const coarse = { ...corrupted, mask: lowerResolution(corrupted.mask, factor) };
  // Detectors find nothing beyond the frame.
  const found = cut === undefined ? coarse : cutFrame(coarse, cut);
  const isLost = sample.elevation !== undefined && rng.fork(8).uniform() < settings.missingElevation;
  return { ...sample, ...dropInputs(found, rng.fork(6), settings), ...(isLost && { elevation: Number.NaN }) };
}

function dropInputs(found: Detected, rng: Random, settings: Settings): Detected {
  const [image, mask, landmarks] = [rng.uniform(), rng.uniform(), rng.uniform()];
  const none = (view: Packed<Float32Array>) => packed(new Float32Array(view.data.length), view.shape);
  return {
    ...found,
    ...(found.image !== undefined && image < settings.missingImage ? { image: none(found.image) } : {}),
    ...(mask < settings.missingMask ? { mask: none(found.mask) } : {}),
    ...(landmarks < settings.missingLandmarks ? { landmarks: found.landmarks.map(withoutConfidence) } : {}),
  };
}

function checkSettings(settings: Settings): void {
  for (const name of [
    'swap',
    'holes',
    'cut',
    'missingImage',
    'missingMask',
    'missingLandmarks',
    'missingElevation',
  ] as const) {
    check(settings[name] >= 0 && settings[name] <= 1, 'bad-argument', () => {
      return `corruptInputs: ${name} must be a probability, 0..1, got ${settings[name]}`;
    });
  }
  if (settings.depth !== false) checkDepthFaults(settings.depth);
  checkRange(settings.jitter, 'jitter', { max: 1 });
  checkRange(settings.dropout, 'dropout', { max: 1 });
  checkRange(settings.erosion, 'erosion', { max: 1 });
  if (settings.dilation !== undefined) checkRange(settings.dilation, 'dilation', { max: 1 });
  checkRange(settings.lowResolution, 'lowResolution', { min: 1, max: 1024 });
  checkRange(settings.occluders, 'occluders', { max: 1000, isInteger: true });
  checkRange(settings.occluderSize, 'occluderSize', { max: 4 });
  checkRange(settings.cutDepth, 'cutDepth', { max: 1 });
}

function checkDetected({ landmarks, mask, image }: Detected): void {
  check(landmarks.length === 16, 'bad-landmarks', () => {
    return `corruptInputs: landmarks must be the 16 of MPII, got ${landmarks.length}`;
  });
  checkView(mask, 'corruptInputs', 'mask', 2);
  if (image === undefined) return;
  checkView(image, 'corruptInputs', 'image', 3);
  check(String(image.shape) === `${mask.shape},3`, 'shape-mismatch', () => {
    return `corruptInputs: image must be of shape [${mask.shape}, 3] like the mask, got [${image.shape}]`;
  });
}
