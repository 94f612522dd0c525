// .npy files: round trips, files as NumPy writes them, broken ones.
import { restride } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy } from '../src/npy.js';
import { packed } from '../src/volume.js';

/** A file with the given header and data. */
function file(header: string, data: ArrayLike<number>, version = 1): Uint8Array {
  const head =
    version === 1 ? [header.length & 255, header.length >> 8] : [header.length & 255, header.length >> 8, 0, 0];
  return Uint8Array.from(
    [0x93, ...'NUMPY']
      .map((c) => (typeof c === 'string' ? c.charCodeAt(0) : c))
      .concat(
        [version, 0, ...head],
        [...header].map((c) => c.charCodeAt(0)),
        Array.from(data),
      ),
  );
}
const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const describeIt = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;

describe('npy', () => {
  it('goes round with its shape and type, data aligned to 64 bytes', () => {
    const bytes = packed(
      Uint8Array.from({ length: 24 }, (_, i) => i),
      [2, 3, 4],
    );
    const floats = packed(
      Float32Array.from({ length: 24 }, (_, i) => i / 7 - 1),
      [2, 3, 4],
    );
    for (const array of [bytes, floats]) {
      const encoded = encodeNpy(array);
      const back = decodeNpy(encoded);
      expect(back.shape).toEqual([2, 3, 4]);
      expect(back.data).toEqual(array.data);
      expect((encoded.length - array.data.byteLength) % 64).toBe(0);
    }
    expect(decodeNpy(encodeNpy(packed(Float32Array.of(1, 2), [2]))).shape).toEqual([2]);
  });

  it('writes views in their own order', () => {
    const array = packed(
      Float32Array.from({ length: 24 }, (_, i) => i),
      [2, 3, 4],
    );
    expect(encodeNpy(restride(array, { order: [2, 0, 1] }))).toEqual(encodeNpy(array));
  });

  it('reads both axis orders', () => {
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect([...decodeNpy(file(describeIt('|u1', '(2, 3)'), data)).data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...decodeNpy(file(describeIt('|u1', '(2, 3)', 'True'), data)).data]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it.each([
    ['|b1', Uint8Array.of(0, 1, 2), [0, 1, 1]],
    ['|i1', Int8Array.of(-1, 0, 5), [-1, 0, 5]],
    ['<i2', Int16Array.of(-300, 0, 300), [-300, 0, 300]],
    ['<u4', Uint32Array.of(0, 1, 4_000_000_000), [0, 1, 4_000_000_000]],
    ['<i8', BigInt64Array.of(-5n, 0n, 7n), [-5, 0, 7]],
    ['<f2', Uint16Array.of(0x3c00, 0xc000, 0x3555), [1, -2, 0.333251953125]],
    ['<f4', Float32Array.of(0.5, -1, 3), [0.5, -1, 3]],
    ['<f8', Float64Array.of(0.5, -1, 3), [0.5, -1, 3]],
  ] as const)('reads %s', (descr, data, values) => {
    expect([...decodeNpy(file(describeIt(descr, '(3,)'), bytesOf(data))).data]).toEqual(values);
  });

  it('reads the other byte order, and versions 2 and 3', () => {
    expect([...decodeNpy(file(describeIt('>f4', '(1,)'), [0x3f, 0x80, 0, 0])).data]).toEqual([1]);
    for (const version of [2, 3]) {
      expect([...decodeNpy(file(describeIt('|u1', '(1,)'), [9], version)).data]).toEqual([9]);
    }
  });

  it.each([
    ['text', new TextEncoder().encode('hello, this is no array'), /must begin with/],
    ['nothing', new Uint8Array(), /0 bytes/],
    ['a cut header', file(describeIt('|u1', '(1,)'), [9]).subarray(0, 30), /header must end within the file/],
    [
      'cut data',
      encodeNpy(packed(new Float32Array(8), [2, 2, 2])).subarray(0, 150),
      /must be 32 bytes.*got 22: the file is cut short/,
    ],
    ['bytes too many', file(describeIt('|u1', '(1,)'), [9, 9]), /bytes too many/],
    ['a promise of terabytes', file(describeIt('<f8', '(100000, 100000, 1000)'), [0]), /cut short/],
    ['objects', file(describeIt('|O', '(1,)'), [0]), /descr must be/],
    ['complex numbers', file(describeIt('<c8', '(1,)'), [0]), /descr must be/],
    ['no shape', file(`{'descr': '|u1', 'fortran_order': False}\n`, [0]), /must name shape/],
    ['a version to come', file(describeIt('|u1', '(1,)'), [0], 4), /version/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeNpy(bytes)).toThrow(expect.objectContaining({ code: 'bad-file' }));
    expect(() => decodeNpy(bytes)).toThrow(message);
  });
});
