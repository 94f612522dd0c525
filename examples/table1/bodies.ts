// The people of a run by number: the same for every network, made when asked for.
import { type BodySample, bodySource, sample } from '@vrn/bodies';
import { VARIANTS } from '@vrn/model';
import { packed, type Sample, type Triple } from '@vrn/voxel';
import type { Spec } from './spec.js';

/** Numbers of training samples start here; those of test samples lie below. */
const FIRST_TRAINING_SEED = 1_000_000;

/** Of the wall, sRGB. */
const GREY = 0.5;

export interface Bodies {
  readonly train: { readonly length: number; get(index: number): Sample };
  readonly test: readonly BodySample[];
}

/** What is done about what stands behind a person. */
const BACKDROPS: Readonly<Record<Spec['data']['backdrop'], (body: BodySample) => BodySample>> = {
  any: (body) => body,
  grey: (body) => {
    const { image, mask } = body;
    const data = image.data.map((value, at) => {
      const share = mask.data[Math.floor(at / 3)]!;
      return share * value + (1 - share) * GREY;
    });
    return { ...body, image: packed(data, image.shape) };
  },
};

/** A spec's people. Test samples are made at the first use, training samples one by one. */
export function bodiesOf({ config, data }: Spec): Bodies {
  const { rows, columns, slices, inputScale } = { ...VARIANTS.multistack, ...config };
  const source = bodySource(data.source);
  const options = { shape: [rows, columns, slices] as Triple, imageScale: inputScale, scale: data.scale };
  const body = (seed: number): BodySample => BACKDROPS[data.backdrop](sample(source, seed, options));
  const kept = new Map<number, Sample>();
  const get = (index: number): Sample => {
    const known = kept.get(index);
    if (known) return known;
    // Without its mesh, which is many times as large as all else.
    const { image, landmarks, mask, volume } = body(FIRST_TRAINING_SEED + index);
    const made = { image, landmarks, mask, volume };
    if (data.cache) kept.set(index, made);
    return made;
  };
  let test: BodySample[] | undefined;
  return {
    train: { length: data.train, get },
    get test() {
      test ??= Array.from({ length: data.test }, (_, seed) => body(seed));
      return test;
    },
  };
}
