// Regression: volume files of other programs (bytes after the data, irregular headers, UTF-16) were rejected as
// damaged, or misread. Now they are read, if necessary with a warning, or rejected with a clear message.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  decodeBinvox,
  decodeNpy,
  decodeNrrd,
  encodeBinvox,
  encodeNpy,
  packed,
  VolumetricError,
} from '../../src/index.js';

const join = (...parts: readonly (string | Uint8Array)[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))));
const RAMP = Uint8Array.from({ length: 24 }, (_, n) => n);
const nrrd = (encoding: string, body: Uint8Array | string, change: (head: string) => string = (head) => head) =>
  join(change(`NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 3 4\nencoding: ${encoding}\n\n`), body);
const sum = (data: ArrayLike<number>) => Array.from(data).reduce((total, value) => total + value, 0);
const utf16 = (bytes: Uint8Array) =>
  join(Uint8Array.of(0xff, 0xfe), Buffer.from(Buffer.from(bytes).toString('latin1'), 'utf16le'));

describe('NRRD', () => {
  it.each([
    ['raw', nrrd('raw', join(RAMP, '\n')), 1],
    ['gzip, bytes after it', nrrd('gzip', join(gzipSync(RAMP), 'end')), 3],
    ['gzip, bytes after the data within it', nrrd('gzip', gzipSync(join(RAMP, '\n\n'))), 2],
    ['text', nrrd('text', `${RAMP.join(' ')} 7 8\n`), 4],
  ])('reads the volume and tells of bytes after it: %s', async (_, bytes, more) => {
    const { volume, warnings } = await decodeNrrd(bytes);
    expect(sum(volume.data)).toBe(276);
    expect(warnings).toEqual([`ignored ${more} ${more === 1 ? 'byte' : 'bytes'} after the data`]);
  });

  it('reads gzip of several members, with zeros after them', async () => {
    const members = join(gzipSync(RAMP.subarray(0, 10)), gzipSync(RAMP.subarray(10)), new Uint8Array(4));
    const { volume, warnings } = await decodeNrrd(nrrd('gzip', members));
    expect([sum(volume.data), warnings.length]).toEqual([276, 0]);
  });

  it('refuses gzip with a wrong checksum', async () => {
    const packedBytes = new Uint8Array(gzipSync(RAMP));
    packedBytes[packedBytes.length - 6]! ^= 1;
    await expect(decodeNrrd(nrrd('gzip', packedBytes))).rejects.toThrow(/checksum/);
  });

  it.each([
    ['no blank after the colon', (head: string) => head.replaceAll(': ', ':'), 4],
    ['blanks before the fields', (head: string) => head.replaceAll('\n', '\n  ').replace('\n  \n  ', '\n\n'), 0],
    ['a byte order mark', (head: string) => `\ufeff${head}`, 0],
    ['CRLF', (head: string) => head.replaceAll('\n', '\r\n'), 0],
  ] as const)('reads sloppy headers: %s', async (_, change, told) => {
    const { volume, warnings } = await decodeNrrd(nrrd('raw', RAMP, change));
    expect([sum(volume.data), warnings.length]).toEqual([276, told]);
  });
});

describe('.binvox', () => {
  const volume = packed(
    Uint8Array.from({ length: 27 }, (_, n) => n % 2),
    [3, 3, 3],
  );
  const bytes = encodeBinvox(volume);

  it.each([
    ['a line end', '\n', 1],
    ['another run', Uint8Array.of(0, 9), 2],
  ])('reads the volume and tells of bytes after it: %s', (_, more, length) => {
    const read = decodeBinvox(join(bytes, more));
    expect(read.volume.data).toEqual(volume.data);
    expect(read.warnings).toEqual([`ignored ${length} ${length === 1 ? 'byte' : 'bytes'} after the data`]);
    expect(decodeBinvox(bytes).warnings).toEqual([]);
  });

  it('reads runs of length 0, which some writers put after one of 255', () => {
    const header = '#binvox 1\ndim 2 2 2\ntranslate 0 0 0\nscale 1\ndata\n';
    expect(sum(decodeBinvox(join(header, Uint8Array.of(0, 4, 1, 0, 1, 4))).volume.data)).toBe(4);
  });
});

describe('.npy', () => {
  const first = packed(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);

  it('reads the first of several arrays in a file, and says so', () => {
    const read = decodeNpy(join(encodeNpy(first), encodeNpy(first)));
    expect([...read.data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(read.warnings).toEqual([expect.stringMatching(/several \.npy arrays: the first is read, 152 bytes/)]);
  });

  it('tells of other bytes after the array', () => {
    expect(decodeNpy(join(encodeNpy(first), 'x')).warnings).toEqual(['ignored 1 byte after the data']);
    expect(decodeNpy(encodeNpy(first)).warnings).toEqual([]);
  });
});

describe('text in UTF-16', () => {
  it.each([
    ['decodeNrrd', () => decodeNrrd(utf16(nrrd('raw', RAMP)))],
    ['decodeNrrd', () => decodeNrrd(utf16(nrrd('raw', RAMP)).subarray(2))],
    ['decodeBinvox', async () => decodeBinvox(utf16(encodeBinvox(packed(new Uint8Array(8), [2, 2, 2]))))],
    ['decodeNpy', async () => decodeNpy(utf16(encodeNpy(packed(new Uint8Array(8), [2, 2, 2]))))],
  ] as const)('is named: %s', async (name, read) => {
    const error = await read().catch((each: unknown) => each);
    expect(error).toBeInstanceOf(VolumetricError);
    expect((error as Error).message).toBe(`${name}: file must be in ASCII or UTF-8, got text in UTF-16`);
  });
});
