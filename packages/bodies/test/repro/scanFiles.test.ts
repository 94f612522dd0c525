// Pipes, devices, links and unusual pictures in folders of scans caused hangs, unclear errors, or gigabytes of memory.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFolder } from '../../src/dataset/files/listFolder.js';
import { readPicture } from '../../src/dataset/files/readPicture.js';
import { readRegularFile } from '../../src/dataset/files/readRegularFile.js';
import { readScans } from '../../src/dataset/scans/readScans.js';
import { storedSpec } from '../../src/dataset/source/storedSpec.js';
import { specOf } from '../../src/dataset/spec/spec.js';
import { boxObj, MTL, picture, scanFolders } from './scanFolders.js';

const folderOf = scanFolders();
const isWindows = process.platform === 'win32';
const pipe = (path: string): void => void execFileSync('mkfifo', [path]);
const spec = (meshes: string) => specOf({ name: 'a', samples: 1, source: { meshes } }).spec;

describe.skipIf(isWindows)('pipes (Windows has none)', () => {
  it('are refused as scans, and ignored beside scans and in digests', async () => {
    const folder = folderOf({ 'ann.obj': boxObj('') });
    const before = await storedSpec(spec(folder), '.');
    pipe(join(folder, 'control'));
    pipe(join(folder, 'ann.json'));
    expect(await storedSpec(spec(folder), '.')).toEqual(before);
    expect((await readScans(folder)).scans[0]!.landmarks).toBeUndefined();
    pipe(join(folder, 'ben.obj'));
    await expect(readScans(folder)).rejects.toThrow(/ben\.obj: must be a regular file, got a pipe/);
  });

  it('and devices are refused by the reader of regular files', async () => {
    const folder = folderOf({ 'a.txt': '' });
    pipe(join(folder, 'pipe'));
    await expect(readRegularFile(join(folder, 'pipe'))).rejects.toThrow(/must be a regular file/);
    await expect(readRegularFile('/dev/zero')).rejects.toThrow(/must be a regular file/);
  });

  it('are treated as missing textures', async () => {
    const folder = folderOf({ 'ann.obj': boxObj('mtllib ann.mtl\n'), 'ann.mtl': MTL });
    pipe(join(folder, 'skin.png'));
    const { warnings } = await readScans(folder);
    expect(warnings).toEqual([expect.stringMatching(/texture 'skin\.png' was left out/)]);
  });
});

describe('links', () => {
  it('to folders are followed, for digests too, but never in cycles', async () => {
    const outside = folderOf({ 'ben.obj': boxObj('') });
    const folder = folderOf({ 'ann.obj': boxObj('') });
    symlinkSync(outside, join(folder, 'more'));
    symlinkSync(folder, join(folder, 'again'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'dangling'));
    expect((await readScans(folder)).scans.map(({ name }) => name)).toEqual(['ann.obj', 'more/ben.obj']);
    const before = await storedSpec(spec(folder), '.');
    writeFileSync(join(outside, 'ben.obj'), `${boxObj('')}# changed\n`);
    expect(await storedSpec(spec(folder), '.')).not.toEqual(before);
    expect((await listFolder(folder)).find(({ path }) => path === 'dangling')?.isRegular).toBe(false);
  });

  it('and files in place of folders, and folders in place of files, are named in messages', async () => {
    const folder = folderOf({ 'ann.obj': boxObj('') });
    await expect(readScans(join(folder, 'ann.obj'))).rejects.toThrow(/ann\.obj: a part of this path is a file/);
    mkdirSync(join(folder, 'ben.obj'));
    expect((await readScans(folder)).scans).toHaveLength(1);
    await expect(readRegularFile(join(folder, 'ben.obj'))).rejects.toThrow(/folder/);
  });
});

describe('pictures', () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"><filter id="f"><feGaussianBlur stdDeviation="900"/></filter><rect width="9" height="9" filter="url(#f)"/></svg>';
  const heic = Buffer.from([0, 0, 0, 24, ...Buffer.from('ftypheic'), 0, 0, 0, 0, ...Buffer.from('mif1heic')]);

  it.each<[string, Uint8Array | string, RegExp]>([
    ['skin.png', svg, /skin\.png: .*unsupported image format: SVG/],
    ['skin.jpg', `<?xml version="1.0"?><!-- picture -->${svg}`, /unsupported image format: SVG/],
    ['skin.jpg', heic, /unsupported image format: HEIC/],
    ['skin.tga', Buffer.from([0, 0, 2, 0]), /unsupported image format: TGA/],
    ['skin.webp', '%PDF-1.4', /unsupported image format: PDF/],
    ['skin.png', '', /unsupported image format/],
  ])('%s is recognised by its content', async (name, content, message) => {
    await expect(readPicture(Buffer.from(content), name)).rejects.toThrow(message);
  });

  it('of too many pixels are refused before they are decoded', async () => {
    const bomb = Buffer.from(picture());
    bomb.writeUInt32BE(20_000, 16);
    bomb.writeUInt32BE(20_000, 20);
    await expect(readPicture(withHeaderCrc(bomb), 'bomb.png')).rejects.toThrow(
      /bomb\.png: picture must have at most 100 million pixels, got 20000 × 20000/,
    );
  });

  it('that are truncated are named', async () => {
    await expect(readPicture(picture().subarray(0, 60), 'cut.png')).rejects.toThrow(
      /cut\.png: picture must be complete/,
    );
  });
});

/** Corrects the checksum of a PNG's first chunk, IHDR, in place. */
function withHeaderCrc(png: Buffer): Buffer {
  let crc = ~0;
  for (const byte of png.subarray(12, 29)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb8_8320 & -(crc & 1));
  }
  png.writeUInt32BE(~crc >>> 0, 29);
  return png;
}
