// Tests NRRD files: numbers of every type, positions in the world, damaged files.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { indexToWorld, type Triple } from '../../src/core/grid.js';
import { decodeNrrd } from '../../src/files/nrrd.js';

type Fields = Readonly<Record<string, string | undefined>>;
const FIELDS: Fields = { type: 'uchar', dimension: '3', sizes: '2 3 4', encoding: 'raw', endian: 'little' };

function file(fields: Fields, data: Uint8Array | string, { magic = 'NRRD0004', extra = '' } = {}): Uint8Array {
  const lines = Object.entries(fields).filter(([, value]) => value !== undefined);
  const header = `${magic}\n${lines.map(([name, value]) => `${name}: ${value}\n`).join('')}${extra}\n`;
  return Buffer.concat([Buffer.from(header), typeof data === 'string' ? Buffer.from(data) : data]);
}
const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const swapped = (array: ArrayBufferView & { readonly BYTES_PER_ELEMENT: number }) => {
  const bytes = bytesOf(array).slice();
  for (let at = 0; at < bytes.length; at += array.BYTES_PER_ELEMENT) {
    bytes.subarray(at, at + array.BYTES_PER_ELEMENT).reverse();
  }
  return bytes;
};
const COUNT = Uint8Array.from({ length: 24 }, (_, n) => n);
const one = { ...FIELDS, dimension: '1', sizes: '3' };

describe('decodeNrrd', () => {
  it.each([
    ['signed char', Int8Array.of(-1, 0, 5)],
    ['uint8_t', Uint8Array.of(1, 0, 255)],
    ['short', Int16Array.of(-300, 0, 300)],
    ['unsigned short int', Uint16Array.of(1, 0, 65_535)],
    ['int', Int32Array.of(-70_000, 0, 70_000)],
    ['uint32', Uint32Array.of(1, 0, 4_000_000_000)],
    ['long long', BigInt64Array.of(-5n, 0n, 1n << 40n)],
    ['uint64_t', BigUint64Array.of(5n, 0n, 1n << 63n)],
    ['float', Float32Array.of(0.5, -1, 3)],
    ['double', Float64Array.of(0.5, -1, 2 ** 100)],
  ] as const)('reads %s in either byte order, raw, in gzip and as text', async (type, array) => {
    const values = Array.from(array as Iterable<number | bigint>, Number);
    for (const [endian, data] of [
      ['little', bytesOf(array)],
      ['BIG', swapped(array)],
    ] as const) {
      const raw = await decodeNrrd(file({ ...one, type, endian }, data));
      expect([...raw.volume.data]).toEqual(values);
      expect(raw.volume.data).toBeInstanceOf(type === 'uint8_t' ? Uint8Array : Float32Array);
      const gzip = await decodeNrrd(file({ ...one, type, endian, encoding: 'gzip' }, gzipSync(data)));
      expect(gzip.volume.data).toEqual(raw.volume.data);
    }
    const text = await decodeNrrd(
      file({ ...one, type, encoding: 'ascii', endian: undefined }, ` ${values.join(',\n ')} \n`),
    );
    expect([...text.volume.data]).toEqual(values);
  });

  it('puts every sample where its directions say, and says where that is', async () => {
    const axes = [
      ['(0.5,0,0) (0,2,0) (0,0,3)', [0.5, 2, 3], [0, 1, 2]],
      ['(-0.5,0,0) (0,2,0) (0,0,-3)', [-0.5, 2, -3], [0, 1, 2]],
      ['(0, 0, 0.5) (2,0,0) (0,-3,0)', [0.5, 2, -3], [2, 0, 1]],
      ['(0,1e-9,0.5) (0,2,0)(3,0,0)', [0.5, 2, 3], [2, 1, 0]],
    ] as const;
    const origin = [10, -20, 30];
    for (const [directions, steps, along] of axes) {
      const fields = {
        ...FIELDS,
        space: 'left-posterior-superior',
        'space directions': directions,
        'space origin': '(10,-20,30)',
      };
      const { volume, grid } = await decodeNrrd(file(fields, COUNT));
      expect(volume.shape).toEqual(grid!.shape);
      const [rows, columns, slices] = volume.shape as [number, number, number];
      expect(rows * columns * slices).toBe(24);
      for (let n = 0; n < 24; n++) {
        const index: Triple = [Math.floor(n / (columns * slices)), Math.floor(n / slices) % columns, n % slices];
        const sample = volume.get(...index);
        // The value of a sample is its index in the file, which determines its position in the world.
        const inFile = [sample % 2, Math.floor(sample / 2) % 3, Math.floor(sample / 6)];
        const centre = [...origin];
        for (const axis of [0, 1, 2]) centre[along[axis]!]! += inFile[axis]! * steps[axis]!;
        for (const [axis, value] of indexToWorld(grid!, index).entries()) expect(value).toBeCloseTo(centre[axis]!, 12);
      }
    }
  });

  it('takes axes as x, y, z where the file says no more, spacings apart', async () => {
    const { volume, grid } = await decodeNrrd(file({ ...FIELDS, spacings: '0.5 NaN 2' }, COUNT));
    expect(grid).toEqual({ shape: [3, 2, 4], min: [-0.25, -0.5, -1], max: [0.75, 2.5, 7] });
    // Voxel (0, 0, 0) is the top, left, nearest one, which has the largest y, smallest x and largest z.
    expect([volume.get(0, 0, 0), volume.get(2, 1, 3)]).toEqual([2 * 2 + 6 * 3, 1]);
  });

  it.each([
    [{ 'axis mins': '1 2 3', spacings: '0.5 1 2' }, [1, 2, 3], [2, 5, 11]],
    [{ 'axis mins': '1 2 3', 'axis maxs': '2 5 NaN' }, [1, 2, 3], [2, 5, 7]],
    [{ 'axis mins': '1 2 3', 'axis maxs': '2 6 9', centers: 'node node node' }, [0.5, 1, 2], [2.5, 7, 10]],
  ])('reads %o as the ends of the axes, of cells or of samples', async (fields, min, max) => {
    const { grid } = await decodeNrrd(file({ ...FIELDS, ...fields }, COUNT));
    expect(grid).toEqual({ shape: [3, 2, 4], min, max });
  });

  it.each([
    ['flat', { 'space directions': '(1,0,0) (1,0,0) (0,0,1)' }],
    ['planar', { space: undefined, 'space dimension': '2', 'space directions': '(1,0) (0,1) none' }],
    ['of colours', { kinds: 'RGB-color domain domain' }],
    ['of channels', { 'space directions': 'none (1,0,0) (0,1,0)' }],
  ])('moves nothing and gives no grid where axes are %s', async (_, fields) => {
    const { volume, grid } = await decodeNrrd(file({ ...FIELDS, ...fields }, COUNT));
    expect(grid).toBeUndefined();
    expect(volume.shape).toEqual([4, 3, 2]);
    expect([...volume.data]).toEqual([...COUNT]);
  });

  it('reads any number of axes, comments, keys, blanks in names, and lines of either kind', async () => {
    const extra = '# a comment: with a colon\r\nwhat: ever\r\nDWMR_b:=1000: 5\r\n';
    const bytes = file({ type: 'uchar', dimension: '4', sizes: '1 2 3 4', encoding: 'raw', 'byte skip': '-1' }, COUNT, {
      extra,
    });
    const { volume, fields, keyValues } = await decodeNrrd(bytes);
    expect(volume.shape).toEqual([4, 3, 2, 1]);
    expect([fields.get('byteskip'), fields.get('what'), keyValues.get('DWMR_b')]).toEqual(['-1', 'ever', '1000: 5']);
  });

  it('shares nothing with the file', async () => {
    for (const type of ['uchar', 'float']) {
      const bytes = file({ ...one, type }, new Uint8Array(type === 'uchar' ? 3 : 12));
      const { volume } = await decodeNrrd(bytes);
      bytes.fill(255);
      expect([...volume.data]).toEqual([0, 0, 0]);
    }
  });

  const zeros = (length: number) => gzipSync(new Uint8Array(length));
  it.each([
    ['another file', Buffer.from('hello'), /line 1 must be NRRD0001 to NRRD0005, got 'hello'/],
    ['a version to come', file(FIELDS, COUNT, { magic: 'NRRD0006' }), /line 1/],
    ['a header alone', Buffer.from('NRRD0004\ntype: uchar\ndata file: a.raw\n'), /blank line .*in 'a.raw'/],
    ['data in another file', file({ ...FIELDS, 'data file': 'a.raw' }, ''), /in the file itself.*in 'a.raw'/],
    ['a line of neither kind', file(FIELDS, COUNT, { extra: 'nonsense\n' }), /line 7 must be 'field: value'/],
    ['a field twice', file(FIELDS, COUNT, { extra: 'Sizes: 1 2 3\n' }), /field sizes once, got it again in line 7/],
    ['no type', file({ ...FIELDS, type: undefined }, COUNT), /must have field type/],
    ['blocks', file({ ...FIELDS, type: 'block' }, COUNT), /type must be an integer/],
    ['no byte order', file({ ...FIELDS, type: 'short', endian: undefined }, COUNT), /field endian/],
    ['bzip2', file({ ...FIELDS, encoding: 'bzip2' }, COUNT), /encoding must be raw, gzip or text, got 'bzip2'/],
    ['17 axes', file({ ...FIELDS, dimension: '17' }, COUNT), /dimension must be 1 to 16/],
    ['sizes of another dimension', file({ ...FIELDS, sizes: '2 3' }, COUNT), /3 positive integers, got '2 3'/],
    ['an axis of nothing', file({ ...FIELDS, sizes: '2 0 3' }, COUNT), /positive integers/],
    ['skips', file({ ...FIELDS, 'byte skip': '4' }, COUNT), /byteskip must be 0/],
    ['no spacing', file({ ...FIELDS, spacings: '1 0 1' }, COUNT), /axis 1 must step by other than 0/],
    ['an endless box', file({ ...FIELDS, spacings: '1e308 1e308 1e308' }, COUNT), /make a box/],
    ['a broken origin', file({ ...FIELDS, 'space origin': '(1,2' }, COUNT), /space origin must be vectors/],
    ['raw cut short', file(FIELDS, COUNT.subarray(1)), /24 bytes of data from byte 77, got 23: the file is cut short/],
    ['10¹² voxels', file({ ...FIELDS, sizes: '10000 10000 10000' }, COUNT), /below 2³¹/],
    ['10¹² voxels of gzip', file({ ...FIELDS, sizes: '10000 10000 10000', encoding: 'gz' }, zeros(9)), /below 2³¹/],
    ['10¹² voxels of text', file({ ...FIELDS, sizes: '10000 10000 10000', encoding: 'text' }, '1 2'), /below 2³¹/],
    [
      'gzip of less',
      file({ ...FIELDS, encoding: 'gzip' }, zeros(23)),
      /24 bytes of data after decompression, got 23: the file is cut short/,
    ],
    [
      'gzip of a hundred million bytes more',
      file({ ...FIELDS, encoding: 'gzip' }, zeros(1e8)),
      /got more than .* decompressed bytes/,
    ],
    ['cut gzip', file({ ...FIELDS, encoding: 'gzip' }, zeros(24).subarray(0, 15)), /intact gzip/],
    ['no gzip', file({ ...FIELDS, encoding: 'gzip' }, COUNT), /intact gzip/],
    ['text of less', file({ ...one, encoding: 'text' }, '1    2 '), /3 numbers before it, got 2/],
    ['text that is none', file({ ...one, encoding: 'text' }, '1 2 x3'), /a number of the header's type, got 'x3'/],
    ['text of another type', file({ ...one, encoding: 'text' }, '1 2 256'), /got '256'/],
    ['text without end', file({ ...one, encoding: 'text' }, '1'.repeat(500)), /500 bytes without a gap/],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(decodeNrrd(bytes)).rejects.toThrow(expect.objectContaining({ code: 'bad-file' }));
    await expect(decodeNrrd(bytes)).rejects.toThrow(message);
  });

  it('refuses what is no file', async () => {
    await expect(decodeNrrd('NRRD0001' as never)).rejects.toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
