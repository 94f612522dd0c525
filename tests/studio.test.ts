// Tests Studio as built, in Chromium on wasm: the sample becomes a body, files, messages, corrections, and no request
// leaves the page's origin.
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeGlb, decodeObj, decodePly, decodeStl, inspect } from '@vrn/mesh';
import { decodeNpy } from '@vrn/voxel';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLICY } from '../apps/studio/build/contentSecurityPolicy.js';
import { FLAGS, findChromium } from '../scripts/chromium.mjs';
import { root } from '../scripts/workspace.mjs';
import { type Served, serveFolder } from './fixtures/studio/serveFolder.js';
import { timeLimit } from './fixtures/timeLimit.js';

const { path: executablePath, ...missing } = findChromium();
const why = 'reason' in missing ? ` (skipped: ${missing.reason})` : '';

const PATIENCE = timeLimit(120_000);
const pictures = join(root, 'out', 'studio-pictures');
const folder = join(root, 'out', 'studio-test');

describe.skipIf(executablePath === undefined)(`Studio in Chromium${why}`, () => {
  let served: Served;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** What must not happen: requests elsewhere, violations of the policy, errors. */
  const wrong: string[] = [];

  const state = (): Promise<string | undefined> => page.evaluate(() => document.body.dataset['state']);
  const waitForState = (name: string) => page.waitForSelector(`body[data-state="${name}"]`, { timeout: PATIENCE });
  const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

  /** Clicks a button that saves a file, and returns its name and bytes. */
  async function saved(selector: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const [download] = await Promise.all([page.waitForEvent('download', { timeout: PATIENCE }), page.click(selector)]);
    return { name: download.suggestedFilename(), bytes: new Uint8Array(await readFile(await download.path())) };
  }

  /** Chooses a file, and returns the message that it gives. */
  async function refusal(name: string, buffer: Buffer): Promise<string | null> {
    await page.setInputFiles('#file', { name, mimeType: 'application/octet-stream', buffer });
    await page.waitForSelector('#problem:not([hidden])', { timeout: PATIENCE });
    const title = await page.textContent('#problem-title');
    await page.click('#problem-close');
    return title;
  }

  beforeAll(async () => {
    await mkdir(pictures, { recursive: true });
    const script = join(root, 'scripts', 'studio.mjs');
    await promisify(execFile)(process.execPath, [script, 'build', '--outDir', folder, '--logLevel', 'error']);
    served = await serveFolder(folder, '/any/path/', POLICY);
    const flags = [...FLAGS.filter((flag) => flag !== '--disable-gpu'), '--use-angle=swiftshader'];
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: [...flags, '--enable-unsafe-swiftshader'],
    });
    context = await browser.newContext({ viewport: { width: 1360, height: 860 } });
    page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(served.address) && !/^(?:blob|data):/.test(request.url()))
        wrong.push(request.url());
    });
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') wrong.push(message.text());
    });
    await page.goto(`${served.address}?engine=wasm`);
  }, PATIENCE);

  afterAll(async () => {
    await browser?.close();
    served?.server.closeAllConnections();
    served?.server.close();
  });

  /** Expects that axe finds nothing in the current state. */
  async function expectAccessible(): Promise<void> {
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const found = (await page.evaluate(
      `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((n) => n.html).join()))`,
    )) as string[];
    expect(found).toEqual([]);
  }

  it('says what is wrong with files that are no photographs', { timeout: PATIENCE }, async () => {
    await picture('start');
    expect(await refusal('notes.txt', Buffer.from('These are only words.'))).toBe('This file is not a picture.');
    expect(await refusal('empty.png', Buffer.alloc(0))).toBe('The file is empty.');
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(40)]);
    expect(await refusal('phone.heic', heic)).toBe('This browser cannot read HEIC pictures.');
    const sample = await readFile(join(root, 'assets', 'sample.png'));
    expect(await refusal('cut.png', sample.subarray(0, 20_000))).toBe('The picture is damaged or cut short.');
    expect(await state()).toBe('start');
    await expectAccessible();
  });

  it('makes the body of the sample', { timeout: PATIENCE }, async () => {
    await page.click('#sample');
    await waitForState('body');
    await page.waitForTimeout(500);
    await picture('body');
    expect(await page.textContent('#engine-name')).toBe('WebAssembly');
    await expectAccessible();
  });

  it('writes files that parse and are the same body', { timeout: PATIENCE }, async () => {
    const files = new Map<string, Uint8Array>();
    for (const format of ['glb', 'obj', 'ply', 'npy', 'stl']) {
      const { name, bytes } = await saved(`[data-format="${format}"]`);
      expect(name).toBe(`sample.${format}`);
      files.set(format, bytes);
    }
    const text = new TextDecoder();
    const glb = inspect(await decodeGlb(files.get('glb')!));
    const obj = inspect(decodeObj(text.decode(files.get('obj')!)));
    const ply = inspect(decodePly(files.get('ply')!));
    const stl = inspect(decodeStl(files.get('stl')!));
    // Metres, for an assumed height of 1.7 m; on the ground.
    expect(glb.max[1] - glb.min[1]).toBeCloseTo(1.7, 3);
    expect(glb.min[1]).toBeCloseTo(0, 5);
    for (const other of [obj, ply]) {
      expect(other.closed).toBe(true);
      expect(other.faces).toBe(glb.faces);
      expect(other.volume / glb.volume).toBeCloseTo(1, 3);
    }
    // Millimetres, z up.
    expect(stl.closed).toBe(true);
    expect(stl.max[2] - stl.min[2]).toBeCloseTo(100, 0);
    expect(decodeNpy(files.get('npy')!).shape).toHaveLength(3);
    expect(await page.textContent('.print-report')).toContain('Closed');
  });

  it('makes another body after a landmark was moved', { timeout: PATIENCE }, async () => {
    const before = await saved('[data-format="npy"]');
    const wrist = page.getByRole('button', { name: /^left wrist/ });
    for (let n = 0; n < 12; n++) await wrist.press('ArrowUp');
    await page.getByRole('button', { name: 'Update the body' }).click();
    await page.waitForSelector('#progress:not([hidden])');
    await page.waitForSelector('#progress', { state: 'hidden', timeout: PATIENCE });
    const after = await saved('[data-format="npy"]');
    expect(after.bytes.length).toBe(before.bytes.length);
    expect(Buffer.from(after.bytes).equals(Buffer.from(before.bytes))).toBe(false);
    await picture('corrected');
  });

  it('shows the primitives step by step', { timeout: PATIENCE }, async () => {
    await page.goto(`${served.address}primitives.html`);
    await page.waitForSelector('.step');
    expect(await page.locator('.step').count()).toBe(4);
    await page.click('#cup');
    await page.waitForSelector('#report .warnings');
    expect(await page.textContent('#report')).toContain('192 open edges');
    const corner = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n';
    await page.setInputFiles('#file', { name: 'corner.obj', mimeType: 'text/plain', buffer: Buffer.from(corner) });
    await page.waitForSelector('#report .warnings', { state: 'detached', timeout: PATIENCE });
    expect(await page.textContent('#steps')).toContain('4 triangles: closed');
    await expectAccessible();
    await picture('primitives');
  });

  it('works without a connection once it was used', { timeout: PATIENCE }, async () => {
    const kept = async (): Promise<number> => (await (await caches.open('vrn-studio-files')).keys()).length;
    await expect.poll(() => page.evaluate(kept), { timeout: PATIENCE }).toBeGreaterThan(6);
    served.server.closeAllConnections();
    served.server.close();
    await page.goto(`${served.address}?engine=wasm`);
    await page.click('#sample');
    await waitForState('body');
  });

  it('cancels', { timeout: PATIENCE }, async () => {
    await page.click('#another');
    await page.click('#sample');
    await page.click('#cancel');
    expect(await state()).toBe('start');
  });

  it('sends nothing elsewhere, and breaks no rule of its policy', () => {
    expect(wrong).toEqual([]);
  });
});
