// Defines the seven networks of the paper's Table 1, each by its differences from Ours – Multistack.
import type { VRNConfig } from './config.js';

/** Names of the networks, in the order of the paper's Table 1. */
export const VARIANT_NAMES = [
  'vrn-guided',
  'multistack',
  'old-residual',
  'landmarks-only',
  'image-only',
  'mask-only',
  'conv3d',
] as const;

export type VariantName = (typeof VARIANT_NAMES)[number];

const MULTISTACK: VRNConfig = {
  inputs: ['image', 'landmarks'],
  rows: 128,
  columns: 128,
  slices: 128,
  inputScale: 1,
  features: 256,
  stem: [64, 128, 128],
  stemPool: true,
  block: 'multiscale',
  flatFeatures: 'match',
  liftFeatures: 4,
  stacks: 4,
  modules: 2,
  depth: 4,
  nesting: 'drawn',
  supervision: 'all',
  forkResiduals: [1, 1, 1, 0],
  fineFeatures: 0,
  reinjection: false,
  normalisation: 'running',
  landmarkSigma: 1,
  frame: 'metric',
};

const replace = (difference: Partial<VRNConfig>): VRNConfig => ({ ...MULTISTACK, ...difference });

/**
 * The complete config of every variant, with the paper's 128³ volume and the 256 features of the published face
 * network. The quotations are from the paper.
 */
export const VARIANTS: Readonly<Record<VariantName, VRNConfig>> = {
  // "employs two Encoder-Decoder networks in a stack", four residual modules per sequence, one loss.
  'vrn-guided': replace({ block: 'bottleneck', stacks: 2, modules: 4, supervision: 'last', forkResiduals: [0, 0] }),
  // "halving the number of residual modules … we increase the number of Hourglass networks from two to four".
  multistack: MULTISTACK,
  // "identical, aside for the residual module".
  'old-residual': replace({ block: 'bottleneck' }),
  // "only the landmarks", "only the image", "only the segmentation mask": only the first layer differs.
  'landmarks-only': replace({ inputs: ['landmarks'] }),
  'image-only': replace({ inputs: ['image'] }),
  'mask-only': replace({ inputs: ['mask'] }),
  // "flat" filters 3×1×1, 1×3×1 and 1×1×3, with the number of floating point operations closest to Multistack's.
  conv3d: replace({ block: 'flat' }),
};

/** Mean IoU in the paper's Table 1, after 30 and 60 epochs on the authors' data. Used in reports only. */
export const REPORTED: Readonly<Record<VariantName, { readonly epoch30: number; readonly epoch60: number }>> = {
  'vrn-guided': { epoch30: 0.616, epoch60: 0.639 },
  multistack: { epoch30: 0.611, epoch60: 0.683 },
  'old-residual': { epoch30: 0.605, epoch60: 0.661 },
  'landmarks-only': { epoch30: 0.586, epoch60: 0.61 },
  'image-only': { epoch30: 0.468, epoch60: 0.483 },
  'mask-only': { epoch30: 0.528, epoch60: 0.53 },
  conv3d: { epoch30: 0.573, epoch60: 0.616 },
};
