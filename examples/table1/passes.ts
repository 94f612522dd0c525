// Epochs that are parts of passes over a list: every sample is used once before any is used again.
import type { SampleStream, TrainingSample } from '@vrn/model/train';
import { random } from '@vrn/voxel';

/** A list of samples by number. */
export interface SampleList {
  readonly length: number;
  get(index: number): TrainingSample | Promise<TrainingSample>;
}

/** How a list is cut into epochs. */
export interface PassOptions {
  /** Samples per epoch; rounded up to whole batches. */
  readonly epochSamples: number | null;
  readonly batchSize: number;
  readonly seed: number;
}

/** Order of one pass over `length` samples: a Fisher–Yates shuffle decided by the seed and the number of the pass. */
export function passOrder(length: number, seed: number, pass: number): Uint32Array {
  const rng = random(seed).fork(pass);
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let i = length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/**
 * A dataset of `train` whose epoch e holds the samples that follow those of epoch e − 1 in an endless row of shuffled passes.
 * Two samples are used equally often, give or take one.
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
