// Tests the start of Studio: ways to open a photograph, messages about other files, cancelling, size of the download,
// and use without a connection.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing, openStudio, PATIENCE, SAMPLE, type Studio, why } from '../fixtures/studio/openStudio.js';

describe.skipIf(isMissing)(`the start of Studio in Chromium${why}`, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await openStudio();
  }, PATIENCE);

  afterAll(() => studio?.close());

  it('says what is wrong with files that are no photographs', { timeout: PATIENCE }, async () => {
    const title = async (name: string, bytes: Uint8Array): Promise<string> => (await studio.refusal(name, bytes)).title;
    await studio.picture('start');
    await studio.expectAccessible();
    expect(await title('notes.txt', Buffer.from('These are only words.'))).toBe('This file is not a picture.');
    expect(await title('empty.png', Buffer.alloc(0))).toBe('The file is empty.');
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(40)]);
    expect(await title('phone.heic', heic)).toBe('This browser cannot read HEIC pictures.');
    const sample = await readFile(SAMPLE);
    expect(await title('cut.png', sample.subarray(0, 20_000))).toBe('The picture is damaged or cut short.');
    expect(await studio.state()).toBe('start');
  });

  it('says that a landscape shows no person', { timeout: PATIENCE }, async () => {
    const grass = { create: { width: 640, height: 200, channels: 3, background: '#4b6b35' } } as const;
    const meadow = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#78a0d2' } })
      .composite([{ input: grass, gravity: 'south' }])
      .jpeg()
      .toBuffer();
    const { title, advice } = await studio.refusal('meadow.jpg', meadow, { picture: 'message' });
    expect(title).toBe('No person was found in this picture.');
    expect(advice).toContain('one person is clearly visible');
    expect(await studio.state()).toBe('start');
  });

  it('takes pictures that are pasted and dropped', { timeout: PATIENCE }, async () => {
    const { page } = studio;
    const sample = (await readFile(SAMPLE)).toString('base64');
    for (const way of ['paste', 'drop'] as const) {
      const input = { way, sample };
      await page.evaluate(({ way, sample }) => {
        const bytes = Uint8Array.from(atob(sample), (letter) => letter.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], 'own.png', { type: 'image/png' }));
        const event =
          way === 'paste'
            ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
            : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
      }, input);
      await studio.waitForState('working');
      const width = () => page.evaluate(() => document.querySelector<HTMLCanvasElement>('#photo-canvas')!.width);
      await expect.poll(width, { timeout: PATIENCE }).toBeGreaterThan(0);
      await page.click('#cancel');
      expect(await studio.state()).toBe('start');
    }
  });

  it('sends nothing elsewhere, and breaks no rule of its policy', () => {
    expect(studio.wrong).toEqual([]);
  });
});

describe.skipIf(isMissing)(`the first visit to Studio in Chromium${why}`, () => {
  /** Maximum total size, in megabytes, of the files that a visit downloads up to its first body on wasm. */
  const MAX_MEGABYTES = 25;

  let studio: Studio;

  beforeAll(async () => {
    studio = await openStudio();
  }, PATIENCE);

  afterAll(() => studio?.close());

  it('can be cancelled during the download', { timeout: PATIENCE }, async () => {
    const { page, served } = studio;
    const release = served.hold(/^models\//);
    await page.click('#sample');
    await page.waitForSelector('#progress-title:text("Loading the models")', { timeout: PATIENCE });
    await studio.picture('working');
    await page.click('#cancel');
    expect(await studio.state()).toBe('start');
    release();
  });

  it('can be cancelled during the run', { timeout: PATIENCE }, async () => {
    const { page } = studio;
    await page.click('#sample');
    await page.waitForSelector('#progress-title:text("Looking for people")', { timeout: PATIENCE });
    await page.click('#cancel');
    expect(await studio.state()).toBe('start');
    // The cancelled run shows no problem later.
    await studio.makeSample();
    expect(await page.locator('#problem').isVisible()).toBe(false);
  });

  it(`downloads at most ${MAX_MEGABYTES} MB for the first body on wasm`, () => {
    const { sent } = studio.served;
    const names = [...sent.keys()];
    expect(names.filter((name) => /^models\/|^assets\/sample|safetensors$|simd.*wasm$/.test(name))).toHaveLength(7);
    const total = [...sent.values()].reduce((sum, bytes) => sum + bytes, 0);
    expect(total / 1e6).toBeLessThan(MAX_MEGABYTES);
    // Other engines are loaded only on request.
    expect(names.filter((name) => /webgl|webgpu/.test(name))).toEqual([]);
  });

  it('makes a second one without a connection', { timeout: PATIENCE }, async () => {
    const { page, served } = studio;
    const used = [...served.sent.keys()].filter((name) => /^(?:assets|models)\//.test(name));
    expect(used.length).toBeGreaterThan(6);
    const notKept = async (names: readonly string[]): Promise<string[]> => {
      const found = await Promise.all(names.map((name) => caches.match(name, { ignoreVary: true })));
      return names.filter((_, n) => found[n] === undefined);
    };
    await expect.poll(() => page.evaluate(notKept, used), { timeout: PATIENCE }).toEqual([]);
    served.server.closeAllConnections();
    served.server.close();
    await studio.goto();
    await studio.makeSample();
  });

  it('sends nothing elsewhere, and breaks no rule of its policy', () => {
    expect(studio.wrong).toEqual([]);
  });
});
