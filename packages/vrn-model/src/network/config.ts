// Defines the config of a network as plain JSON: its fields, with the paper's values and our choices, and their checks.
import { check } from '@vrn/voxel';
import { nearestName } from '@vrn/voxel/internal';
import { BLOCKS, type BlockKind } from './blocks.js';

/**
 * Kinds of input: `image`, an RGB image; `landmarks`, one heat map per landmark; `mask`, the person's mask; and three
 * that the paper does not have. `depths`: the maps of `landmarkDepthMaps`, to which landmarks of unknown depth add
 * nothing. `skeleton`: the maps of `skeletonMaps`, without the bones that have an end of unknown depth. `elevation`: a
 * constant map of the camera's elevation divided by 90°, and a map of ones; zeros in both if it is unknown.
 */
export type InputKind = keyof typeof CHANNELS;

/** Channels per kind of input. */
const CHANNELS = { image: 3, landmarks: 16, mask: 1, depths: 17, skeleton: 10, elevation: 2 } as const;

/** Config of a Volumetric Regression Network. All fields are JSON values. */
export interface VRNConfig {
  /**
   * Kinds of input in the order of the channels, each at most once: image 3 channels, landmarks 16, mask 1 (paper
   * 4.2–4.4). Our choice: depths 17, skeleton 10, elevation 2.
   */
  readonly inputs: readonly InputKind[];
  /** Rows of the volume, 1 to 16,384. Paper 3.1: 128³ voxels; paper 6: 256 × 128 × 96 (rows × columns × slices). */
  readonly rows: number;
  /** Columns of the volume, 1 to 16,384. */
  readonly columns: number;
  /** Slices of the volume, 1 to 16,384. */
  readonly slices: number;
  /** Input pixels per voxel along each axis, 1 or 2. The paper leaves it open; 1 is our choice. */
  readonly inputScale: 1 | 2;
  /**
   * Channels of two-dimensional hourglasses, a multiple of 4. 256 in the published face network. Volumetric
   * hourglasses use it only for `flatFeatures: 'match'`.
   */
  readonly features: number;
  /** Output channels of the stem's 7×7 convolution and of its first two residual blocks, multiples of 4. */
  readonly stem: readonly [number, number, number];
  /** Whether the stem halves the resolution a second time, by max pooling, as the published face network does. */
  readonly stemPool: boolean;
  /** Kind of residual block. With a volumetric kind, the stem's first two blocks are two-dimensional. */
  readonly block: BlockKind;
  /**
   * Channels of volumetric blocks, a positive multiple of 4. `match` stands for the multiple of 4 with which the
   * network's multiply-adds at 128³ are closest to those of the same network with multi-scale blocks. Two-dimensional
   * blocks do not use this field: for them it may be 0, and `match` stands for 0.
   */
  readonly flatFeatures: number | 'match';
  /** Channels per slice of the stem's features after lifting to a volume; only for volumetric blocks. Our choice. */
  readonly liftFeatures: number;
  /** Number of stacked hourglasses. Paper 4.1: 4; in the baseline 2. */
  readonly stacks: number;
  /**
   * Number of residual blocks in every sequence of blocks on a branch of an hourglass. After the sum of two branches
   * there is only one block. Paper 4.1: 2; in the baseline 4.
   */
  readonly modules: number;
  /**
   * Number of nested levels of an hourglass, 1 to 12. The pooled branch of a level halves axes of even length. With
   * `nesting: 'drawn'`, the next level is on that branch, so that the innermost features are up to 2^depth times
   * smaller along each axis.
   */
  readonly depth: number;
  /**
   * Branch that contains the inner hourglass: the pooled one, as drawn in the paper, or the one at full resolution, as
   * in the published weights.
   */
  readonly nesting: 'drawn' | 'released';
  /** Stacks with an output volume, which has a loss in training. Paper 4.1: all; in the baseline only the last. */
  readonly supervision: 'all' | 'last';
  /** Number of residual blocks on each stack's output fork; stacks beyond the list have none. Fig. 2: 1, 1, 1, 0. */
  readonly forkResiduals: readonly number[];
  /**
   * Channels of the fine part of every supervised stack, a multiple of 4, or 0 for none as in the paper. The fine part
   * corrects the logits at the resolution of the volume's rows and columns. It also reads the network's input, so that
   * thin limbs and outlines are not limited by the resolution of the features. Only for two-dimensional blocks. Rows
   * and columns must be multiples of the number of voxels per pixel of the features: 4 / `inputScale`, or 2 /
   * `inputScale` without `stemPool`. Our choice.
   */
  readonly fineFeatures: number;
  /**
   * Whether the coarse logits of supervised stacks, mapped to features, are added to the next stack's input. Not drawn
   * in the paper.
   */
  readonly reinjection: boolean;
  /** Statistics of batch norm at inference: running averages, or those of the batch as in the released code. */
  readonly normalisation: 'running' | 'batch';
  /**
   * Standard deviation of the Gaussians of landmarks and of the profile of bones, input pixels. Both are cut off at
   * three standard deviations.
   */
  readonly landmarkSigma: number;
  /**
   * Coordinate frame of the predicted volumes, which is that of the training data: `metric`, or `view`, in which
   * voxels that differ only in the slice lie on one line of sight of a perspective camera (`toViewFrame` of
   * @vrn/voxel). The frame does not affect the network's arithmetic, but callers need it to interpret the volumes. Our
   * choice.
   */
  readonly frame: 'metric' | 'view';
}

/**
 * Upper limits of fields: above the values of any useful network, and low enough that the network's layers are listed
 * quickly.
 */
const LIMITS = { pixels: 16_384, channels: 65_536, stacks: 32, modules: 32, depth: 12 } as const;

/** Validity test of a field, and the description of valid values in its error message. */
type Rule = readonly [valid: (value: unknown) => boolean, words: string];

const isWithin = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const count = (most: number): Rule => [(v) => isWithin(v, 1, most), `an integer from 1 to ${most}`];
const oneOf = (...values: readonly (string | number | boolean)[]): Rule => [
  (v) => values.includes(v as string),
  values.map((value) => JSON.stringify(value).replaceAll('"', "'")).join(' or '),
];
const isMultipleOfFour = (value: unknown, least = 4): value is number =>
  isWithin(value, least, LIMITS.channels) && value % 4 === 0;
const [isInput] = oneOf(...Object.keys(CHANNELS));

const FIELDS: { readonly [K in keyof VRNConfig]: Rule } = {
  inputs: [
    (v) => Array.isArray(v) && v.length > 0 && new Set(v).size === v.length && v.every(isInput),
    `a list of ${Object.keys(CHANNELS)
      .map((kind) => `'${kind}'`)
      .join(', ')}, each at most once, not empty`,
  ],
  rows: count(LIMITS.pixels),
  columns: count(LIMITS.pixels),
  slices: count(LIMITS.pixels),
  inputScale: oneOf(1, 2),
  features: [(v) => isMultipleOfFour(v), `a multiple of 4 from 4 to ${LIMITS.channels}`],
  stem: [
    (v) => Array.isArray(v) && v.length === 3 && v.every((n) => isMultipleOfFour(n)),
    `three multiples of 4 from 4 to ${LIMITS.channels}`,
  ],
  stemPool: oneOf(true, false),
  block: oneOf(...Object.keys(BLOCKS)),
  flatFeatures: [
    (v) => v === 'match' || isMultipleOfFour(v, 0),
    `'match' or a multiple of 4 from 0 to ${LIMITS.channels}`,
  ],
  liftFeatures: count(LIMITS.channels),
  stacks: count(LIMITS.stacks),
  modules: count(LIMITS.modules),
  depth: count(LIMITS.depth),
  nesting: oneOf('drawn', 'released'),
  supervision: oneOf('all', 'last'),
  forkResiduals: [
    (v) => Array.isArray(v) && v.length <= LIMITS.stacks && v.every((n) => isWithin(n, 0, LIMITS.modules)),
    `a list of integers from 0 to ${LIMITS.modules}, one per stack`,
  ],
  fineFeatures: [(v) => isMultipleOfFour(v, 0), `a multiple of 4 from 0 to ${LIMITS.channels}`],
  reinjection: oneOf(true, false),
  normalisation: oneOf('running', 'batch'),
  landmarkSigma: [(v) => Number.isFinite(v) && (v as number) > 0, 'a positive number of pixels'],
  frame: oneOf('metric', 'view'),
};

/** Voxels per feature pixel along rows and along columns: input pixels per feature pixel / input pixels per voxel. */
export const fineFactor = ({ stemPool, inputScale }: VRNConfig): number => (stemPool ? 4 : 2) / inputScale;

/** Number of channels of the network's input. */
export const inputChannels = (config: VRNConfig): number =>
  config.inputs.reduce((sum, kind) => sum + CHANNELS[kind], 0);

/** Shape of the network's input without the batch, `[rows, columns, channels]`. */
export const inputShape = (config: VRNConfig): [number, number, number] => [
  config.rows * config.inputScale,
  config.columns * config.inputScale,
  inputChannels(config),
];

/** Formats a value for an error message. Primitives are not formatted as JSON, which has no NaN and no undefined. */
const show = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/**
 * Checks that a config has all fields, valid values, and no unknown fields. Without `fineFeatures`, the volume's axes
 * may have odd lengths: an hourglass halves an axis only if its length is even.
 *
 * @throws {VolumetricError} `bad-config` with the field at fault.
 */
export function checkConfig(config: VRNConfig, caller: string): void {
  const known = Object.keys(FIELDS) as (keyof VRNConfig)[];
  for (const field of Object.keys(config)) {
    check(Object.hasOwn(FIELDS, field), 'bad-config', () => {
      const nearest = nearestName(field, known);
      const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
      return `${caller}: config has no field ${field}; fields are ${known.join(', ')}${hint}`;
    });
  }
  for (const field of known) {
    const [valid, words] = FIELDS[field];
    check(valid(config[field]), 'bad-config', () => {
      return `${caller}: config.${field} must be ${words}, got ${show(config[field])}`;
    });
  }
  if (config.fineFeatures > 0) checkFine(config, caller);
}

/** Checks that a fine part can be built: blocks are two-dimensional, and upsampling gives the volume's exact size. */
function checkFine(config: VRNConfig, caller: string): void {
  const { rows, columns } = config;
  check(BLOCKS[config.block].rank === 2, 'bad-config', () => {
    return `${caller}: config.fineFeatures must be 0 for ${config.block} blocks, got ${config.fineFeatures}`;
  });
  const factor = fineFactor(config);
  check(rows % factor === 0 && columns % factor === 0, 'bad-config', () => {
    return `${caller}: config.rows and columns must be multiples of ${factor} with fineFeatures, got ${rows} and ${columns}`;
  });
}
