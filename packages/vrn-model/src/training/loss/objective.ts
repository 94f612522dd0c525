// Defines the training objective as plain JSON: a weighted sum of losses for every supervised stack.
import * as tf from '@tensorflow/tfjs-core';
import { check } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { checkReduction, type Reduction, sigmoidCrossEntropy } from './loss.js';
import { silhouetteLoss } from './silhouetteLoss.js';
import { softJaccard } from './softJaccard.js';

/** Weights of the losses (all ≥ 0, and at least one > 0), and settings of the losses. */
export interface LossOptions {
  /** Weight of {@link sigmoidCrossEntropy}. Default 1, the paper's only loss (Eq. 1). */
  readonly crossEntropy?: number;
  /** Weight of {@link softJaccard}. Default 0. */
  readonly jaccard?: number;
  /** Weight of {@link silhouetteLoss} with view `front`. Default 0. */
  readonly front?: number;
  /** Weight of {@link silhouetteLoss} with view `side`. Default 0. */
  readonly side?: number;
  /** Weight of an occupied voxel relative to an empty one in the cross entropy, above 0. Default 1. */
  readonly positiveWeight?: number;
  /** Smoothing of soft Jaccard: number of voxels added to intersection and union, above 0. Default 1. */
  readonly smooth?: number;
  /** Temperature of the silhouettes' maxima, in logits, at least 0. Default 0: hard maxima. */
  readonly temperature?: number;
  /**
   * Whether the losses are averaged or summed: the cross entropy over voxels, soft Jaccard over samples, silhouette
   * losses over pixels. Default `mean`.
   */
  readonly reduction?: Reduction;
}

export const LOSS_DEFAULTS: Required<LossOptions> = {
  crossEntropy: 1,
  jaccard: 0,
  front: 0,
  side: 0,
  positiveWeight: 1,
  smooth: 1,
  temperature: 0,
  reduction: 'mean',
};

type Settings = Required<LossOptions>;

/** The losses by the names of their weights. */
const TERMS = {
  crossEntropy: (x, z, { reduction, positiveWeight }) => sigmoidCrossEntropy(x, z, { reduction, positiveWeight }),
  jaccard: (x, z, { reduction, smooth }) => softJaccard(x, z, { reduction, smooth }),
  front: (x, z, { reduction, temperature }) => silhouetteLoss(x, z, { view: 'front', reduction, temperature }),
  side: (x, z, { reduction, temperature }) => silhouetteLoss(x, z, { view: 'side', reduction, temperature }),
} as const satisfies Partial<Record<keyof LossOptions, (x: tf.Tensor, z: tf.Tensor, settings: Settings) => tf.Scalar>>;

const TERM_NAMES = Object.keys(TERMS) as (keyof typeof TERMS)[];

/**
 * Fills in the defaults of loss options.
 *
 * @throws {VolumetricError} `bad-argument` for unknown fields and invalid values, and if no loss has a weight above 0.
 */
export function lossSettings(options: LossOptions, caller: string): Settings {
  checkOptions(`${caller}: loss`, options, LOSS_DEFAULTS);
  const settings: Settings = { ...LOSS_DEFAULTS, ...defined(options) };
  for (const field of [...TERM_NAMES, 'positiveWeight', 'smooth', 'temperature'] as const) {
    const value = settings[field];
    const strictly = field === 'positiveWeight' || field === 'smooth';
    check(Number.isFinite(value) && (strictly ? value > 0 : value >= 0), 'bad-argument', () => {
      return `${caller}: loss.${field} must be a number ${strictly ? '> 0' : '>= 0'}, got ${value}`;
    });
  }
  checkReduction(settings.reduction, `${caller}: loss.reduction`);
  check(
    TERM_NAMES.some((name) => settings[name] > 0),
    'bad-argument',
    () => {
      return `${caller}: loss must have one of ${TERM_NAMES.join(', ')} above 0`;
    },
  );
  return settings;
}

/** Computes one stack's loss, a scalar, differentiable in the logits. Losses of weight 0 are not computed. */
export function stackLoss(logits: tf.Tensor, target: tf.Tensor, settings: Settings): tf.Scalar {
  return tf.tidy(() => {
    const terms = TERM_NAMES.filter((name) => settings[name] > 0).map((name) => {
      const value = TERMS[name](logits, target, settings);
      return settings[name] === 1 ? value : (tf.mul(value, settings[name]) as tf.Scalar);
    });
    return terms.reduce((sum, term) => tf.add(sum, term));
  });
}
