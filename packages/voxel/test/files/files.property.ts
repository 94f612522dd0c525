// Tests that every file, however damaged, gives either a volume or a VolumetricError, and that the size of the file
// bounds the memory.
import { gzipSync } from 'node:zlib';
import { arbitraryView, arbitraryVolume } from '@vrn/test-utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Triple } from '../../src/core/grid.js';
import { type Packed, packed } from '../../src/core/volume.js';
import { decodeBinvox, encodeBinvox } from '../../src/files/binvox.js';
import { decodeNpy, encodeNpy } from '../../src/files/npy.js';
import { decodeNrrd } from '../../src/files/nrrd.js';
import { decodeRaw, encodeRaw } from '../../src/files/raw.js';

const SETTINGS = { seed: 20_180_917, numRuns: 1500 };
/** Time limit per file: far more than any file here needs, far less than backtracking or a false size would take. */
const TOO_LONG_MS = 2000;

const soft = packed(
  Float32Array.from({ length: 60 }, (_, n) => n / 59),
  [3, 4, 5],
);
const binary = packed(
  Uint8Array.from({ length: 60 }, (_, n) => (n % 7) & 1),
  [3, 4, 5],
);
const nrrd = (encoding: string, data: Uint8Array, type = 'uchar'): Uint8Array => {
  const fields = `type: ${type}\ndimension: 3\nsizes: 5 4 3\nencoding: ${encoding}\nendian: big\n`;
  const place =
    'space: RAS\nspace directions: (0,1,0) (-2,0,0) (0,0,3)\nspace origin: (1,2,3)\nkey:=value\n# comment\n';
  return Buffer.concat([Buffer.from(`NRRD0005\n${fields}${place}\n`), data]);
};

interface Decoder {
  readonly decode: (bytes: Uint8Array) => Packed | Promise<Packed>;
  /** Complete files of the format. */
  readonly whole: readonly Uint8Array[];
  /**
   * Maximum number of bytes of the result per byte of the file: 255 for run lengths; for deflate 1032, times the 4
   * bytes of a float32.
   */
  readonly most: number;
}

const DECODERS: Readonly<Record<string, Decoder>> = {
  npy: {
    decode: decodeNpy,
    whole: [
      encodeNpy(soft),
      encodeNpy(binary, { dtype: 'b1', order: 'F', version: 2 }),
      encodeNpy(soft, { dtype: 'f8', order: 'F', version: 3 }),
      encodeNpy(soft, { dtype: 'f2' }),
    ],
    most: 4,
  },
  binvox: {
    decode: (bytes) => decodeBinvox(bytes).volume,
    whole: [encodeBinvox(binary), encodeBinvox(binary, { version: 2 })],
    most: 255,
  },
  raw: { decode: (bytes) => decodeRaw(bytes, [3, 4, 5]), whole: [encodeRaw(soft)], most: 4 },
  nrrd: {
    decode: async (bytes) => (await decodeNrrd(bytes)).volume,
    whole: [
      nrrd('raw', binary.data),
      nrrd('raw', new Uint8Array(soft.data.buffer), 'float'),
      nrrd('gzip', gzipSync(binary.data)),
      nrrd('text', Buffer.from(binary.data.join(' '))),
    ],
    most: 4 * 1032,
  },
};

/** Decodes a file. Expects, within the time limit, a volume no larger than the file justifies, or a VolumetricError. */
async function survive({ decode, most }: Decoder, bytes: Uint8Array): Promise<void> {
  const start = performance.now();
  try {
    const { data, shape } = await decode(bytes);
    expect(data.length).toBe(shape.reduce((product, n) => product * n, 1));
    expect(data.byteLength).toBeLessThanOrEqual(most * bytes.length);
  } catch (error) {
    expect(error).toMatchObject({ name: 'VolumetricError', code: 'bad-file' });
  }
  expect(performance.now() - start).toBeLessThan(TOO_LONG_MS);
}

describe.each(Object.entries(DECODERS))('%s', (_, decoder) => {
  const { whole } = decoder;
  const file = fc.constantFrom(...whole);
  /** Positions in a file, often near its start, where the header is. */
  const place = fc.oneof(fc.nat(200), fc.nat());

  it('decodes its own files', async () => {
    for (const bytes of whole) expect((await decoder.decode(bytes)).data.length).toBe(60);
  });

  it('survives any bytes, with and without its own beginning', async () => {
    const beginning = fc.tuple(file, fc.nat(200)).map(([bytes, length]) => bytes.slice(0, length));
    const bytes = fc.tuple(fc.oneof(fc.constant(new Uint8Array()), beginning), fc.uint8Array({ maxLength: 300 }));
    await fc.assert(
      fc.asyncProperty(bytes, ([front, rest]) => survive(decoder, Uint8Array.of(...front, ...rest))),
      SETTINGS,
    );
  });

  it('survives every cut', async () => {
    for (const bytes of whole) {
      for (let length = 0; length < bytes.length; length++) await survive(decoder, bytes.subarray(0, length));
    }
  });

  it('survives changed bytes', async () => {
    const changes = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(file, changes, (bytes, changed) => {
        const copy = new Uint8Array(bytes);
        for (const [at, value] of changed) copy[at % copy.length] = value;
        return survive(decoder, copy);
      }),
      SETTINGS,
    );
  });

  it('survives numbers of any size and words of any kind in its header', async () => {
    const word = fc.constantFrom(
      '0',
      '-1',
      '1e9',
      '999999999',
      '2147483647',
      '9007199254740991',
      '1e308',
      'nan',
      '0x10',
      '',
      ' '.repeat(5000),
      '('.repeat(5000),
      '7'.repeat(5000),
    );
    await fc.assert(
      fc.asyncProperty(file, fc.nat(), word, (bytes, at, by) => {
        const text = Buffer.from(bytes).toString('latin1');
        const numbers = [...text.slice(0, 250).matchAll(/\d+/g)];
        const found = numbers[at % Math.max(1, numbers.length)];
        if (found === undefined) return survive(decoder, bytes);
        const changed = text.slice(0, found.index) + by + text.slice(found.index + found[0].length);
        return survive(decoder, new Uint8Array(Buffer.from(changed, 'latin1')));
      }),
      SETTINGS,
    );
  });
});

describe('files', () => {
  const shapeOf = (volume: Packed) => volume.shape as unknown as Triple;

  it('.npy goes round in every dtype that holds it, order, version and layout', () => {
    const arrays = fc.oneof(
      arbitraryVolume().map((volume) => [volume, ['u1', 'i1', 'i2', 'i4', 'f2', 'f4', 'f8', 'b1'] as const] as const),
      arbitraryVolume({ kind: 'soft' }).map((volume) => [volume, ['f4', 'f8'] as const] as const),
    );
    const views = arrays.chain(([volume, dtypes]) => {
      const options = fc.record({
        dtype: fc.constantFrom(...dtypes),
        order: fc.constantFrom('C' as const, 'F' as const),
        version: fc.constantFrom(1 as const, 2 as const, 3 as const),
      });
      return fc.tuple(fc.constant(volume), arbitraryView(volume), options);
    });
    fc.assert(
      fc.property(views, ([volume, view, options]) => {
        const back = decodeNpy(encodeNpy(view, options));
        expect(back.shape).toEqual(volume.shape);
        expect([...back.data]).toEqual([...volume.data]);
      }),
      { ...SETTINGS, numRuns: 400 },
    );
  });

  it('every byte goes round through .raw and .binvox', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.constantFrom(0, 1, 2), (bytes, axis) => {
        const shape = [1, 1, 1].map((_, each) => (each === axis ? bytes.length : 1)) as unknown as Triple;
        expect(encodeRaw(decodeRaw(bytes, shape))).toEqual(bytes);
        const { labels, volume } = decodeBinvox(encodeBinvox(packed(bytes, shape), { version: 2 }));
        expect([labels!.data, shapeOf(volume)]).toEqual([bytes, shape]);
      }),
      { ...SETTINGS, numRuns: 300 },
    );
  });
});
