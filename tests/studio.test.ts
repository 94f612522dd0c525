// Tests Studio as built, in Chromium on wasm: the sample becomes a body, files, messages, corrections, and no request
// leaves the page's origin.
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeGlb, decodeObj, decodePly, decodeStl, inspect } from '@vrn/mesh';
import { DEFAULT_WEIGHTS, WEIGHTS } from '@vrn/pretrained';
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
  /** The files of the body of the sample, by format. */
  const files = new Map<string, Uint8Array>();
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
  async function refusal(name: string, buffer: Buffer, input = '#file'): Promise<string | null> {
    await page.setInputFiles(input, { name, mimeType: 'application/octet-stream', buffer });
    await page.waitForSelector('#problem:not([hidden])', { timeout: PATIENCE });
    const title = await page.textContent('#problem-title');
    await page.click('#problem-close');
    return title;
  }

  /** Compares the body with a mesh, and waits for the result. */
  async function score(name: string, bytes: Uint8Array): Promise<void> {
    await page.setInputFiles('#truth-file', { name, mimeType: 'model/mesh', buffer: Buffer.from(bytes) });
    await page.waitForSelector(`#truth-result :text("${name}")`, { timeout: PATIENCE });
  }

  /** Returns the first number of a result beside its name. */
  async function numberBeside(result: string, name: string): Promise<number> {
    return Number.parseFloat((await page.textContent(`${result} dt:text-is("${name}") + dd`))!);
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

  it('shows the body of a second network beside it', { timeout: PATIENCE }, async () => {
    await page.click('summary:has-text("Compare")');
    const tensors = await page.getAttribute('body', 'data-tensors');
    await page.click('#run-network');
    await page.waitForSelector('#network-result .facts-list', { timeout: PATIENCE });
    expect(await page.locator('.pair-name').allTextContents()).toEqual([
      `${DEFAULT_WEIGHTS}, as shown`,
      WEIGHTS.find((name) => name !== DEFAULT_WEIGHTS),
    ]);
    // Both bodies fill the same mask, and differ in depth.
    const iou = await numberBeside('#network-result', 'IoU of both bodies');
    expect(iou).toBeGreaterThan(0.4);
    expect(iou).toBeLessThan(0.99);
    expect(await page.getAttribute('body', 'data-tensors')).toBe(tensors);
    await picture('compare-networks');
    await expectAccessible();
  });

  it('refuses networks and ground truth that cannot be compared', { timeout: PATIENCE }, async () => {
    expect(await refusal('notes.safetensors', Buffer.from('no network'), '#network-file')).toBe(
      'notes.safetensors holds no network of this kind.',
    );
    const mesh = (name: string, text: string) => refusal(name, Buffer.from(text), '#truth-file');
    expect(await mesh('empty.obj', '')).toBe('empty.obj is empty.');
    expect(await mesh('points.obj', 'v 0 0 0\nv 0 1 0\n')).toMatch(/^points\.obj (?:has no triangles|cannot be read)/);
    expect(await mesh('cut.glb', 'glTF')).toBe('cut.glb cannot be read.');
    expect(await mesh('flat.obj', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n')).toBe(
      'flat.obj encloses no volume. Its surface is open at 3 edges.',
    );
    expect(await state()).toBe('body');
  });

  it('finds that a body agrees with itself as ground truth', { timeout: PATIENCE }, async () => {
    await score('itself.glb', files.get('glb')!);
    expect(await numberBeside('#truth-result', 'IoU with ground truth')).toBeGreaterThan(0.97);
    expect(await numberBeside('#truth-result', 'Chamfer distance')).toBeLessThan(1);
    expect(await page.textContent('#truth-result')).toContain('The body of the second network');
    // The print is in millimetres and z up, its feet are flattened.
    await score('print.stl', files.get('stl')!);
    expect(await numberBeside('#truth-result', 'IoU with ground truth')).toBeGreaterThan(0.9);
    await picture('compare-truth');
    await expectAccessible();
    // A block of the same height is no body.
    const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `v ${n & 1} ${n & 2} ${(n & 4) / 4}`).join('\n');
    const faces = ['1 3 4 2', '5 6 8 7', '1 2 6 5', '3 7 8 4', '1 5 7 3', '2 4 8 6'].map((face) => `f ${face}`);
    await score('block.obj', Buffer.from(`${corners}\n${faces.join('\n')}\n`));
    expect(await numberBeside('#truth-result', 'IoU with ground truth')).toBeLessThan(0.5);
    await page.click('text=Show the body alone');
    expect(await page.locator('.pair-names').isVisible()).toBe(false);
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

  it('holds as many tensors after ten bodies as after the first', { timeout: PATIENCE }, async () => {
    const tensors = () => page.getAttribute('body', 'data-tensors');
    const first = await tensors();
    expect(Number(first)).toBeGreaterThan(0);
    const wrist = page.getByRole('button', { name: /^left wrist/ });
    for (let n = 0; n < 9; n++) {
      await wrist.press(n % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
      await page.evaluate(() => delete document.body.dataset['tensors']);
      await page.getByRole('button', { name: 'Update the body' }).click();
      await page.waitForSelector('body[data-tensors]', { timeout: PATIENCE });
    }
    expect(await tensors()).toBe(first);
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

  it('takes pictures that are pasted and dropped', { timeout: PATIENCE }, async () => {
    const sample = (await readFile(join(root, 'assets', 'sample.png'))).toString('base64');
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
      await waitForState('working');
      const width = () => page.evaluate(() => document.querySelector<HTMLCanvasElement>('#photo-canvas')!.width);
      await expect.poll(width, { timeout: PATIENCE }).toBeGreaterThan(0);
      await page.click('#cancel');
      expect(await state()).toBe('start');
    }
  });

  it('sends nothing elsewhere, and breaks no rule of its policy', () => {
    expect(wrong).toEqual([]);
  });
});
