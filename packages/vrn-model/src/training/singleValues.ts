// Finds norms that see a single value per channel, whose variance cannot be estimated.
import { check } from '@vrn/voxel';
import { type Description, product } from '../network/shapes.js';
import type { VRN } from '../vrn.js';

/** Returns the paths of norms on features with one position, 1 × 1 or 1 × 1 × 1: one value per channel and sample. */
const ofOnePosition = ({ layers }: Description): string[] =>
  layers.filter(({ kind, shape }) => kind === 'norm' && product(shape.slice(0, -1)) === 1).map(({ path }) => path);

/**
 * Returns the paths of norms that see a single value per channel when a network is trained on one sample at a time.
 * Empty if norms use the batch's statistics in prediction too, because training and prediction then agree.
 */
export const singleValueNorms = ({ config, description }: VRN): string[] =>
  config.normalisation === 'running' ? ofOnePosition(description) : [];

/** Returns the smallest number of samples in one forward pass of a step. */
export function smallestPart(samples: number, microBatch = samples): number {
  const rest = samples % microBatch;
  return rest === 0 ? Math.min(samples, microBatch) : rest;
}

/**
 * Throws for networks in which norms see a single value per channel when samples are passed one at a time.
 *
 * @param which name of the quantity that is 1, such as `batchSize`, for the message.
 * @throws {VolumetricError} `bad-argument`
 */
export function refuseSingles(vrn: VRN, which: string): void {
  const [first] = singleValueNorms(vrn);
  check(first === undefined, 'bad-argument', () => {
    return `train: ${which} must be at least 2 for this network, got 1: its features shrink to 1 × 1, so norm ${first} would see a single value per channel, which has no variance; use larger batches, a smaller depth, a larger grid, or normalisation 'batch'`;
  });
}
