// HEIC was reported as broken ("bad seek"), "missing SOS marker" as "no such file", and SVG under any name was
// rendered.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileKind } from '../../src/photo/fileKind.js';
import { readPhoto } from '../../src/photo/photo.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-pictures-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const put = async (name: string, content: Uint8Array | string): Promise<string> => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

const media = (major: string, ...compatible: string[]): Buffer => {
  const brands = [major, '\0\0\0\0', ...compatible].join('');
  return Buffer.concat([
    Buffer.from([0, 0, 0, 8 + brands.length]),
    Buffer.from(`ftyp${brands}`, 'latin1'),
    Buffer.alloc(64),
  ]);
};

const solid = (channels: 3 | 4) => sharp({ create: { width: 48, height: 40, channels, background: '#336699' } });

describe('readPhoto rejects other kinds of files, with advice', () => {
  const cases: readonly (readonly [string, () => Uint8Array | string, RegExp])[] = [
    ['HEIC', () => media('heic', 'mif1', 'heic'), /got a HEIC picture.*which is not read: convert it to JPEG first/],
    ['HEIF of another brand', () => media('mif1', 'miaf', 'hevc'), /got a HEIC picture/],
    ['a video', () => media('isom', 'mp41'), /got a video: save one frame/],
    ['a raw picture', () => media('crx ', 'isom'), /got a camera's raw picture/],
    ['SVG', () => '<?xml version="1.0"?>\n<!-- c -->\n<svg xmlns="http://www.w3.org/2000/svg"/>', /got an SVG drawing/],
    ['text', () => 'no picture', /got text: photographs are needed/],
    ['a web page', () => '<!doctype html><title>Not found</title>', /got text/],
    ['PDF', () => '%PDF-1.7\n', /got a PDF document/],
    ['BMP', () => Buffer.from('BM\0\0\0\0\0\0', 'latin1'), /got a BMP picture: convert it/],
    ['nothing', () => '', /got an empty file/],
    ['noise', () => Uint8Array.from({ length: 300 }, (_, i) => (i * 97) % 7), /got something else/],
  ];

  it.each(cases)('%s', async (_, content, message) => {
    const error = await readPhoto(await put('IMG_0001.jpg', content())).catch((caught: Error) => caught);
    expect(error).toMatchObject({ code: 'bad-image', message: expect.stringMatching(message) });
    expect((error as Error).message).toMatch(/IMG_0001\.jpg: must be a picture \(JPEG, PNG/);
    expect((error as Error).message).not.toMatch(/bad seek|broken|no such file/);
  });
});

describe('a picture that is cut short', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('%s is reported as broken, not as missing', async (format) => {
    const whole = await solid(3).toFormat(format).toBuffer();
    const file = await put(`cut.${format}`, whole.subarray(0, Math.floor(whole.length / 3)));
    const error = (await readPhoto(file).catch((caught: Error) => caught)) as Error;
    expect(error.message).toMatch(/must be a complete picture, got a \w+ that is broken or cut short/);
    expect(error.message).not.toMatch(/no such file/);
  });

  it('without its first scan ("missing SOS marker") is reported as broken', async () => {
    const whole = await solid(3).jpeg().toBuffer();
    const scan = whole.indexOf(Buffer.from([0xff, 0xda]));
    const file = await put('headers.jpg', Buffer.concat([whole.subarray(0, scan), Buffer.from([0xff, 0xd9])]));
    await expect(readPhoto(file)).rejects.toThrow(
      /headers\.jpg: must be a complete picture, got a JPEG that is broken/,
    );
  });

  it('missing files and folders are reported as such', async () => {
    await expect(readPhoto(join(folder, 'none.jpg'))).rejects.toThrow(/none\.jpg: no such file/);
    await expect(readPhoto(folder)).rejects.toThrow(/must be a file, got a folder/);
  });
});

describe('readPhoto reads', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif'] as const)('%s, under any name', async (format) => {
    const bytes = await solid(3).toFormat(format).toBuffer();
    expect(fileKind(bytes)?.isRead).toBe(true);
    const photo = await readPhoto(await put('picture.dat', bytes));
    expect([photo.width, photo.height]).toEqual([48, 40]);
    expect([3, 4]).toContain(photo.data.length / (48 * 40));
  });

  it('grey as RGB, and the alpha channel', async () => {
    const grey = await sharp(new Uint8Array(48 * 40).fill(90), { raw: { width: 48, height: 40, channels: 1 } })
      .png()
      .toBuffer();
    expect([...(await readPhoto(await put('grey.png', grey))).data.slice(0, 3)]).toEqual([90, 90, 90]);
    const clear = await solid(4).png().toBuffer();
    expect((await readPhoto(await put('clear.png', clear))).data).toHaveLength(48 * 40 * 4);
  });
});
