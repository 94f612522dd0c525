// Divides shuffled passes over a list into epochs, so that every sample is used once before any is used again.
import type { SampleStream, TrainingSample } from '@vrn/model/train';
import { random } from '@vrn/voxel';

/** Samples that are loaded by index. */
export interface SampleList {
  readonly length: number;
  get(index: number): TrainingSample | Promise<TrainingSample>;
}

/** How a list is divided into epochs. */
export interface PassOptions {
  /** Samples per epoch, rounded up to a multiple of the batch size. null: the length of the list. */
  readonly epochSamples: number | null;
  readonly batchSize: number;
  readonly seed: number;
}

/** Order of one pass over `length` samples: a Fisher–Yates shuffle that depends on the seed and the pass. */
export function passOrder(length: number, seed: number, pass: number): Uint32Array {
  const rng = random(seed).fork(pass);
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let i = length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

/**
 * Creates a dataset for `train`. Its epochs are consecutive ranges of an endless sequence of shuffled passes, so the
 * numbers of uses of any two samples differ by at most one.
 */
export function passes(
  list: SampleList,
  { epochSamples, batchSize, seed }: PassOptions,
): (epoch: number) => SampleStream {
  const size = Math.ceil((epochSamples ?? list.length) / batchSize) * batchSize;
  return async function* (epoch: number) {
    let pass = -1;
    let order: Uint32Array = new Uint32Array(0);
    for (let place = epoch * size; place < (epoch + 1) * size; place++) {
      const now = Math.floor(place / list.length);
      if (now !== pass) {
        pass = now;
        order = passOrder(list.length, seed, pass);
      }
      yield await list.get(order[place % list.length]!);
    }
  } as (epoch: number) => SampleStream;
}
