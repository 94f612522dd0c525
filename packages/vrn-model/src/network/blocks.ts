// Defines the kinds of residual blocks as a table of designs. A new kind without a design does not compile.
import { type BlockDesign, planar, volumetric } from './blockDesign.js';
import { bottleneck, chain } from './residualBlocks.js';

/**
 * Kinds of residual block: `bottleneck`, of the face network published in 2017; `multiscale`, of Bulat and
 * Tzimiropoulos; `flat`, the paper's volumetric block.
 */
export type BlockKind = 'bottleneck' | 'multiscale' | 'flat';

const multiscale = chain([
  [3, 3],
  [3, 3],
  [3, 3],
]);

const flat = chain([
  [3, 1, 1],
  [1, 3, 1],
  [1, 1, 3],
]);

/**
 * The design of every kind. No other file branches on the name of a kind.
 *
 * `multiscale`: Bulat and Tzimiropoulos 2017 ([32] in the paper), real-valued, convolutions without biases.
 * `flat`: the paper's Fig. 3, filters 3×1×1, 1×3×1, 1×1×3 over (slices, rows, columns). The figure shows neither norm
 * nor skip; having both, as `multiscale` has, is our choice.
 */
export const BLOCKS: Readonly<Record<BlockKind, BlockDesign>> = {
  bottleneck: planar({ title: 'bottleneck block', residual: bottleneck }),
  multiscale: planar({ title: 'multi-scale block', residual: multiscale }),
  flat: volumetric({ title: 'flat volumetric block', residual: flat, stemBlock: multiscale }),
};
