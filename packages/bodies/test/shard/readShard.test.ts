// Tests reading several shards: each sample once per epoch, in an order that the seed determines, and disjoint splits.
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import type { Split } from '../../src/person/person.js';
import { sample } from '../../src/sample/sample.js';
import { checkSplits, placedIn, placedSample } from '../../src/shard/checkSplits.js';
import { indexShards } from '../../src/shard/indexShards.js';
import { readShard, type Shard } from '../../src/shard/readShard.js';
import { type ReadShuffledOptions, readShuffled } from '../../src/shard/readShuffled.js';
import { decodeSample } from '../../src/shard/sample/decodeSample.js';
import { encodeSample } from '../../src/shard/sample/encodeSample.js';
import { sampleBuffers } from '../../src/shard/sample/reviveSample.js';
import type { StoredSample } from '../../src/shard/sample/storedSample.js';
import { writeShard } from '../../src/shard/writeShard.js';

const body = sample(bodySource('capsules'), 1, { shape: [8, 8, 8] });
const item = (person: number, subject = `s${person}`): Uint8Array =>
  encodeSample({ ...body, provenance: { source: 'capsules', person: String(person), subject } });

/** Creates shards of five, five, two and no samples, whose people are numbered consecutively. */
const shards = async (splits: readonly Split[] = ['train', 'train', 'test', 'train']): Promise<Shard[]> => {
  const sizes = [5, 5, 2, 0];
  return Promise.all(
    sizes.map((size, index) => {
      const items = Array.from({ length: size }, (_, n) => item(5 * index + n));
      return readShard(writeShard(items, { split: splits[index]!, shard: { index, count: 4 } }), {
        name: `${index}.vrns`,
      });
    }),
  );
};

const people = async (from: AsyncIterable<StoredSample>): Promise<number[]> => {
  const out: number[] = [];
  for await (const { provenance } of from) out.push(Number(provenance?.person));
  return out;
};
const order = async (options: Partial<ReadShuffledOptions>) =>
  people(readShuffled(await shards(), { seed: 7, ...options }));
const sorted = (list: number[]) => [...list].sort((a, b) => a - b);
const TWELVE = Array.from({ length: 12 }, (_, n) => n);

describe('readShuffled', () => {
  it.each([1, 2, 3, 5, 12, 1000])('yields each sample once per epoch, with a buffer of %i', async (buffer) => {
    expect(sorted(await order({ buffer }))).toEqual(TWELVE);
    const twice = await order({ buffer, epochs: 2 });
    expect(sorted(twice.slice(0, 12))).toEqual(TWELVE);
    expect(sorted(twice.slice(12))).toEqual(TWELVE);
    if (buffer > 1) expect(twice.slice(0, 12)).not.toEqual(twice.slice(12));
  });

  it('determines the order by seed and epoch, not by the speed or number of decoders', async () => {
    const once = await order({});
    expect(once).not.toEqual(TWELVE);
    expect(await order({})).toEqual(once);
    expect(await order({ seed: 8 })).not.toEqual(once);
    expect(await order({ epoch: 1 })).toEqual((await order({ epochs: 2 })).slice(12));
    let turn = 0;
    const slow = async (bytes: Uint8Array) => {
      await new Promise((done) => setTimeout(done, (turn++ * 7) % 5));
      return decodeSample(bytes);
    };
    expect(await order({ decode: slow, ahead: 5 })).toEqual(once);
    expect(await order({ buffer: 1 })).toEqual(TWELVE);
  });

  it('decodes exactly `ahead` samples ahead', async () => {
    let running = 0;
    let most = 0;
    const decode = async (bytes: Uint8Array) => {
      most = Math.max(most, ++running);
      await new Promise((done) => setTimeout(done, 1));
      running--;
      return decodeSample(bytes);
    };
    await order({ decode, ahead: 4 });
    expect(most).toBe(4);
  });

  it('restores the methods of arrays from another thread', async () => {
    const decode = (bytes: Uint8Array) => structuredClone(decodeSample(bytes));
    for await (const { image, mask, volume } of readShuffled(await shards(), { seed: 1, decode })) {
      expect(volume.get(4, 4, 4)).toBe(body.volume.get(4, 4, 4));
      expect(mask.get(4, 4)).toBe(body.mask.get(4, 4));
      expect(image.shape).toEqual([8, 8, 3]);
    }
    expect(sampleBuffers(decodeSample(item(0)))).toHaveLength(3);
  });

  it('reads only the shards of a split, and names a damaged sample', async () => {
    expect(sorted(await order({ split: 'train' }))).toEqual(TWELVE.slice(0, 10));
    expect(sorted(await order({ split: 'test' }))).toEqual([10, 11]);
    await expect(order({ split: 'validation' })).rejects.toThrow(`shards must have samples of split 'validation'`);
    const bytes = writeShard([item(1), item(2)]);
    bytes[bytes.length - 150]! ^= 1;
    const broken = await readShard(bytes, { name: 'broken.vrns' });
    await expect(people(readShuffled([broken], { seed: 1 }))).rejects.toThrow(
      /broken\.vrns must have an intact sample 1/,
    );
    await expect(order({ buffer: 0 })).rejects.toThrow('buffer must be an integer from 1, got 0');
  });
});

describe('indexShards', () => {
  it('numbers the samples of all shards', async () => {
    const list = indexShards(await shards());
    expect(list.length).toBe(12);
    const all = await Promise.all(TWELVE.map((n) => list.get(n)));
    expect(all.map(({ provenance }) => Number(provenance?.person))).toEqual(TWELVE);
    expect(indexShards(await shards(), { split: 'test' }).length).toBe(2);
    await expect(list.get(12)).rejects.toThrow('index must be an integer below 12, got 12');
  });
});

describe('checkSplits', () => {
  it('finds no conflict between splits with distinct people and subjects', async () => {
    expect(await checkSplits(placedIn(await shards()))).toEqual([]);
  });

  it('names a person or subject that occurs in two splits', async () => {
    const of = (split: Split, items: Uint8Array[]) => readShard(writeShard(items, { split }));
    const mixed = await Promise.all([
      of('train', [item(1), item(2), item(3)]),
      of('test', [item(2, 's9'), item(4)]),
      of('validation', [item(5, 's3'), item(6)]),
    ]);
    expect(await checkSplits(placedIn(mixed))).toEqual([
      { kind: 'person', name: 'capsules/2', splits: ['train', 'test'] },
      { kind: 'subject', name: 'capsules/s3', splits: ['train', 'validation'] },
    ]);
  });

  it('names an outfit in two splits, if the spec holds outfits out', async () => {
    const suited = (person: string, suit: string) => ({ source: 'makehuman', person, suit });
    const spec = { source: { heldOut: { outfits: ['robe'] } } };
    const placed = [
      placedSample('train', suited('1', 'robe 3'), spec),
      placedSample('test', suited('2', 'robe 0'), spec),
      placedSample('test', suited('3', 'coat 0'), spec),
      placedSample('train', suited('4', 'suit 0'), spec),
      placedSample('validation', suited('5', 'suit 1'), spec),
    ];
    expect(await checkSplits(placed)).toEqual([{ kind: 'outfit', name: 'makehuman/robe', splits: ['train', 'test'] }]);
    const shared = [placedSample('train', suited('1', 'robe'), {}), placedSample('test', suited('2', 'robe'), {})];
    expect(await checkSplits(shared)).toEqual([]);
  });
});

describe('Shard.bytes', () => {
  it('returns a copy with a buffer of its own, whatever the shard is read from', async () => {
    const file = writeShard([item(1), item(2)], { split: 'train' });
    const access = {
      size: file.length,
      read: async (at: number, length: number) => Buffer.from(file).subarray(at, at + length),
    };
    for (const source of [file, Buffer.from(file), new Blob([file as Uint8Array<ArrayBuffer>]), access]) {
      const bytes = await (await readShard(source)).bytes(1);
      expect(bytes).toEqual(item(2));
      expect(bytes.buffer.byteLength).toBe(bytes.length);
      bytes.fill(0);
      expect(await (await readShard(source)).bytes(1)).toEqual(item(2));
    }
  });
});
