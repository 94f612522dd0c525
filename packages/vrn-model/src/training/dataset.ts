// Where training samples come from, and in which order and batches they are taken.
import { check, type Random, random, VolumetricError } from '@vrn/voxel';
import type { TrainingSample } from './trainStep.js';

/** Samples by number: shuffled anew every epoch, loaded when they are needed. */
export interface IndexedDataset {
  readonly length: number;
  get(index: number): TrainingSample | Promise<TrainingSample>;
}

/** A list, samples by number, or anything that can be iterated once an epoch (taken in its own order). */
export type Dataset =
  | readonly TrainingSample[]
  | IndexedDataset
  | Iterable<TrainingSample>
  | AsyncIterable<TrainingSample>;

/** Changes a sample on its way to the network; the stream of random numbers belongs to this sample and epoch alone. */
export type Augment = (sample: TrainingSample, rng: Random) => TrainingSample;

export interface BatchOptions {
  readonly batchSize: number;
  readonly seed: number;
  readonly epoch: number;
  /** Batches to leave out at the start. */
  readonly skip: number;
  readonly augment: Augment | undefined;
}

/** The dataset as one that has numbers, or undefined where it can only be iterated. */
export function indexed(dataset: Dataset): IndexedDataset | undefined {
  if (Array.isArray(dataset)) {
    const list = dataset as readonly TrainingSample[];
    return { length: list.length, get: (index) => list[index]! };
  }
  return 'get' in dataset && 'length' in dataset ? dataset : undefined;
}

/** The order of an epoch: a shuffle (Fisher–Yates) that seed and epoch decide. */
export function shuffled(length: number, seed: number, epoch: number): Uint32Array {
  const rng = random(seed).fork(epoch);
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}

/** An epoch's batches; the next one is being loaded while the caller works on the last. */
export async function* batches(dataset: Dataset, options: BatchOptions): AsyncGenerator<TrainingSample[]> {
  const { batchSize, seed, epoch, skip, augment } = options;
  const change = (sample: TrainingSample, place: number): TrainingSample =>
    augment === undefined ? sample : augment(sample, random(seed).fork(epoch).fork(place));
  const numbered = indexed(dataset);
  if (numbered === undefined) {
    yield* iterated(dataset as Iterable<TrainingSample>, { batchSize, skip, change });
    return;
  }
  const order = shuffled(numbered.length, seed, epoch);
  const load = (first: number): Promise<TrainingSample[]> =>
    Promise.all(
      Array.from(order.subarray(first, first + batchSize), async (index, i) =>
        change(await numbered.get(index), first + i),
      ),
    );
  let next: Promise<TrainingSample[]> | undefined;
  for (let first = skip * batchSize; first < order.length; first += batchSize) {
    const current = next ?? load(first);
    const following = first + batchSize;
    const samples = await current;
    next = following < order.length ? load(following) : undefined;
    next?.catch(() => {}); // reported when it is awaited
    yield samples;
  }
}

async function* iterated(
  dataset: Iterable<TrainingSample> | AsyncIterable<TrainingSample>,
  {
    batchSize,
    skip,
    change,
  }: { batchSize: number; skip: number; change: (s: TrainingSample, i: number) => TrainingSample },
): AsyncGenerator<TrainingSample[]> {
  const iterable = Symbol.asyncIterator in dataset || Symbol.iterator in dataset;
  check(iterable, 'bad-argument', () => 'train: dataset must be a list, { length, get } or an iterable');
  let place = 0;
  let held: TrainingSample[] = [];
  for await (const sample of dataset) {
    if (place++ < skip * batchSize) continue;
    held.push(change(sample, place - 1));
    if (held.length === batchSize) {
      yield held;
      held = [];
    }
  }
  if (place === 0) throw new VolumetricError('bad-argument', 'train: dataset must give samples every epoch, got none');
  if (held.length > 0) yield held;
}
