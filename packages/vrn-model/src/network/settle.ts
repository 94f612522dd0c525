// A config's open number: how many channels the volumetric blocks get so that their work matches Multistack's.
import type { VRNConfig } from './config.js';
import type { SettledConfig } from './network.js';
import { multiplyAdds } from './shapes.js';

/** The volume at which the two are matched, so that a network's parameters do not depend on its grid. */
const REFERENCE = { rows: 128, columns: 128, slices: 128, inputScale: 1 } as const;

/**
 * The config with `flatFeatures: 'match'` replaced by a number: the multiple of 4 whose multiply-adds at 128³ come
 * nearest to those of the same network with multi-scale blocks.
 *
 * Source: paper 4.5, "we match the number of floating point operations of this network to Ours – Multistack".
 */
export function settle(config: VRNConfig): SettledConfig {
  const { flatFeatures } = config;
  if (flatFeatures !== 'match') return { ...config, flatFeatures };
  if (config.block !== 'flat') return { ...config, flatFeatures: 0 };
  const at = (features: number): number => multiplyAdds({ ...config, ...REFERENCE, flatFeatures: features });
  const target = multiplyAdds({ ...config, ...REFERENCE, block: 'multiscale', flatFeatures: 0 });
  // The work grows with the channels: the most that do no more than Multistack are found by halving an interval.
  let [below, above] = [4, 8];
  while (at(above) <= target) [below, above] = [above, 2 * above];
  while (above - below > 4) {
    const middle = below + 4 * Math.floor((above - below) / 8);
    if (at(middle) <= target) below = middle;
    else above = middle;
  }
  return { ...config, flatFeatures: target - at(below) <= at(above) - target ? below : above };
}
