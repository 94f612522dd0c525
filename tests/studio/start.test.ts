// Tests the start of Studio: the ways in, messages about files that are no photographs, cancelling, and use without a
// connection.
import { readFile } from 'node:fs/promises';
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
    expect(await title('notes.txt', Buffer.from('These are only words.'))).toBe('This file is not a picture.');
    expect(await title('empty.png', Buffer.alloc(0))).toBe('The file is empty.');
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(40)]);
    expect(await title('phone.heic', heic)).toBe('This browser cannot read HEIC pictures.');
    const sample = await readFile(SAMPLE);
    expect(await title('cut.png', sample.subarray(0, 20_000))).toBe('The picture is damaged or cut short.');
    expect(await studio.state()).toBe('start');
    await studio.expectAccessible();
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

  it('works without a connection once it was used, and can be cancelled', { timeout: PATIENCE }, async () => {
    const { page, served } = studio;
    await studio.makeSample();
    const kept = async (): Promise<number> => (await (await caches.open('vrn-studio-files')).keys()).length;
    await expect.poll(() => page.evaluate(kept), { timeout: PATIENCE }).toBeGreaterThan(6);
    served.server.closeAllConnections();
    served.server.close();
    await studio.goto();
    await studio.makeSample();
    await page.click('#another');
    await page.click('#sample');
    await page.click('#cancel');
    expect(await studio.state()).toBe('start');
  });

  it('sends nothing elsewhere, and breaks no rule of its policy', () => {
    expect(studio.wrong).toEqual([]);
  });
});
