// Computes the number of channels of volumetric blocks for which a network's multiply-adds match those of the same
// network with multi-scale blocks.
import { check } from '@vrn/voxel';
import { BLOCKS } from './blocks.js';
import type { VRNConfig } from './config.js';
import type { SettledConfig } from './network.js';
import { multiplyAdds } from './shapes.js';

/** Grid on which multiply-adds are matched. It is fixed, so that the number of channels is the same for all grids. */
const REFERENCE = { rows: 128, columns: 128, slices: 128, inputScale: 1 } as const;

/** Channels of volumetric blocks are a multiple of this, because blocks divide them by four. */
const FEATURE_STEP = 4;

/**
 * Replaces `flatFeatures: 'match'` by a number: the multiple of 4 with which the network's multiply-adds at 128³ are
 * closest to those of the same network with multi-scale blocks; 0 if blocks are two-dimensional.
 *
 * @param config a valid config.
 * @param caller function whose name the error message begins with.
 * @returns the config with a number as `flatFeatures`.
 * @throws {VolumetricError} `bad-config` if `flatFeatures` is 0 and blocks are volumetric.
 *
 * Source: paper 4.5, "we match the number of floating point operations of this network to Ours – Multistack".
 */
export function settle(config: VRNConfig, caller: string): SettledConfig {
  const { flatFeatures } = config;
  const isVolumetric = BLOCKS[config.block].rank === 3;
  check(!isVolumetric || flatFeatures !== 0, 'bad-config', () => {
    return `${caller}: config.flatFeatures must be positive for ${config.block} blocks, got 0`;
  });
  if (flatFeatures !== 'match') return { ...config, flatFeatures };
  if (!isVolumetric) return { ...config, flatFeatures: 0 };
  const at = (features: number): number => multiplyAdds({ ...config, ...REFERENCE, flatFeatures: features });
  const target = multiplyAdds({ ...config, ...REFERENCE, block: 'multiscale', flatFeatures: 0 });
  // Multiply-adds grow with the channels: bisect for the largest multiple of 4 at which they do not exceed the target.
  let below = FEATURE_STEP;
  let above = 2 * FEATURE_STEP;
  while (at(above) <= target) {
    below = above;
    above *= 2;
  }
  while (above - below > FEATURE_STEP) {
    const middle = below + FEATURE_STEP * Math.floor((above - below) / (2 * FEATURE_STEP));
    if (at(middle) <= target) below = middle;
    else above = middle;
  }
  return { ...config, flatFeatures: target - at(below) <= at(above) - target ? below : above };
}
