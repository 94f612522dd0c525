// Images, landmarks and masks spoilt as photographs and detectors spoil them, so that a network trained on true ones survives found ones.
import { check, checkView, type Landmark, type Packed, packed, type Random } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { cutFrame, drawCut } from './cutFrame.js';
import { lowerResolution } from './lowerResolution.js';
import { occlude } from './occlude.js';
import { checkRange, drawn, type Range } from './range.js';
import { spoilLandmarks } from './spoilLandmarks.js';
import { spoilMask } from './spoilMask.js';

/**
 * Each fault by its name. Amounts are drawn for every sample anew: a number is the most, counted from nothing; `[low, high]` says
 * both. What is 0 is off. `side` is the picture's height in pixels.
 */
export interface CorruptOptions {
  /** Standard deviation of a landmark's place, as a fraction of the side. */
  readonly jitter?: Range;
  /** Probability that a landmark is missing. A number is the mean of what is drawn for a sample, twice that the most. */
  readonly dropout?: Range;
  /** Probability that a left and a right landmark change places. */
  readonly swap?: number;
  /** How far the mask's rim moves in, as a fraction of the side. A number, with no `dilation` given: in or out, blurred. */
  readonly erosion?: Range;
  /** How far the mask's rim moves out, as a fraction of the side. With erosion given too: one of both, at random. */
  readonly dilation?: Range;
  /** Probability of a hole in the mask; half as often, of a false patch beside it. */
  readonly holes?: number;
  /** How many times coarser than the image the mask is found: from 1. */
  readonly lowResolution?: Range;
  /** How many things stand before the person: whole numbers, both ends among them. */
  readonly occluders?: Range;
  /** Their lengths and widths, as fractions of the side. */
  readonly occluderSize?: readonly [low: number, high: number];
  /** Whether landmarks behind them lose their confidence, or are guessed right. */
  readonly occludersHide?: boolean;
  /** Probability that the frame cuts the person: beyond a line image and mask are 0, landmarks missing. */
  readonly cut?: number;
  /** How much of the person's height or width the line takes. */
  readonly cutDepth?: readonly [low: number, high: number];
  /** Probability that there is no image: all 0. */
  readonly missingImage?: number;
  /** Probability that there is no mask: all 0. */
  readonly missingMask?: number;
  /** Probability that there are no landmarks: all with confidence 0. */
  readonly missingLandmarks?: number;
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
} as const satisfies CorruptOptions;

type Settings = Required<Omit<CorruptOptions, 'dilation'>> & Pick<CorruptOptions, 'dilation'>;

/** What can be spoilt of a sample. */
export interface Detected {
  readonly landmarks: readonly Landmark[];
  /** `[rows, columns]`, 0..1. */
  readonly mask: Packed<Float32Array>;
  /** `[rows, columns, 3]`, 0..1. Changed by occluders, cuts, and where it is missing. */
  readonly image?: Packed<Float32Array>;
}

/**
 * A sample with its landmarks moved, some missing or on the wrong side, and its mask thinned or thickened, blurred, with holes and
 * false patches; on demand with things before the person, cut by the frame, or with whole inputs missing. All else, the volume above
 * all, is what it was: the person behind the fault is what is to be found.
 *
 * First what happens to a photograph (occluders, cut), then what detectors make of it, then what is missing. Each fault has random
 * numbers of its own, so turning one on leaves the others as they were. A function of the sample, the options and the seed of `rng`.
 *
 * @param sample  read only; what no fault has changed is shared with the result.
 * @throws {VolumetricError} `bad-landmarks`, `bad-argument`, `bad-volume`, `shape-mismatch`
 * Cost: about 1 ms at 64 × 64 pixels, 5 ms at 128 × 128.
 *
 * @example
 * const seen = corruptInputs(person, random(7), { occluders: [1, 3], cut: 0.3, missingMask: 0.05 });
 * seen.volume === person.volume;  // → true
 */
export function corruptInputs<T extends Detected>(sample: T, rng: Random, options: CorruptOptions = {}): T {
  checkOptions('corruptInputs', options, [...Object.keys(CORRUPT_DEFAULTS), 'dilation']);
  const settings: Settings = { ...CORRUPT_DEFAULTS, ...options };
  checkSettings(settings);
  checkDetected(sample);
  const side = sample.mask.shape[0]!;
  const hidden = occlude<Detected>(sample, { rng: rng.fork(3), faults: settings });
  const frame = rng.fork(4);
  const cut = frame.uniform() < settings.cut ? drawCut(sample.mask, frame, settings.cutDepth) : undefined;
  const seen = cut === undefined ? hidden : cutFrame(hidden, cut);
  const spoilt = {
    ...seen,
    landmarks: spoilLandmarks(seen.landmarks, side, { rng: rng.fork(1), faults: settings }),
    mask: spoilMask(seen.mask, { rng: rng.fork(2), faults: { ...settings, dilation: settings.dilation } }),
  };
  const factor = drawn(rng.fork(5), settings.lowResolution, 1);
  const coarse = { ...spoilt, mask: lowerResolution(spoilt.mask, factor) };
  // Nobody finds anything beyond the frame.
  const found = cut === undefined ? coarse : cutFrame(coarse, cut);
  return { ...sample, ...withoutSome(found, rng.fork(6), settings) };
}

function withoutSome(found: Detected, rng: Random, settings: Settings): Detected {
  const [image, mask, landmarks] = [rng.uniform(), rng.uniform(), rng.uniform()];
  const none = (view: Packed<Float32Array>) => packed(new Float32Array(view.data.length), view.shape);
  return {
    ...found,
    ...(found.image !== undefined && image < settings.missingImage ? { image: none(found.image) } : {}),
    ...(mask < settings.missingMask ? { mask: none(found.mask) } : {}),
    ...(landmarks < settings.missingLandmarks
      ? { landmarks: found.landmarks.map(([row, column]): Landmark => [row, column, 0]) }
      : {}),
  };
}

function checkSettings(settings: Settings): void {
  for (const name of ['swap', 'holes', 'cut', 'missingImage', 'missingMask', 'missingLandmarks'] as const) {
    check(settings[name] >= 0 && settings[name] <= 1, 'bad-argument', () => {
      return `corruptInputs: ${name} must be a probability, 0..1, got ${settings[name]}`;
    });
  }
  checkRange(settings.jitter, 'jitter', { most: 1 });
  checkRange(settings.dropout, 'dropout', { most: 1 });
  checkRange(settings.erosion, 'erosion', { most: 1 });
  if (settings.dilation !== undefined) checkRange(settings.dilation, 'dilation', { most: 1 });
  checkRange(settings.lowResolution, 'lowResolution', { least: 1, most: 1024 });
  checkRange(settings.occluders, 'occluders', { most: 1000, whole: true });
  checkRange(settings.occluderSize, 'occluderSize', { most: 4 });
  checkRange(settings.cutDepth, 'cutDepth', { most: 1 });
}

function checkDetected({ landmarks, mask, image }: Detected): void {
  check(landmarks.length === 16, 'bad-landmarks', () => {
    return `corruptInputs: landmarks must be the 16 of MPII, got ${landmarks.length}`;
  });
  checkView(mask, 'corruptInputs', 'mask', 2);
  if (image === undefined) return;
  checkView(image, 'corruptInputs', 'image', 3);
  check(String(image.shape) === `${mask.shape},3`, 'shape-mismatch', () => {
    return `corruptInputs: image must be [${mask.shape}, 3] as the mask is, got [${image.shape}]`;
  });
}
