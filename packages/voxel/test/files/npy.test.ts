// Tests .npy files: round trips, files as NumPy writes them, damaged files.
import { restride } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { packed } from '../../src/core/volume.js';
import { decodeNpy, encodeNpy } from '../../src/files/npy.js';

/** Returns a .npy file with the given header, data and version, which need not be valid. */
function file(header: string, data: ArrayLike<number>, version = 1): Uint8Array {
  const head = [header.length & 255, (header.length >> 8) & 255, ...(version === 1 ? [] : [header.length >> 16, 0])];
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

  it.each([
    ['u1', [0, 1, 255], [-1, 256, 0.5, Number.NaN]],
    ['i1', [-128, -1, 127], [-129, 128, 0.5, Infinity]],
    ['i2', [-32_768, 0, 32_767], [-32_769, 32_768, 1.5]],
    ['i4', [-(2 ** 31), 5, 2 ** 24], [2 ** 31, -(2 ** 31) - 1, 0.25, Number.NaN]],
    ['f2', [0.5, -65_504, 2 ** -24], [65_520, -1e9]],
    ['f4', [0.5, -3e38, Infinity], [1e39, -1e300]],
    ['f8', [0.5, -3e38, -Infinity], []],
    ['b1', [0, 1, 1], [2, -1, 0.5, Number.NaN]],
  ] as const)('writes %s in both orders and all versions, and refuses what it cannot hold', (dtype, held, refused) => {
    const data = [...held, ...held];
    for (const order of ['C', 'F'] as const) {
      for (const version of [1, 2, 3] as const) {
        const bytes = encodeNpy({ data, shape: [2, 3], stride: [3, 1], offset: 0 }, { dtype, order, version });
        expect(bytes[6]).toBe(version);
        expect(decodeNpy(bytes).shape).toEqual([2, 3]);
        expect([...decodeNpy(bytes).data]).toEqual(data.map(Math.fround));
        const width = dtype === 'b1' ? 1 : Number(dtype[1]);
        expect((bytes.length - 6 * width) % 64).toBe(0);
      }
    }
    for (const value of refused) {
      const view = { data: [0, value], shape: [2], stride: [1], offset: 0 };
      expect(() => encodeNpy(view, { dtype })).toThrow(`values that ${dtype} can hold, got ${value}`);
    }
  });

  it('writes what NumPy writes', () => {
    const array = packed(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    // numpy.save of numpy.array([[1, 2, 3], [4, 5, 6]], order='F', dtype='<i2')
    const header = `{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3), }`;
    const wanted = file(`${header.padEnd(117)}\n`, [1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6, 0]);
    expect(encodeNpy(array, { dtype: 'i2', order: 'F' })).toEqual(wanted);
  });

  it('rounds to half precision once, ties to even', () => {
    // Halves are 2⁻¹⁰ apart above 1, and 2⁻²⁴ below 2⁻¹⁴. The last number is slightly above a tie; float32 loses that.
    const data = [
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      2 - 2 ** -12,
      2 ** -25,
      3 * 2 ** -25,
      65_519.9,
      1 + 2 ** -11 + 2 ** -40,
    ];
    const back = decodeNpy(encodeNpy({ data, shape: [7], stride: [1], offset: 0 }, { dtype: 'f2' }));
    expect([...back.data]).toEqual([1, 1 + 2 ** -9, 2, 0, 2 ** -23, 65_504, 1 + 2 ** -10]);
    const bits = new Uint16Array(
      encodeNpy({ data: [-0, Number.NaN, -Infinity], shape: [3], stride: [1], offset: 0 }, { dtype: 'f2' }).slice(128)
        .buffer,
    );
    expect([...bits]).toEqual([0x8000, 0x7e00, 0xfc00]);
  });

  it('takes a single number, axes of length 1, and bytes at any place of a buffer', () => {
    const number = encodeNpy({ data: [7], shape: [], stride: [], offset: 0 }, { dtype: 'f8' });
    expect([decodeNpy(number).shape, [...decodeNpy(number).data]]).toEqual([[], [7]]);
    for (const dtype of ['i2', 'i4', 'f2', 'f4', 'f8'] as const) {
      const whole = encodeNpy(packed(Float32Array.of(1, 2, 3), [1, 3, 1]), { dtype });
      for (const shift of [1, 2, 4]) {
        const moved = new Uint8Array(whole.length + shift);
        moved.set(whole, shift);
        for (const bytes of [moved.subarray(shift), Buffer.from(moved).subarray(shift)]) {
          expect([...decodeNpy(bytes).data]).toEqual([1, 2, 3]);
        }
      }
    }
  });

  it('shares nothing with the file', () => {
    for (const dtype of ['u1', 'f4'] as const) {
      const bytes = Buffer.from(encodeNpy(packed(Uint8Array.of(1, 2), [2]), { dtype }));
      const { data } = decodeNpy(bytes);
      bytes.fill(0);
      expect([...data]).toEqual([1, 2]);
      expect(data.buffer.byteLength).toBe(data.byteLength);
    }
  });

  it('reads headers in any spacing, quotes and order', () => {
    for (const header of [
      `{"descr":"<u1","shape":(2,),"fortran_order":False}`,
      `  {\t'shape' : ( 1 , 2L ) ,\n'fortran_order':False , 'descr' :'u1' , }   \n`,
    ]) {
      expect([...decodeNpy(file(header, [3, 4])).data]).toEqual([3, 4]);
    }
  });

  it('is done with a long header at once', () => {
    for (const filling of [' ', '(', "'", '1', 'a', ',', '1,', "'descr':"]) {
      const header = `{'descr': '|u1', 'shape': (${filling.repeat(60_000 / filling.length)}`;
      const start = performance.now();
      expect(() => decodeNpy(file(header, [0]))).toThrow(expect.objectContaining({ code: 'bad-file' }));
      // A linear pass takes milliseconds; backtracking at every character would take seconds.
      expect(performance.now() - start).toBeLessThan(500);
    }
  });

  it('refuses options that there are not', () => {
    const array = packed(Uint8Array.of(1), [1]);
    for (const options of [{ dtype: 'u8' }, { dtype: 'toString' }, { order: 'K' }, { version: 4 }]) {
      expect(() => encodeNpy(array, options as never)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    }
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
    ['a promise of terabytes', file(describeIt('<f8', '(100000, 100000, 1000)'), [0]), /below 2³¹/],
    ['objects', file(describeIt('|O', '(1,)'), [0]), /descr of a boolean/],
    ['complex numbers', file(describeIt('<c8', '(1,)'), [0]), /descr of a boolean/],
    ['no elements', file(describeIt('|u1', '(0, 3)'), []), /shape of positive integers, got '0'/],
    ['a shape beyond counting', file(describeIt('|u1', '(9007199254740993,)'), [0]), /positive integers/],
    ['a product beyond counting', file(describeIt('<f8', `(${'9007199254740991, '.repeat(30)})`), [0]), /below 2³¹/],
    ['axes beyond counting', file(describeIt('|u1', `(${'1, '.repeat(33)})`), [0]), /32 axes at most/],
    ['a key twice', file(`{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1,)}`, [0]), /descr once/],
    ['a key of its own', file(`{'descr': '|u1', 'more': True, 'fortran_order': False, 'shape': (1,)}`, [0]), /'more'/],
    ['a key in a string', file(`{'descr': "'shape': (1,)", 'fortran_order': False}`, [0]), /name shape/],
    ['an order of another kind', file(describeIt('|u1', '(1,)', "'True'"), [0]), /True or False/],
    ['records', file(`{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}`, [0]), /dictionary, got/],
    ['a name that all objects have', file(describeIt('<constructor', '(1,)'), [0]), /descr of a boolean/],
    ['more behind the header', file(`${describeIt('|u1', '(1,)')}{`, [0]), /nothing at character/],
    [
      'a header beyond reason',
      file(describeIt('|u1', '(1,)').padEnd(70_000), [0], 2),
      /65535 bytes at most, got 70000/,
    ],
    [
      'doubles beyond single precision',
      file(describeIt('<f8', '(1,)'), bytesOf(Float64Array.of(1e39))),
      /got 1e\+39 at place 0/,
    ],
    ['no shape', file(`{'descr': '|u1', 'fortran_order': False}\n`, [0]), /name shape/],
    ['a version to come', file(describeIt('|u1', '(1,)'), [0], 4), /version/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeNpy(bytes)).toThrow(expect.objectContaining({ code: 'bad-file' }));
    expect(() => decodeNpy(bytes)).toThrow(message);
  });
});
