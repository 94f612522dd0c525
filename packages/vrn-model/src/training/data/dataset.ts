// Defines datasets of training samples, and yields their batches, shuffled or in order.
import { check, type Random, random, VolumetricError } from '@vrn/voxel';
import { ahead } from './ahead.js';
import type { TrainingSample } from './trainingSample.js';

/** Samples by index: shuffled anew every epoch, loaded on demand. */
export interface IndexedDataset {
  readonly length: number;
  get(index: number): TrainingSample | Promise<TrainingSample>;
}

/** Samples in sequence, possibly without end: training on an infinite stream requires `stepsPerEpoch`. */
export type SampleStream = Iterable<TrainingSample> | AsyncIterable<TrainingSample>;

/**
 * A list, samples by index, a stream that can be iterated anew in every epoch, or a function that returns the stream of
 * an epoch. Exact resumption requires that a stream yields the same samples in the same order in every iteration, and
 * that a function returns an equal stream whenever it is called for the same epoch.
 */
export type Dataset =
  | readonly TrainingSample[]
  | IndexedDataset
  | SampleStream
  | ((epoch: number) => SampleStream | Promise<SampleStream>);

/**
 * Returns a changed copy of a sample. The sample itself must not change, because later epochs may use it again. The
 * random generator is specific to this sample and epoch.
 */
export type Augment = (sample: TrainingSample, rng: Random) => TrainingSample;

export interface BatchOptions {
  readonly batchSize: number;
  readonly seed: number;
  readonly epoch: number;
  /** Number of batches to skip at the start. */
  readonly skip: number;
  readonly augment: Augment | undefined;
  /** Number of samples in the shuffle buffer for streams; 0 and 1 keep their order. Lists are fully shuffled. */
  readonly shuffleBuffer: number;
  /** Number of batches to load in advance while the caller uses one. */
  readonly prefetch: number;
  /** Maximum number of batches per epoch, skipped ones included. */
  readonly most: number;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isStream = (value: unknown): value is SampleStream =>
  isObject(value) && (Symbol.asyncIterator in value || Symbol.iterator in value);

/**
 * Throws unless the argument is a dataset.
 *
 * @param name name of the argument in the message.
 * @throws {VolumetricError} `bad-argument`
 */
export function checkDataset(dataset: Dataset, name: string): void {
  const isDataset = typeof dataset === 'function' || isStream(dataset) || (isObject(dataset) && indexed(dataset));
  check(Boolean(isDataset), 'bad-argument', () => {
    return `${name} must be a list, { length, get } or an iterable, got ${String(dataset)}`;
  });
}

/** Returns the dataset with access by index, or undefined for a stream or a function. */
export function indexed(dataset: Dataset): IndexedDataset | undefined {
  if (Array.isArray(dataset)) {
    const list = dataset as readonly TrainingSample[];
    return { length: list.length, get: (index) => list[index]! };
  }
  return typeof dataset === 'object' && dataset !== null && 'get' in dataset && 'length' in dataset
    ? dataset
    : undefined;
}

/** Returns a permutation of the indices 0..`length` − 1 for an epoch: a Fisher–Yates shuffle by seed and epoch. */
export function shuffled(length: number, seed: number, epoch: number): Uint32Array {
  const rng = random(seed).fork(epoch);
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

/** Yields an epoch's batches (the last may be smaller), and loads `prefetch` more while the caller uses one. */
export function batches(dataset: Dataset, options: BatchOptions): AsyncGenerator<TrainingSample[]> {
  const numbered = indexed(dataset);
  const source =
    numbered === undefined
      ? streamBatches(dataset as Exclude<Dataset, IndexedDataset>, options)
      : listBatches(numbered, options);
  return ahead(source, options.prefetch);
}

const changed = (sample: TrainingSample, place: number, { augment, seed, epoch }: BatchOptions): TrainingSample =>
  augment === undefined ? sample : augment(sample, random(seed).fork(epoch).fork(place));

async function* listBatches(list: IndexedDataset, options: BatchOptions): AsyncGenerator<TrainingSample[]> {
  const { batchSize, seed, epoch, skip, most } = options;
  const order = shuffled(list.length, seed, epoch);
  const end = Math.min(order.length, most * batchSize);
  for (let first = skip * batchSize; first < end; first += batchSize) {
    const numbers = Array.from(order.subarray(first, first + batchSize));
    yield await Promise.all(numbers.map(async (number, i) => changed(await list.get(number), first + i, options)));
  }
}

async function* streamBatches(
  dataset: Exclude<Dataset, IndexedDataset>,
  options: BatchOptions,
): AsyncGenerator<TrainingSample[]> {
  const { batchSize, epoch, skip, most } = options;
  const stream = typeof dataset === 'function' ? await dataset(epoch) : (dataset as SampleStream);
  checkDataset(stream, 'train: dataset');
  if (skip >= most) return;
  let place = 0;
  let batch: TrainingSample[] = [];
  for await (const sample of mixed(stream, options)) {
    if (place++ < skip * batchSize) continue;
    batch.push(changed(sample, place - 1, options));
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
    if (place === most * batchSize) return;
  }
  if (place === 0) {
    throw new VolumetricError(
      'bad-argument',
      `train: dataset must yield samples in every epoch, got none in epoch ${epoch}`,
    );
  }
  if (batch.length > 0) yield batch;
}

/**
 * Yields a stream's samples, each drawn at random from a buffer that is refilled from the stream; with a buffer of 0 or
 * 1, in the stream's order.
 */
async function* mixed(
  stream: SampleStream,
  { shuffleBuffer, seed, epoch }: BatchOptions,
): AsyncGenerator<TrainingSample> {
  if (shuffleBuffer <= 1) {
    yield* stream;
    return;
  }
  const rng = random(seed).fork(epoch);
  const buffer: TrainingSample[] = [];
  for await (const sample of stream) {
    if (buffer.length < shuffleBuffer) {
      buffer.push(sample);
      continue;
    }
    const drawn = rng.integer(shuffleBuffer);
    const next = buffer[drawn]!;
    buffer[drawn] = sample;
    yield next;
  }
  while (buffer.length > 0) {
    const drawn = rng.integer(buffer.length);
    const next = buffer[drawn]!;
    buffer[drawn] = buffer.at(-1)!;
    buffer.pop();
    yield next;
  }
}
