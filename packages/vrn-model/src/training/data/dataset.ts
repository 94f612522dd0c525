// Where training samples come from, and in which order and batches they are taken.
import { check, type Random, random, VolumetricError } from '@vrn/voxel';
import { ahead } from './ahead.js';
import type { TrainingSample } from './trainingSample.js';

/** Samples by number: shuffled anew every epoch, loaded when they are needed. */
export interface IndexedDataset {
  readonly length: number;
  get(index: number): TrainingSample | Promise<TrainingSample>;
}

/** Samples one after the other. */
export type SampleStream = Iterable<TrainingSample> | AsyncIterable<TrainingSample>;

/**
 * A list or samples by number; or a stream that can be iterated once an epoch, or a function that gives each epoch's
 * stream. A stream must give the same samples in the same order each time, or a run that is taken up again differs.
 */
export type Dataset =
  | readonly TrainingSample[]
  | IndexedDataset
  | SampleStream
  | ((epoch: number) => SampleStream | Promise<SampleStream>);

/** Changes a sample on its way to the network; the stream of random numbers belongs to this sample and epoch alone. */
export type Augment = (sample: TrainingSample, rng: Random) => TrainingSample;

export interface BatchOptions {
  readonly batchSize: number;
  readonly seed: number;
  readonly epoch: number;
  /** Batches to leave out at the start. */
  readonly skip: number;
  readonly augment: Augment | undefined;
  /** Samples of a stream among which the next one is drawn; 0 and 1 leave its order. Lists are shuffled whole. */
  readonly shuffleBuffer: number;
  /** Batches to load while the caller works on one. */
  readonly prefetch: number;
  /** Batches after which an epoch ends, though there be more samples. */
  readonly most: number;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isStream = (value: unknown): value is SampleStream =>
  isObject(value) && (Symbol.asyncIterator in value || Symbol.iterator in value);

/**
 * Throws for what is no dataset.
 *
 * @param name what it is called in the message.
 * @throws {VolumetricError} `bad-argument`
 */
export function checkDataset(dataset: Dataset, name: string): void {
  const isDataset = typeof dataset === 'function' || isStream(dataset) || (isObject(dataset) && indexed(dataset));
  check(Boolean(isDataset), 'bad-argument', () => {
    return `${name} must be a list, { length, get } or an iterable, got ${String(dataset)}`;
  });
}

/** The dataset as one that has numbers, or undefined where it can only be iterated. */
export function indexed(dataset: Dataset): IndexedDataset | undefined {
  if (Array.isArray(dataset)) {
    const list = dataset as readonly TrainingSample[];
    return { length: list.length, get: (index) => list[index]! };
  }
  return typeof dataset === 'object' && dataset !== null && 'get' in dataset && 'length' in dataset
    ? dataset
    : undefined;
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

/** An epoch's batches, the next ones being loaded while the caller works on the last. */
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
  let held: TrainingSample[] = [];
  for await (const sample of mixed(stream, options)) {
    if (place++ < skip * batchSize) continue;
    held.push(changed(sample, place - 1, options));
    if (held.length < batchSize) continue;
    yield held;
    held = [];
    if (place === most * batchSize) return;
  }
  if (place === 0) {
    throw new VolumetricError(
      'bad-argument',
      `train: dataset must give samples every epoch, got none in epoch ${epoch}`,
    );
  }
  if (held.length > 0) yield held;
}

/** A stream's samples, each drawn at random from a buffer that the stream refills. */
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
