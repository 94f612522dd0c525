// What a network is, as plain JSON: every choice the paper makes or leaves open is a named field.
import { check } from '@vrn/voxel';

/** What a network may be shown: RGB, one heat map a landmark, the person's mask. */
export type InputKind = 'image' | 'landmarks' | 'mask';

/** The residual blocks: of the 2017 face network, of Bulat and Tzimiropoulos, and the paper's flat volumetric one. */
export type BlockKind = 'bottleneck' | 'multiscale' | 'flat';

/** A Volumetric Regression Network. All fields are JSON values. */
export interface VRNConfig {
  /** What the input's channels hold, in order: image 3, landmarks 16, mask 1. Paper 4.2–4.4. */
  readonly inputs: readonly InputKind[];
  /** The volume, `[rows, columns, slices]`, of any lengths. Paper 3.1: 128³; 6: 256 × 128 × 96. */
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Input pixels per voxel, 1 or 2. The paper leaves it open; 1 is our choice. */
  readonly inputScale: 1 | 2;
  /** Channels of the hourglasses; a multiple of 4. 256 as in the face network. */
  readonly features: number;
  /** Channels after the 7×7 convolution, the second and the third residual block of the stem. */
  readonly stem: readonly [number, number, number];
  /** Whether the stem halves the resolution a second time by pooling, as the face network does. */
  readonly stemPool: boolean;
  /** The residual block. */
  readonly block: BlockKind;
  /**
   * Channels of the volumetric blocks; `match` takes the multiple of 4 whose multiply-adds come nearest to Multistack's;
   * 0 where no block is volumetric.
   */
  readonly flatFeatures: number | 'match';
  /** Channels a slice has when the 2D stem is lifted to a volume. Our choice. */
  readonly liftFeatures: number;
  /** Hourglasses in a row. Paper 4.1: 4; the baseline 2. */
  readonly stacks: number;
  /** Residual blocks in any one place of an hourglass. Paper 4.1: 2; the baseline 4. */
  readonly modules: number;
  /** Times an hourglass halves its resolution. */
  readonly depth: number;
  /** Where the inner hourglass lives: in the pooled branch as drawn, or in the other as in the published face weights. */
  readonly nesting: 'drawn' | 'released';
  /** Which stacks put out a volume that is compared with the truth. Paper 4.1: all; the baseline the last. */
  readonly supervision: 'all' | 'last';
  /** Residual blocks on each stack's output fork; read off the paper's Fig. 2. Stacks beyond the list have none. */
  readonly forkResiduals: readonly number[];
  /** Whether a stack's prediction is fed back into the next stack's input. Not drawn in the paper. */
  readonly reinjection: boolean;
  /** Batch norm at inference: running averages, or the batch's own statistics as the released code ran. */
  readonly normalisation: 'running' | 'batch';
  /** Standard deviation of a landmark's Gaussian, pixels of the input; cut at three of it. */
  readonly landmarkSigma: number;
}

/** Largest values: beyond every network of use, and small enough that describing one never takes long. */
const MOST = { pixels: 16_384, channels: 65_536, stacks: 32, modules: 32, depth: 12 } as const;

type Rule = readonly [valid: (value: unknown) => boolean, words: string];

const whole = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const count = (most: number): Rule => [(v) => whole(v, 1, most), `a whole number from 1 to ${most}`];
const oneOf = (...values: readonly (string | number | boolean)[]): Rule => [
  (v) => values.includes(v as string),
  values.map((value) => JSON.stringify(value).replaceAll('"', "'")).join(' or '),
];
const fours = (value: unknown, least = 4): value is number => whole(value, least, MOST.channels) && value % 4 === 0;
const [isInput] = oneOf('image', 'landmarks', 'mask');

/** What each field must be: its test and the words of its error. */
const FIELDS: { readonly [K in keyof VRNConfig]: Rule } = {
  inputs: [
    (v) => Array.isArray(v) && v.length > 0 && new Set(v).size === v.length && v.every(isInput),
    "a list of 'image', 'landmarks', 'mask', each at most once, not empty",
  ],
  rows: count(MOST.pixels),
  columns: count(MOST.pixels),
  slices: count(MOST.pixels),
  inputScale: oneOf(1, 2),
  features: [(v) => fours(v), `a multiple of 4 from 4 to ${MOST.channels}`],
  stem: [
    (v) => Array.isArray(v) && v.length === 3 && v.every((n) => fours(n)),
    `three multiples of 4 from 4 to ${MOST.channels}`,
  ],
  stemPool: oneOf(true, false),
  block: oneOf('bottleneck', 'multiscale', 'flat'),
  flatFeatures: [(v) => v === 'match' || fours(v, 0), `'match' or a multiple of 4 from 0 to ${MOST.channels}`],
  liftFeatures: count(MOST.channels),
  stacks: count(MOST.stacks),
  modules: count(MOST.modules),
  depth: count(MOST.depth),
  nesting: oneOf('drawn', 'released'),
  supervision: oneOf('all', 'last'),
  forkResiduals: [
    (v) => Array.isArray(v) && v.length <= MOST.stacks && v.every((n) => whole(n, 0, MOST.modules)),
    `a list of whole numbers from 0 to ${MOST.modules}, one a stack`,
  ],
  reinjection: oneOf(true, false),
  normalisation: oneOf('running', 'batch'),
  landmarkSigma: [(v) => Number.isFinite(v) && (v as number) > 0, 'a positive number of pixels'],
};

const CHANNELS: { readonly [K in InputKind]: number } = { image: 3, landmarks: 16, mask: 1 };

/** Channels of the network's input. */
export const inputChannels = (config: VRNConfig): number =>
  config.inputs.reduce((sum, kind) => sum + CHANNELS[kind], 0);

/** `[rows, columns, channels]` of the network's input. */
export const inputShape = (config: VRNConfig): [number, number, number] => [
  config.rows * config.inputScale,
  config.columns * config.inputScale,
  inputChannels(config),
];

/** A value as an error shows it. JSON has no NaN, and nothing at all for some values. */
const show = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/**
 * Throws `bad-config` unless every field is there, known, and fits the others. Any grid fits: axes are halved where their
 * length is even.
 */
export function checkConfig(config: VRNConfig, caller: string): void {
  const known = Object.keys(FIELDS) as (keyof VRNConfig)[];
  for (const field of Object.keys(config)) {
    check(Object.hasOwn(FIELDS, field), 'bad-config', () => {
      return `${caller}: config has no field ${field}; fields are ${known.join(', ')}`;
    });
  }
  for (const field of known) {
    const [valid, words] = FIELDS[field];
    check(valid(config[field]), 'bad-config', () => {
      return `${caller}: config.${field} must be ${words}, got ${show(config[field])}`;
    });
  }
  check(config.block !== 'flat' || config.flatFeatures !== 0, 'bad-config', () => {
    return `${caller}: config.flatFeatures must be positive for flat blocks, got 0`;
  });
}
