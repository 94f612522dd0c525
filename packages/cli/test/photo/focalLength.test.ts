// Tests the equivalent focal length of EXIF: of files that sharp writes, of both byte orders, and of damaged data.
import { writeFile } from 'node:fs/promises';
import { random } from '@vrn/voxel';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { focalLengthOf } from '../../src/photo/focalLength.js';
import { readPhoto } from '../../src/photo/photo.js';
import { temporaryFolder } from '../fixtures/inProcess.js';

const at = temporaryFolder();

const picture = () => sharp({ create: { width: 48, height: 40, channels: 3, background: '#336699' } });

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: number;
}

/** Creates TIFF data: a first directory, then the Exif directory with `entry`. `marker` puts "Exif\0\0" in front. */
function tiff(littleEndian: boolean, { entry, marker = false }: { entry: Entry; marker?: boolean }): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 + 2 * (2 + 2 * 12 + 4)));
  const write = (from: number, entries: readonly Entry[]): void => {
    view.setUint16(from, entries.length, littleEndian);
    for (const [n, { tag, type, count, value }] of entries.entries()) {
      const to = from + 2 + 12 * n;
      view.setUint16(to, tag, littleEndian);
      view.setUint16(to + 2, type, littleEndian);
      view.setUint32(to + 4, count, littleEndian);
      if (type === 3) view.setUint16(to + 8, value, littleEndian);
      else view.setUint32(to + 8, value, littleEndian);
    }
  };
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  write(8, [
    { tag: 0x0112, type: 3, count: 1, value: 1 },
    { tag: 0x8769, type: 4, count: 1, value: 38 },
  ]);
  write(38, [{ tag: 0xa402, type: 3, count: 1, value: 0 }, entry]);
  const bytes = new Uint8Array(view.buffer);
  return marker ? Uint8Array.of(0x45, 0x78, 0x69, 0x66, 0, 0, ...bytes) : bytes;
}

const FOCAL: Entry = { tag: 0xa405, type: 3, count: 1, value: 28 };

describe('readPhoto', () => {
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('reads the focal length of %s', async (format) => {
    const stated = picture().withExif({ IFD2: { FocalLengthIn35mmFilm: '26' } });
    await writeFile(at('stated'), await stated.toFormat(format).toBuffer());
    expect((await readPhoto(at('stated'))).focalLength).toBe(26);
    await writeFile(at('bare'), await picture().toFormat(format).toBuffer());
    expect(await readPhoto(at('bare'))).not.toHaveProperty('focalLength');
  });
});

describe('focalLengthOf', () => {
  it.each([true, false])('reads both byte orders, integers of both sizes, and skips the marker: %s', (littleEndian) => {
    expect(focalLengthOf(tiff(littleEndian, { entry: FOCAL }))).toBe(28);
    expect(focalLengthOf(tiff(littleEndian, { entry: FOCAL, marker: true }))).toBe(28);
    expect(focalLengthOf(tiff(littleEndian, { entry: { ...FOCAL, type: 4, value: 70_000 } }))).toBe(70_000);
  });

  it.each<[string, Partial<Entry>]>([
    ['0, which stands for unknown', { value: 0 }],
    ['another tag', { tag: 0xa406 }],
    ['a rational number', { type: 5 }],
    ['two numbers', { count: 2 }],
  ])('finds none in %s', (_, change) => {
    expect(focalLengthOf(tiff(false, { entry: { ...FOCAL, ...change } }))).toBeUndefined();
  });

  it('finds none in data that is cut short', () => {
    for (const marker of [false, true]) {
      const whole = tiff(true, { entry: FOCAL, marker });
      // The last four bytes, the offset of a next directory, are not needed.
      for (let end = 0; end < whole.length - 4; end++) {
        expect(focalLengthOf(whole.subarray(0, end)), String(end)).toBeUndefined();
      }
    }
  });

  it('never fails on 2,000 damaged copies', () => {
    const rng = random(7);
    const counts = { found: 0, none: 0 };
    for (let n = 0; n < 2000; n++) {
      const bytes = tiff(n % 2 === 0, { entry: FOCAL, marker: n % 3 === 0 });
      for (let changes = rng.integer(4); changes >= 0; changes--) {
        bytes[rng.integer(bytes.length)] = rng.integer(3) === 0 ? 255 : rng.integer(256);
      }
      const length = focalLengthOf(rng.integer(4) === 0 ? bytes.subarray(0, rng.integer(bytes.length)) : bytes);
      counts[length === undefined ? 'none' : 'found']++;
      if (length !== undefined) expect(Number.isInteger(length) && length > 0).toBe(true);
    }
    expect(Math.min(counts.found, counts.none)).toBeGreaterThan(200);
  });
});
