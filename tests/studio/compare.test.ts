// Tests the comparison of bodies in Studio: a second network beside the first, and a mesh as ground truth.
import { DEFAULT_WEIGHTS, WEIGHTS } from '@vrn/pretrained';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing, openStudio, PATIENCE, type Studio, why } from '../fixtures/studio/openStudio.js';

describe.skipIf(isMissing)(`Studio compares bodies in Chromium${why}`, () => {
  let studio: Studio;

  /** Compares the body with a mesh, and waits for the result. */
  async function score(name: string, bytes: Uint8Array): Promise<void> {
    const file = { name, mimeType: 'model/mesh', buffer: Buffer.from(bytes) };
    await studio.page.setInputFiles('#truth-file', file);
    await studio.page.waitForSelector(`#truth-result :text("${name}")`, { timeout: PATIENCE });
  }

  /** Returns the number beside a name in a list of results. */
  async function numberBeside(result: string, name: string): Promise<number> {
    return Number.parseFloat((await studio.page.textContent(`${result} dt:text-is("${name}") + dd`))!);
  }

  beforeAll(async () => {
    studio = await openStudio();
    await studio.makeSample();
    await studio.page.click('summary:has-text("Compare")');
  }, PATIENCE);

  afterAll(() => studio?.close());

  it('shows the body of a second network beside it', { timeout: PATIENCE }, async () => {
    const { page } = studio;
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
    await studio.picture('compare-networks');
    await studio.expectAccessible();
  });

  it('refuses networks and ground truth that cannot be compared', { timeout: PATIENCE }, async () => {
    const title = async (name: string, text: string, input = '#truth-file'): Promise<string> =>
      (await studio.refusal(name, Buffer.from(text), { input })).title;
    expect(await title('notes.safetensors', 'no network', '#network-file')).toBe(
      'notes.safetensors holds no network of this kind.',
    );
    expect(await title('empty.obj', '')).toBe('empty.obj is empty.');
    expect(await title('points.obj', 'v 0 0 0\nv 0 1 0\n')).toMatch(/^points\.obj (?:has no triangles|cannot be read)/);
    expect(await title('cut.glb', 'glTF')).toBe('cut.glb cannot be read.');
    expect(await title('flat.obj', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n')).toBe(
      'flat.obj encloses no volume. Its surface is open at 3 edges.',
    );
    expect(await studio.state()).toBe('body');
  });

  it('finds that a body agrees with itself as ground truth', { timeout: PATIENCE }, async () => {
    const { page } = studio;
    await score('itself.glb', (await studio.saved('[data-format="glb"]')).bytes);
    expect(await numberBeside('#truth-result', 'IoU with ground truth')).toBeGreaterThan(0.97);
    expect(await numberBeside('#truth-result', 'Chamfer distance')).toBeLessThan(1);
    expect(await page.textContent('#truth-result')).toContain('The body of the second network');
    // The print is in millimetres and z up, and its feet are flattened.
    await score('print.stl', (await studio.saved('[data-format="stl"]')).bytes);
    expect(await numberBeside('#truth-result', 'IoU with ground truth')).toBeGreaterThan(0.9);
    await studio.picture('compare-truth');
    await studio.expectAccessible();
    // A block differs from the body, although it is scaled to the same height.
    const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `v ${n & 1} ${n & 2} ${(n & 4) / 4}`).join('\n');
    const faces = ['1 3 4 2', '5 6 8 7', '1 2 6 5', '3 7 8 4', '1 5 7 3', '2 4 8 6'].map((face) => `f ${face}`);
    await score('block.obj', Buffer.from(`${corners}\n${faces.join('\n')}\n`));
    expect(await numberBeside('#truth-result', 'IoU with ground truth')).toBeLessThan(0.5);
    await page.click('text=Show the body alone');
    expect(await page.locator('.pair-names').isVisible()).toBe(false);
  });

  it('breaks no rule of the policy', () => {
    expect(studio.wrong).toEqual([]);
  });
});
