// Tests that corrections of landmarks and mask change the body in Studio, and that making many bodies leaks no memory.
import { decodeNpy } from '@vrn/voxel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HeapMeter, heapMeter } from '../fixtures/studio/heap.js';
import { isMissing, openStudio, PATIENCE, type Studio, why } from '../fixtures/studio/openStudio.js';

/** Number of bodies made in a row, and maximum ratio of the heap's size after the last to that after the first. */
const BODIES = 10;
const MAX_GROWTH = 1.05;

describe.skipIf(isMissing)(`corrections in Studio in Chromium${why}`, () => {
  let studio: Studio;
  let probabilities: Float32Array;

  /** Returns how many voxels changed from inside to outside or back since the previous call, at probability 0.5. */
  async function changedVoxels(): Promise<number> {
    const { data } = decodeNpy((await studio.saved('[data-format="npy"]')).bytes);
    const before = probabilities;
    probabilities = Float32Array.from(data);
    return probabilities.reduce((count, value, at) => count + Number(value >= 0.5 !== before[at]! >= 0.5), 0);
  }

  beforeAll(async () => {
    studio = await openStudio();
    await studio.makeSample();
    probabilities = Float32Array.from(decodeNpy((await studio.saved('[data-format="npy"]')).bytes).data);
  }, PATIENCE);

  afterAll(() => studio?.close());

  it('shows the body, with the engine that made it', { timeout: PATIENCE }, async () => {
    expect(await studio.page.textContent('#engine-name')).toBe('WebAssembly');
    await studio.picture('body');
    await studio.expectAccessible();
  });

  it('shows the volume', { timeout: PATIENCE }, async () => {
    const { page } = studio;
    await page.click('summary:has-text("Volume")');
    await page.click('text=Show a slice through the volume');
    await studio.picture('volume');
    await studio.expectAccessible();
    await page.click('text=Show a slice through the volume');
    await page.click('summary:has-text("Volume")');
  });

  it('of a landmark', { timeout: PATIENCE }, async () => {
    const wrist = studio.page.getByRole('button', { name: /^left wrist/ });
    for (let n = 0; n < 12; n++) await wrist.press('ArrowUp');
    await studio.update();
    expect(await changedVoxels()).toBeGreaterThan(20);
    await studio.picture('corrected');
  });

  it('of a landmark that is not there', { timeout: PATIENCE }, async () => {
    const elbow = studio.page.getByRole('button', { name: /^right elbow/ });
    expect(await elbow.getAttribute('aria-label')).toContain('found');
    await elbow.press('Delete');
    expect(await elbow.getAttribute('aria-label')).toContain('not in the picture');
    await studio.update();
    expect(await changedVoxels()).toBeGreaterThan(20);
    expect(await studio.page.textContent('.facts-list')).toContain('15 of 16');
  });

  it('of the mask, with the brush', { timeout: PATIENCE }, async () => {
    const { page } = studio;
    await page.click('.choices label:has-text("Mask")');
    await page.click('.choices label:has-text("Erase")');
    const { x, y, width, height } = (await page.locator('#photo-canvas').boundingBox())!;
    // Across both legs, below the knees.
    await page.mouse.move(x + 0.2 * width, y + 0.85 * height);
    await page.mouse.down();
    await page.mouse.move(x + 0.8 * width, y + 0.85 * height, { steps: 40 });
    await page.mouse.up();
    await studio.picture('brush');
    await studio.update();
    expect(await changedVoxels()).toBeGreaterThan(20);
    // The volume now has one or more empty rows between the body and the feet.
    const { length } = probabilities;
    const layer = Math.cbrt(length) ** 2;
    const filled = Array.from({ length: length / layer }, (_, row) =>
      probabilities.subarray(row * layer, (row + 1) * layer).some((value) => value >= 0.5),
    );
    expect(filled.map(Number).join('')).toMatch(/^0*1+0+1+0*$/);
  });

  it('can be cancelled: the body stays', { timeout: PATIENCE }, async () => {
    const { page } = studio;
    await page.click('.choices label:has-text("Landmarks")');
    await page.getByRole('button', { name: /^left wrist/ }).press('ArrowDown');
    await page.getByRole('button', { name: 'Update the body' }).click();
    await page.waitForSelector('#progress:not([hidden])');
    await page.click('#cancel');
    expect(await studio.state()).toBe('body');
    expect(await page.locator('#progress').isVisible()).toBe(false);
    expect(await changedVoxels()).toBe(0);
  });

  it(`leaves as many tensors and as much memory after ${BODIES} bodies as after the first`, {
    timeout: 2 * PATIENCE,
  }, async () => {
    const tensors = () => studio.page.getAttribute('body', 'data-tensors');
    const meter: HeapMeter = await heapMeter(studio);
    const wrist = studio.page.getByRole('button', { name: /^left wrist/ });
    const again = async (key: string): Promise<void> => {
      await wrist.press(key);
      await studio.update();
    };
    await again('ArrowUp');
    const [first, before] = [await tensors(), await meter.measure()];
    expect(Number(first)).toBeGreaterThan(0);
    for (let n = 1; n < BODIES; n++) await again(n % 2 === 0 ? 'ArrowUp' : 'ArrowDown');
    expect(await tensors()).toBe(first);
    const after = await meter.measure();
    for (const where of ['page', 'worker'] as const) {
      expect(after[where].objects / before[where].objects).toBeLessThan(MAX_GROWTH);
      expect(after[where].buffers / before[where].buffers).toBeLessThan(MAX_GROWTH);
    }
  });

  it('break no rule of the policy', () => {
    expect(studio.wrong).toEqual([]);
  });
});
