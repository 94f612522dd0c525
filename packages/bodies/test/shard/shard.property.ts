// Tests with random damage that every damaged shard is detected, and only errors of type VolumetricError are thrown.
import { VolumetricError } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { sample } from '../../src/sample/sample.js';
import { crc32, damagedByte } from '../../src/shard/bytes/crc32.js';
import { FRAME, PREFIX, viewOf } from '../../src/shard/bytes/frame.js';
import { numberReader, numberWriter } from '../../src/shard/bytes/numbers.js';
import { readShard } from '../../src/shard/readShard.js';
import { decodeSample } from '../../src/shard/sample/decodeSample.js';
import { encodeSample } from '../../src/shard/sample/encodeSample.js';
import { verifyShard } from '../../src/shard/verifyShard.js';
import { writeShard } from '../../src/shard/writeShard.js';

const source = bodySource('capsules');
const PEOPLE = [0, 1].map((seed) => sample(source, seed, { shape: [12, 12, 12] }));
const SHARDS = [writeShard(PEOPLE, { spec: { a: 1 } }), writeShard(PEOPLE, { image: { jpeg: 80 } })] as const;
const RECORDS = [encodeSample(PEOPLE[0]!), encodeSample(PEOPLE[0]!, { image: { jpeg: 80 } })] as const;
const RUNS = { numRuns: 300, seed: 5 } as const;

const ours = (error: unknown): void => {
  if (!(error instanceof VolumetricError)) throw error;
};

describe('shards', () => {
  it('every changed byte is detected and throws a VolumetricError', async () => {
    const change = fc.record({ at: fc.nat(), by: fc.integer({ min: 1, max: 255 }), which: fc.constantFrom(0, 1) });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, by, which }) => {
        const bytes = SHARDS[which]!.slice();
        bytes[at % bytes.length]! ^= by;
        const damages = await verifyShard(bytes);
        expect(damages.length).toBeGreaterThan(0);
        await readShard(bytes)
          .then(async (shard) => {
            for await (const each of shard) expect(each.volume.shape).toEqual([12, 12, 12]);
            throw new Error('no error was thrown');
          }, ours)
          .catch(ours);
      }),
      RUNS,
    );
  });

  it('every truncation is detected, and arbitrary bytes are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.uint8Array({ maxLength: 200 }), async (length, junk) => {
        const cut = SHARDS[0].subarray(0, length % SHARDS[0].length);
        for (const bytes of [cut, junk, new Uint8Array([...SHARDS[0].subarray(0, PREFIX), ...junk])]) {
          expect((await verifyShard(bytes)).length).toBeGreaterThan(0);
          await expect(readShard(bytes)).rejects.toBeInstanceOf(VolumetricError);
        }
      }),
      RUNS,
    );
  });

  it('malicious lengths are refused before memory is allocated', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1 << 16, max: 0x7fff_ffff }),
        async (which, length) => {
          const bytes = SHARDS[0].slice();
          const places = [
            PREFIX + 8,
            bytes.length - 32 + FRAME,
            bytes.length - 32 + 8,
            PREFIX + FRAME + viewOf(bytes).getUint32(PREFIX + 8, true) + 8,
          ];
          viewOf(bytes).setUint32(places[which]!, length, true);
          let largest = 0;
          const access = {
            size: bytes.length,
            read: (offset: number, count: number) => {
              largest = Math.max(largest, count);
              return bytes.subarray(offset, offset + count);
            },
          };
          await verifyShard(access);
          await readShard(access).catch(ours);
          expect(largest).toBeLessThanOrEqual(bytes.length);
        },
      ),
      RUNS,
    );
  });
});

describe('samples', () => {
  it('changed bytes without a checksum decode to a sample or throw a VolumetricError', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, fc.constantFrom(0, 1), (list, which) => {
        const bytes = RECORDS[which]!.slice();
        for (const [at, value] of list) bytes[at % bytes.length] = value;
        try {
          const { volume, grid } = decodeSample(bytes);
          expect(volume.shape).toEqual(grid.shape);
        } catch (error) {
          ours(error);
        }
      }),
      { numRuns: 1500, seed: 6 },
    );
  });
});

describe('numbers and checksums', () => {
  it('numbers survive encoding and decoding', () => {
    const integer = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(fc.array(integer, { maxLength: 2000 }), (list) => {
        const writer = numberWriter();
        for (const value of list) writer.add(value);
        const reader = numberReader(writer.bytes());
        expect(list.map(() => reader.next())).toEqual(list);
        expect(reader.hasMore()).toBe(false);
      }),
      { numRuns: 100, seed: 7 },
    );
  });

  it('a single damaged byte is located from the checksums alone', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 3000 });
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (data, place, by) => {
        const at = place % data.length;
        const expected = crc32(data);
        data[at]! ^= by;
        expect(damagedByte(crc32(data), expected, data.length)).toBe(at);
      }),
      { numRuns: 300, seed: 8 },
    );
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });
});
