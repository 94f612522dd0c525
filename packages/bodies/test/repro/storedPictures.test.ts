// Decompression bombs in stored samples were decoded: iCCP, zTXt and IDAT chunks, and JPEG files of many scans.
import { deflateSync } from 'node:zlib';
import { encode as encodeJpeg } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { sample } from '../../src/sample/sample.js';
import { crc32 } from '../../src/shard/bytes/crc32.js';
import { inflated } from '../../src/shard/bytes/deflated.js';
import { decodePng } from '../../src/shard/sample/decodePng.js';
import { decodeSample } from '../../src/shard/sample/decodeSample.js';
import { encodeSample } from '../../src/shard/sample/encodeSample.js';
import { decodePicture, encodePng } from '../../src/shard/sample/pictureBytes.js';

const chunk = (kind: string, data: Uint8Array): Buffer => {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length);
  bytes.write(kind, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
};
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
const header = Buffer.from([0, 0, 0, 4, 0, 0, 0, 4, 8, 2, 0, 0, 0]);
const rows = Buffer.alloc(4 * 13, 7).map((byte, at) => (at % 13 === 0 ? 0 : byte));
const png = (...between: Buffer[]): Buffer =>
  Buffer.concat([SIGNATURE, chunk('IHDR', header), ...between, chunk('IEND', Buffer.alloc(0))]);
const bomb = (bytes: number): Buffer => deflateSync(Buffer.alloc(bytes), { level: 9 });

describe('PNG files of stored samples', () => {
  it('are decoded with every filter, in one or several chunks', () => {
    const pixels = Uint8Array.from({ length: 5 * 7 * 3 }, (_, at) => (at * 37 + (at >> 3) * 11) & 255);
    expect([...decodePng(encodePng({ data: pixels, shape: [5, 7, 3] }), 5, 7)]).toEqual([...pixels]);
    const data = deflateSync(rows);
    const pieces = png(chunk('IDAT', data.subarray(0, 5)), chunk('IDAT', data.subarray(5)));
    expect([...decodePng(pieces, 4, 4)]).toEqual(Array(48).fill(7));
    for (const filter of [1, 2, 3, 4]) {
      const filtered = png(chunk('IDAT', deflateSync(rows.map((byte, at) => (at % 13 === 0 ? filter : byte)))));
      expect(decodePng(filtered, 4, 4)).toHaveLength(48);
    }
  });

  it.each<[string, Buffer, RegExp]>([
    [
      'iCCP',
      png(chunk('iCCP', Buffer.concat([Buffer.from('a\0\0'), bomb(50e6)])), chunk('IDAT', deflateSync(rows))),
      /chunk "iCCP"/,
    ],
    [
      'zTXt',
      png(chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), bomb(50e6)])), chunk('IDAT', deflateSync(rows))),
      /chunk "zTXt"/,
    ],
    ['IDAT', png(chunk('IDAT', bomb(100e6))), /more than 52 decompressed bytes/],
    ['second IHDR', png(chunk('IHDR', header), chunk('IDAT', deflateSync(rows))), /chunk "IHDR"/],
    ['APNG frame', png(chunk('IDAT', deflateSync(rows)), chunk('fdAT', bomb(1e6))), /chunk "fdAT"/],
    ['bytes after the pixels', png(chunk('IDAT', Buffer.concat([deflateSync(rows), Buffer.alloc(9)]))), /checksum/],
    ['bytes after the end', Buffer.concat([png(chunk('IDAT', deflateSync(rows))), Buffer.alloc(1)]), /after its end/],
  ])('are refused with %s', (_, bytes, message) => {
    const began = performance.now();
    expect(() => decodePicture(bytes, 4, 4)).toThrow(message);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('JPEG files of stored samples', () => {
  const jpeg = encodeJpeg({ width: 16, height: 16, data: new Uint8Array(4 * 256).fill(90) }, 80).data;
  const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));

  it('are decoded to images of their size', () => {
    expect(decodePicture(jpeg, 16, 16).shape).toEqual([16, 16, 3]);
  });

  it.each<[string, Buffer]>([
    [
      'many scans',
      Buffer.concat([jpeg.subarray(0, -2), ...Array(1000).fill(jpeg.subarray(scan, -2)), jpeg.subarray(-2)]),
    ],
    [
      'a progressive frame',
      Buffer.from(jpeg.map((byte, at) => (byte === 0xc0 && jpeg[at - 1] === 0xff ? 0xc2 : byte))),
    ],
    ['application data', Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe2, 0, 4, 1, 2]), jpeg.subarray(2)])],
    ['a size far beyond its bytes', Buffer.from(jpeg)],
  ])('are refused with %s', (name, bytes) => {
    const side = name.startsWith('a size') ? 8192 : 16;
    expect(() => decodePicture(bytes, side, side)).toThrow(/image must be an intact PNG or JPEG/);
  });
});

describe('masks and volumes of stored samples', () => {
  it('are not decompressed beyond their length', () => {
    const data = deflateSync(Buffer.alloc(200e6)).subarray(2);
    const began = performance.now();
    expect(() => inflated(data, 4096, 'mask')).toThrow(/mask must be intact deflate data, got more than 4096/);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('are refused if the stored length exceeds the shape', () => {
    const made = encodeSample(sample(bodySource('capsules'), 1, { shape: [16, 16, 16], image: false }));
    const at = Buffer.from(made).indexOf('volu') + 8 + 4;
    const changed = Buffer.from(made);
    changed.writeUInt32LE(1_000_000, at);
    expect(() => decodeSample(changed)).toThrow(/volume of \[16,16,16\] must have at most/);
  });
});
