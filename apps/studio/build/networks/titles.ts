// Names the seven networks as the paper's Table 1 does, and describes each in one or two sentences.
import type { VariantName } from '@vrn/model';

interface Title {
  readonly title: string;
  readonly words: string;
}

export const TITLES: Readonly<Record<VariantName, Title>> = {
  'vrn-guided': {
    title: 'VRN – Guided',
    words:
      'The network of the authors’ work on faces: two hourglasses, four bottleneck blocks in each place, and one loss, at the end.',
  },
  multistack: {
    title: 'Multistack',
    words:
      'The paper’s network: four hourglasses, two multi-scale blocks in each place, and a loss after every hourglass. The networks below differ from it in one thing each.',
  },
  'old-residual': {
    title: 'Old Residual',
    words: 'Multistack with the bottleneck block of VRN – Guided in place of the multi-scale block.',
  },
  'landmarks-only': {
    title: 'Landmarks Only',
    words: 'Multistack that sees 16 landmarks, one heat map each, and no image.',
  },
  'image-only': { title: 'Image Only', words: 'Multistack that sees the image, and no landmarks.' },
  'mask-only': {
    title: 'Mask Only',
    words: 'Multistack that sees the mask of the person, and neither image nor landmarks.',
  },
  conv3d: {
    title: '3D Convolution',
    words:
      'Multistack with features that are volumes, and flat filters of 3×1×1, 1×3×1 and 1×1×3. Its width is chosen so that it needs about as many operations.',
  },
};
