// Defines what a network needs from a kind of block: number of spatial axes, residual blocks, end of the stem, head.
import type { Interpreter } from './interpreter.js';
import { type Block, linearTo } from './residualBlocks.js';

/** The config fields that {@link BlockDesign.enter} and {@link Head} use. */
export interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  readonly features: number;
  readonly flatFeatures: number;
  readonly liftFeatures: number;
}

/** Defines the convolutions between features and logits, and the resize of the logits to the volume. */
export interface Head {
  /** Output channels and kernel of the convolutions that predict the coarse logits and their fine correction. */
  readonly logits: (sizes: Sizes) => { readonly out: number; readonly kernel: readonly number[] };
  /** Output channels and kernel of the convolution that maps coarse logits back to features. */
  readonly reinject: (sizes: Sizes) => { readonly out: number; readonly kernel: readonly number[] };
  /** Resizes logits to the output, `[batch, rows, columns, slices]`. */
  readonly volume: <T>(net: Interpreter<T>, coarse: T, sizes: Sizes) => T;
}

/** Everything that a network needs from a kind of block. */
export interface BlockDesign {
  /** Name in drawings. */
  readonly title: string;
  /** Spatial axes of the hourglass features: 2 (rows, columns), or 3 (slices, rows, columns). */
  readonly rank: 2 | 3;
  /** Residual block of hourglasses, output forks and fine parts, for features with `rank` spatial axes. */
  readonly residual: Block;
  /** Residual block that the stem uses before `enter`, for features with two spatial axes. */
  readonly stemBlock: Block;
  /** Maps the stem's 2D features to the features of the first hourglass. Paths of its parameters begin with `stem/`. */
  readonly enter: <T>(net: Interpreter<T>, x: T, sizes: Sizes) => T;
  readonly head: Head;
}

/** Fields that a two-dimensional block defines itself. */
export type PlanarParts = Pick<BlockDesign, 'title' | 'residual'>;

/** Creates a design with two-dimensional features: the output's channels are the slices of the volume. */
export const planar = ({ title, residual }: PlanarParts): BlockDesign => ({
  title,
  rank: 2,
  residual,
  stemBlock: residual,
  enter: (net, x, { features }) => residual(net, 'stem/block2', x, features),
  head: {
    logits: ({ slices }) => ({ out: slices, kernel: [1, 1] }),
    reinject: ({ features }) => ({ out: features, kernel: [1, 1] }),
    volume: (net, coarse, { rows, columns }) => net.resize(coarse, [rows, columns]),
  },
});

/**
 * Slices of the volume per slice of the first hourglass's features. A stem with pooling reduces the rows and
 * columns of its input by the same factor.
 */
const SLICES_PER_COARSE_SLICE = 4;

/** Fields that a volumetric block defines itself: its stem is two-dimensional and needs another block. */
export type VolumetricParts = Pick<BlockDesign, 'title' | 'residual' | 'stemBlock'>;

/**
 * Creates a design with volumetric features: the stem's features are lifted to a volume, and the convolution to the
 * logits has one output channel.
 */
export const volumetric = ({ title, residual, stemBlock }: VolumetricParts): BlockDesign => ({
  title,
  rank: 3,
  residual,
  stemBlock,
  enter: (net, x, sizes) => {
    const slices = Math.ceil(sizes.slices / SLICES_PER_COARSE_SLICE);
    const lifted = net.lift(linearTo(net, 'stem/lift', { x, out: slices * sizes.liftFeatures }), slices);
    return residual(net, 'stem/block2', lifted, sizes.flatFeatures);
  },
  head: {
    logits: () => ({ out: 1, kernel: [1, 1, 1] }),
    reinject: ({ flatFeatures }) => ({ out: flatFeatures, kernel: [1, 1, 1] }),
    volume: (net, coarse, { rows, columns, slices }) => net.flatten(net.resize(coarse, [slices, rows, columns])),
  },
});
