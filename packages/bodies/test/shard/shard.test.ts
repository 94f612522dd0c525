// Tests shards: round trips of samples, reproducible bytes, and precise reports of damage.
import { packed, random, type Triple, type Volume } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { sample } from '../../src/sample/sample.js';
import { readShard } from '../../src/shard/readShard.js';
import { decodeSample } from '../../src/shard/sample/decodeSample.js';
import { encodeSample } from '../../src/shard/sample/encodeSample.js';
import type { StoredSample } from '../../src/shard/sample/storedSample.js';
import { streamShard } from '../../src/shard/streamShard.js';
import { verifyShard } from '../../src/shard/verifyShard.js';
import { writeShard } from '../../src/shard/writeShard.js';

const source = bodySource('capsules');
const person = (seed: number, more: Partial<StoredSample> = {}): StoredSample => ({
  ...sample(source, seed, { shape: [24, 24, 24] }),
  provenance: { source: 'capsules', person: `p${seed}`, subject: `s${seed % 2}` },
  ...more,
});
const PEOPLE = [0, 1, 2, 3].map((seed) => person(seed));
const SPEC = { source: 'capsules', seeds: [0, 4] };
const BYTES = writeShard(PEOPLE, { spec: SPEC, split: 'train' });

const places = (sample: StoredSample) =>
  sample.landmarks.map(([row, column, c = 1, ...depth]) => [row, column, c, ...depth].map((n = 1) => Math.fround(n)));
const bytesOf = (view: { data: ArrayLike<number> }) => Array.from(view.data, (value) => Math.round(255 * value));

function expectSame(read: StoredSample, written: StoredSample): void {
  expect(read.volume.shape).toEqual(written.volume.shape);
  expect(read.volume.data).toEqual(written.volume.data);
  expect(read.mask.data).toEqual(written.mask.data);
  expect(read.image.shape).toEqual(written.image.shape);
  expect(bytesOf(read.image)).toEqual(bytesOf(written.image));
  expect(places(read)).toEqual(places(written));
  expect(read.grid).toEqual(written.grid);
  expect(read.provenance).toEqual(written.provenance);
}

describe('encodeSample and decodeSample', () => {
  it('preserve volume, mask, landmarks, grid and provenance exactly, and the image to the nearest byte', () => {
    for (const each of PEOPLE) expectSame(decodeSample(encodeSample(each)), each);
  });

  it('encode a decoded sample to the same bytes', () => {
    const once = encodeSample(PEOPLE[0]!);
    expect(encodeSample(decodeSample(once))).toEqual(once);
  });

  it('store images as JPEG on request, with a small error', () => {
    const png = encodeSample(PEOPLE[0]!);
    const jpeg = encodeSample(PEOPLE[0]!, { image: { jpeg: 95 } });
    expect(jpeg.length).toBeLessThan(png.length);
    expect(jpeg).toEqual(encodeSample(PEOPLE[0]!, { image: { jpeg: 95 } }));
    const read = decodeSample(jpeg);
    const off = read.image.data.map((value, at) => Math.abs(value - PEOPLE[0]!.image.data[at]!));
    expect(off.reduce((sum, value) => sum + value, 0) / off.length).toBeLessThan(0.05);
    expectSame({ ...read, image: PEOPLE[0]!.image }, PEOPLE[0]!);
  });

  it('preserve depth, normals, visibility and missing landmarks exactly', () => {
    const depth = Float32Array.from({ length: 576 }, (_, at) => (at % 7 === 0 ? Number.NaN : at / 7));
    const normals = Float32Array.from({ length: 1728 }, (_, at) => Math.sin(at));
    const more = {
      depth: packed(depth, [24, 24]),
      normals: packed(normals, [24, 24, 3]),
      visible: Array.from({ length: 16 }, (_, at) => at % 3 !== 0),
      landmarks: PEOPLE[0]!.landmarks.map(
        ([row, column], at) => [at === 2 ? Number.NaN : row, column, at / 16] as const,
      ),
    };
    const read = decodeSample(encodeSample(person(0, more)));
    expect(read.depth?.data).toEqual(depth);
    expect(read.normals?.data).toEqual(normals);
    expect(read.visible).toEqual(more.visible);
    expect(places(read)).toEqual(places(person(0, more)));
  });

  it('read depth and normals by their strides', () => {
    const depth = packed(
      Float32Array.from({ length: 576 }, (_, at) => at / 7),
      [24, 24],
    );
    const normals = packed(
      Float32Array.from({ length: 1728 }, (_, at) => Math.sin(at)),
      [24, 24, 3],
    );
    // Depth is mirrored by a negative stride; normals are the right half of an array of twice the width.
    const mirrored = { ...depth, stride: [24, -1], offset: 23 };
    const wide = { data: new Float32Array(2 * 1728), shape: [24, 24, 3], stride: [144, 3, 1], offset: 72 };
    for (let at = 0; at < 1728; at++) wide.data[144 * Math.floor(at / 72) + 72 + (at % 72)] = normals.data[at]!;
    const read = decodeSample(encodeSample(person(0, { depth: mirrored, normals: wide } as never)));
    expect(read.depth?.data).toEqual(depth.data.map((_, at) => depth.data[24 * Math.floor(at / 24) + 23 - (at % 24)]!));
    expect(read.normals?.data).toEqual(normals.data);
    const beyond = { ...depth, offset: 1 };
    expect(() => encodeSample(person(0, { depth: beyond } as never))).toThrow(/depth must keep shape/);
  });

  it('preserve depths of landmarks, unknown ones among them, and read samples without depths', () => {
    const depths = (of: (at: number) => number) =>
      PEOPLE[0]!.landmarks.map(([row, column], at) => [row, column, 1, of(at)] as const);
    const some = decodeSample(
      encodeSample(person(0, { landmarks: depths((at) => (at % 3 ? at / 7 - 1 : Number.NaN)) })),
    );
    expect(some.landmarks.map((each) => each[3])).toEqual(
      Array.from({ length: 16 }, (_, at) => (at % 3 ? Math.fround(at / 7 - 1) : Number.NaN)),
    );
    const unknown = encodeSample(person(0, { landmarks: depths(() => Number.NaN) }));
    expect(unknown).toEqual(
      encodeSample(person(0, { landmarks: PEOPLE[0]!.landmarks.map(([row, column]) => [row, column] as const) })),
    );
    expect(decodeSample(unknown).landmarks.every((each) => each.length === 3)).toBe(true);
    expect(() => encodeSample(person(0, { landmarks: depths(() => Number.POSITIVE_INFINITY) }))).toThrow(/infinite/);
  });

  it('preserve the elevation of the camera, also if it is unknown', () => {
    expect(decodeSample(encodeSample(person(0, { elevation: -12.3 }))).elevation).toBe(-12.3);
    expect(decodeSample(encodeSample(PEOPLE[0]!)).elevation).toBe(0);
    const { elevation, ...rest } = PEOPLE[0]!;
    expect(elevation).toBe(0);
    expect(decodeSample(encodeSample(rest))).not.toHaveProperty('elevation');
    expect(encodeSample(person(0, { elevation: Number.NaN }))).toEqual(encodeSample(rest));
    expect(() => encodeSample(person(0, { elevation: 100 }))).toThrow(/elevation must be −90..90 degrees/);
  });

  it('refuse depths that do not fit the landmarks', () => {
    const bytes = encodeSample(PEOPLE[0]!);
    // Depths are the last part of a sample: its name, its length, and 16 × 4 bytes.
    const [length, infinite] = [bytes.slice(0, -4), bytes.slice()];
    new DataView(length.buffer).setUint32(length.length - 64, 60, true);
    infinite.set([0, 0, 0x80, 0x7f], bytes.length - 4);
    expect(() => decodeSample(length)).toThrow(/depths of 16 landmarks must be 4 bytes each, got 60/);
    expect(() => decodeSample(infinite)).toThrow(/must not be infinite/);
  });

  it('preserve multiples of known fractions exactly and round others to 1/255; store noise, empty and full volumes', () => {
    const rng = random(3);
    const shape: Triple = [5, 6, 7];
    const grid = { shape, min: [0, 0, 0], max: [6, 5, 7] } as const;
    const of = (value: () => number) => packed(Float32Array.from({ length: 210 }, value), shape) as Volume;
    const through = (volume: Volume) => decodeSample(encodeSample(person(0, { volume, grid }))).volume;
    const steps = of(() => rng.integer(28) / 27);
    expect(through(steps).data).toEqual(steps.data);
    const any = of(() => rng.uniform());
    expect(Math.max(...through(any).data.map((value, at) => Math.abs(value - any.data[at]!)))).toBeLessThan(0.5 / 254);
    for (const share of [0, 0.5, 1]) {
      const noise = packed(
        Uint8Array.from({ length: 210 }, () => (rng.uniform() < share ? 1 : 0)),
        shape,
      );
      expect(through(noise).data).toEqual(noise.data);
    }
  });

  it.each([
    ['a mask of another size', { mask: packed(new Float32Array(4), [2, 2]) }, /mask must be of shape \[24,24\]/],
    ['values beyond 1', { mask: packed(new Float32Array(576).fill(2), [24, 24]) }, /mask must have values in 0..1/],
    ['a volume off its grid', { volume: packed(new Uint8Array(8), [2, 2, 2]) }, /volume must be of shape \[24,24,24\]/],
    [
      'provenance that JSON cannot represent',
      { provenance: { source: 'a', person: 'b', age: Number.NaN } },
      /JSON, got NaN/,
    ],
  ])('refuse %s', (_, more, message) => {
    expect(() => encodeSample(person(0, more as Partial<StoredSample>))).toThrow(message);
  });
});

describe('writeShard, streamShard and readShard', () => {
  it('give access to any sample, to all in order, and to the header', async () => {
    const shard = await readShard(BYTES);
    expect(shard.header).toEqual({
      spec: SPEC,
      split: 'train',
      shard: { index: 0, count: 1 },
      samples: 4,
      shape: [24, 24, 24],
      picture: [24, 24],
    });
    expectSame(await shard.sample(2), PEOPLE[2]!);
    let number = 0;
    for await (const read of shard) expectSame(read, PEOPLE[number++]!);
    expect(number).toBe(4);
    await expect(shard.sample(4)).rejects.toThrow('sample must be an integer below 4, got 4');
  });

  it('write the same bytes in pieces, from samples or from bytes of another shard', async () => {
    const pieces: Uint8Array[] = [];
    const shard = await readShard(BYTES);
    async function* again() {
      for (let number = 0; number < 4; number++) yield number % 2 ? shard.bytes(number) : PEOPLE[number]!;
    }
    const options = { split: 'train', spec: { seeds: [0, 4], source: 'capsules' }, samples: 4 } as const;
    for await (const piece of streamShard(again(), options)) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(6);
    expect(Buffer.concat(pieces).equals(BYTES)).toBe(true);
    expect((await readShard(BYTES)).checksum).toMatch(/^[0-9a-f]{16}$/);
  });

  it('request a sample only after the previous one is written', async () => {
    let asked = 0;
    function* one() {
      for (const each of PEOPLE) {
        asked++;
        yield each;
      }
    }
    const counts: number[] = [];
    for await (const piece of streamShard(one(), { samples: 4 })) {
      expect(piece.length).toBeGreaterThan(0);
      counts.push(asked);
    }
    // Number of samples requested before each piece: magic number, header, four samples, index, end.
    expect(counts).toEqual([1, 1, 1, 2, 3, 4, 4, 4]);
  });

  it('read from a Blob or an open file, and only the bytes that are needed', async () => {
    expectSame(await (await readShard(new Blob([BYTES as BlobPart]))).sample(1), PEOPLE[1]!);
    let read = 0;
    const handle = {
      stat: async () => ({ size: BYTES.length }),
      read: async (into: Uint8Array, at: number, length: number, position: number) => {
        const few = Math.min(length, 100);
        into.set(BYTES.subarray(position, position + few), at);
        read += few;
        return { bytesRead: few };
      },
    };
    expectSame(await (await readShard(handle)).sample(3), PEOPLE[3]!);
    expect(read).toBeLessThan(BYTES.length / 2);
  });

  it('support shards without samples', async () => {
    const shard = await readShard(writeShard([], { shard: { index: 3, count: 9 } }));
    expect(shard.length).toBe(0);
    expect(await verifyShard(writeShard([]))).toEqual([]);
  });

  it('refuse another number of samples than in the options, and other shapes', async () => {
    expect(() => writeShard(PEOPLE, { samples: 3 })).toThrow('samples must be 3 as in the options');
    expect(() => writeShard(PEOPLE, { samples: 5 })).toThrow('samples must be 5 as in the options, got 4');
    const other = sample(source, 1, { shape: [24, 24, 16] });
    expect(() => writeShard([PEOPLE[0]!, other])).toThrow('sample 1 must have volume [24,24,24]');
    expect(() => writeShard(PEOPLE, { shard: { index: 2, count: 2 } })).toThrow('0 ≤ index < count');
  });
});

describe('verifyShard', () => {
  const changed = (at: number, bit = 1): Uint8Array => {
    const bytes = BYTES.slice();
    bytes[at]! ^= bit;
    return bytes;
  };

  it('finds no damage in an intact shard', async () => {
    expect(await verifyShard(BYTES)).toEqual([]);
  });

  it('names the damaged sample and byte, and continues with the next sample', async () => {
    const bytes = changed(BYTES.length - 200);
    bytes[600]! ^= 0x40;
    const damages = await verifyShard(bytes, { name: 'a.vrns' });
    expect(damages.map(({ part, sample }) => [part, sample])).toEqual([
      ['sample', 0],
      ['sample', 3],
    ]);
    expect(damages[0]!.message).toMatch(
      /a\.vrns must have an intact sample 0 in bytes \d+ to \d+, .*byte 600 is damaged/,
    );
    const shard = await readShard(bytes, { name: 'a.vrns' });
    await expect(shard.sample(0)).rejects.toThrow(damages[0]!.message.replace('verifyShard', 'readShard'));
    expectSame(await shard.sample(1), PEOPLE[1]!);
  });

  it('names damaged samples even if the index is damaged or missing', async () => {
    const bytes = changed(600).subarray(0, BYTES.length - 20);
    const damages = await verifyShard(bytes);
    expect(damages.map(({ part, sample }) => [part, sample])).toEqual([
      ['sample', 0],
      ['index', undefined],
    ]);
    expect(damages[1]!.message).toContain('cut short or damaged');
  });

  it.each([
    ['nothing', new Uint8Array(0), /got an empty file/],
    ['text', new TextEncoder().encode('{"samples": 3, "and": "so on"}'), /must begin like a shard/],
    ['another version', changed(8, 6), /must be of version 1, got 7/],
    ['a header without end', changed(12 + 11, 0x7f), /the file is cut short or damaged/],
    ['half a file', BYTES.subarray(0, BYTES.length >> 1), /cut short or damaged/],
    ['one byte less', BYTES.subarray(0, -1), /cut short or damaged/],
    ['one byte more', Uint8Array.of(...BYTES, 0), /cut short or damaged/],
  ])('and readShard describe the damage of %s', async (_, bytes, message) => {
    await expect(readShard(bytes, { name: 'b.vrns' })).rejects.toThrow(message);
    const damages = await verifyShard(bytes, { name: 'b.vrns' });
    expect(damages.length).toBeGreaterThan(0);
    expect(damages.map((each) => each.message).join('\n')).toMatch(message);
    expect(damages.every((each) => each.message.includes('b.vrns'))).toBe(true);
  });
});
