// Measures samples per second when writing and reading shards, on one core and on two.
// Run with: npm run bench -- shards.
import { Worker } from 'node:worker_threads';
import { deflateSync, inflateSync } from 'node:zlib';
import {
  bodySource,
  decodeSample,
  encodeSample,
  readShard,
  readShuffled,
  type StoredSample,
  sample,
  writeShard,
} from '@vrn/bodies';
import { race } from '../../../../bench/race.js';
import { digits, type Measured, record } from '../../../../bench/record.js';

/** Samples per second that a trainer consumes at 64³. */
const TRAINER = 200;
const PEOPLE = 16;

const source = bodySource('capsules');

/** Starts a minimal worker thread, which does one job at a time. */
function thread(): { decode(bytes: Uint8Array): Promise<StoredSample>; close(): Promise<unknown> } {
  const worker = new Worker(new URL('./decodeWorker.mjs', import.meta.url));
  const waiting: ((sample: StoredSample) => void)[] = [];
  worker.on('message', (each: StoredSample) => waiting.shift()?.(each));
  return {
    decode: (bytes) => {
      worker.postMessage(bytes);
      return new Promise((done) => waiting.push(done));
    },
    close: () => worker.terminate(),
  };
}

/** Measures samples per second of a shuffled epoch over shards, including everything that a trainer waits for. */
async function pace(bytes: Uint8Array, decode?: (bytes: Uint8Array) => Promise<StoredSample>): Promise<number> {
  const shards = await Promise.all(Array.from({ length: 8 }, () => readShard(bytes)));
  const options = { seed: 1, buffer: 64, epochs: 4, ...(decode === undefined ? {} : { decode }) };
  let [best, sum] = [0, 0];
  for (let round = 0; round < 4; round++) {
    const began = performance.now();
    let count = 0;
    for await (const { volume, image } of readShuffled(shards, options)) {
      sum += volume.data[0]! + image.data[0]!;
      count++;
    }
    best = Math.max(best, (1000 * count) / (performance.now() - began));
  }
  if (!Number.isFinite(sum) || sum < 0) throw new Error('samples must be finite and not negative');
  return best;
}

/** For comparison: the same arrays as float32, compressed by Node's zlib, which is written in C. */
function zlibOf({ image, mask, volume }: StoredSample): Uint8Array {
  const parts = [image.data, mask.data, Float32Array.from(volume.data)];
  return deflateSync(Buffer.concat(parts.map(({ buffer }) => new Uint8Array(buffer))));
}

async function measure(side: number): Promise<Measured> {
  const people = Array.from({ length: PEOPLE }, (_, seed) => sample(source, seed, { shape: [side, side, side] }));
  const bytes = writeShard(people);
  const shard = await readShard(bytes);
  for (const [n, { volume, mask }] of people.entries()) {
    const read = await shard.sample(n);
    const isSame =
      Buffer.compare(read.volume.data as Uint8Array, volume.data) === 0 &&
      read.mask.data.every((v, at) => v === mask.data[at]);
    if (!isSame) throw new Error(`sample ${n} must be equal after reading`);
  }
  const encoded = people.map((each) => encodeSample(each));
  const jpegs = people.map((each) => encodeSample(each, { image: { jpeg: 92 } }));
  const rivals = people.map(zlibOf);
  let turn = 0;
  const next = <T>(list: readonly T[]): T => list[turn++ % list.length]!;
  const times = await race(
    {
      encode: () => encodeSample(next(people)),
      encodeJpeg: () => encodeSample(next(people), { image: { jpeg: 92 } }),
      decode: () => decodeSample(next(encoded)),
      decodeJpeg: () => decodeSample(next(jpegs)),
      encodeZlib: () => zlibOf(next(people)),
      decodeZlib: () => new Float32Array(new Uint8Array(inflateSync(next(rivals))).buffer),
    },
    { rounds: 30, seconds: 4, warmUp: 6 },
  );
  const one = await pace(bytes);
  const workers = [thread(), thread()];
  let call = 0;
  const two = await pace(bytes, (each) => workers[call++ % 2]!.decode(each));
  await Promise.all(workers.map((each) => each.close()));
  const size = (list: readonly Uint8Array[]) =>
    Math.round(list.reduce((sum, each) => sum + each.length, 0) / list.length);
  return {
    what: `capsules, ${side}³, image ${side}², PNG`,
    sample_bytes: size(encoded),
    sample_jpeg_bytes: size(jpegs),
    zlib_bytes: size(rivals),
    encode_ms: digits(times.encode.best),
    encode_jpeg_ms: digits(times.encodeJpeg.best),
    encode_zlib_ms: digits(times.encodeZlib.best),
    decode_ms: digits(times.decode.best),
    decode_median_ms: digits(times.decode.median),
    decode_jpeg_ms: digits(times.decodeJpeg.best),
    decode_zlib_ms: digits(times.decodeZlib.best),
    read_shuffled_one_core_per_s: digits(one),
    read_shuffled_two_threads_per_s: digits(two),
    times_a_trainer_of_200_per_s: digits(Math.max(one, two) / TRAINER),
  };
}

record('shards', [await measure(64), await measure(128)]);
