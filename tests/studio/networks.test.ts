// Tests Studio's page of networks in Chromium: themes, phones, keyboard, links, and use offline.
import { join } from 'node:path';
import { VARIANT_NAMES } from '@vrn/model';
import { describe, expect, it } from 'vitest';
import { bodyPictures, filesOf } from '../../apps/studio/build/networks/pictures.js';
import { readRun } from '../../apps/studio/build/networks/run.js';
import { PICTURES_FOLDER } from '../fixtures/studio/build.js';
import { isMissing, openStudio, PATIENCE, type Studio, why } from '../fixtures/studio/openStudio.js';

/** Waits for all pictures, and returns whether they are there and wide enough to be seen. */
const seesPictures = ({ page }: Studio): Promise<boolean> =>
  page.evaluate(async () => {
    const images = [...document.images];
    for (const image of images) image.loading = 'eager';
    await Promise.all(images.map((image) => image.decode()));
    return images.length > 0 && images.every(({ naturalWidth, width }) => naturalWidth > 0 && width > 60);
  });

describe.skipIf(isMissing)(`The page of networks${why}`, () => {
  it.each([
    ['light', { width: 1360, height: 860 }],
    ['dark', { width: 1360, height: 860 }],
    ['light', { width: 390, height: 800 }],
  ] as const)('is accessible and fits, %s, %o', { timeout: PATIENCE }, async (colorScheme, viewport) => {
    const studio = await openStudio({ colorScheme, viewport });
    const { page } = studio;
    await studio.goto('networks.html');
    expect(await page.locator('article h2').count()).toBe(VARIANT_NAMES.length);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await studio.expectAccessible();
    expect(await seesPictures(studio)).toBe(true);
    const path = join(PICTURES_FOLDER, `networks-${colorScheme}-${viewport.width}.png`);
    await page.screenshot({ path, fullPage: true });
    expect(studio.wrong).toEqual([]);
    await studio.close();
  });

  it('is reached from the other pages, leads back, and is used by the keyboard', { timeout: PATIENCE }, async () => {
    const studio = await openStudio({ viewport: { width: 900, height: 700 } });
    const { page } = studio;
    await page.goto(`${studio.served.address}index.html`);
    for (const name of ['Networks', 'Primitives', 'Networks', 'Studio']) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
      await page.waitForSelector(`nav [aria-current]:text-is("${name}")`);
    }
    await studio.goto('networks.html');
    const drawing = page.getByRole('region', { name: 'Drawing of Multistack' });
    await drawing.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => drawing.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Image Only', exact: true }).press('Enter');
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#image-only');
    const alone = page.getByRole('link', { name: 'open the drawing of Image Only alone' });
    const file = await page.request.get(await alone.evaluate((link: HTMLAnchorElement) => link.href));
    expect(file.headers()['content-type']).toBe('image/svg+xml');
    expect(await file.text()).toContain('data-path="stack3/volume"');
    expect(studio.wrong).toEqual([]);
    await studio.close();
  });

  it('follows the theme that was chosen on the first page', { timeout: PATIENCE }, async () => {
    const studio = await openStudio({ colorScheme: 'light' });
    const { page } = studio;
    const isDark = (): Promise<boolean> =>
      page.evaluate(
        () => /^rgb\((\d+)/.exec(getComputedStyle(document.body.parentElement!).backgroundColor)![1]! < '50',
      );
    await page.click('#settings summary');
    await page.getByRole('radio', { name: 'Dark' }).check();
    for (const name of ['networks.html', 'primitives.html']) {
      await studio.goto(name);
      expect(await isDark()).toBe(true);
    }
    await studio.close();
  });

  it('works without a connection once it was seen', { timeout: PATIENCE }, async () => {
    const studio = await openStudio();
    const { page, served } = studio;
    await studio.goto('networks.html');
    const kept = async (): Promise<number> => {
      const keys = await (await caches.open('vrn-studio-files')).keys();
      return keys.filter(({ url }) => /\.(?:webp|svg)$/.test(url)).length;
    };
    const shown = filesOf(await bodyPictures(await readRun())).length + VARIANT_NAMES.length;
    await expect.poll(() => page.evaluate(kept), { timeout: PATIENCE }).toBeGreaterThanOrEqual(shown);
    served.server.closeAllConnections();
    served.server.close();
    for (const [name, title] of [
      ['networks.html', 'Networks'],
      ['primitives.html', 'Primitives'],
      ['networks.html', 'Networks'],
    ] as const) {
      await studio.goto(name);
      expect(await page.title()).toContain(title);
    }
    expect(await seesPictures(studio)).toBe(true);
    expect(await page.evaluate(() => document.styleSheets.length)).toBe(2);
    await studio.close();
  });
});
