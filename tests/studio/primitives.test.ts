// Tests Studio's page of primitives: meshes to voxels and back, step by step.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing, openStudio, PATIENCE, type Studio, why } from '../fixtures/studio/openStudio.js';

describe.skipIf(isMissing)(`the primitives of Studio in Chromium${why}`, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await openStudio();
    await studio.goto('primitives.html');
  }, PATIENCE);

  afterAll(() => studio?.close());

  it('shows every step, and reports open edges', { timeout: PATIENCE }, async () => {
    const { page } = studio;
    await page.waitForSelector('.step');
    expect(await page.locator('.step').count()).toBe(4);
    await page.click('#cup');
    await page.waitForSelector('#report .warnings');
    expect(await page.textContent('#report')).toContain('192 open edges');
    const corner = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n';
    await page.setInputFiles('#file', { name: 'corner.obj', mimeType: 'text/plain', buffer: Buffer.from(corner) });
    await page.waitForSelector('#report .warnings', { state: 'detached', timeout: PATIENCE });
    expect(await page.textContent('#steps')).toContain('4 triangles: closed');
    await studio.expectAccessible();
    await studio.picture('primitives');
  });

  it('shows each result with the code of its own settings', { timeout: PATIENCE }, async () => {
    const { page } = studio;
    // The page notes the size in the code and in the result of the first step at every change.
    const notes = (await page.evaluate(`new Promise((resolve) => {
      const notes = [];
      const steps = document.getElementById('steps');
      new MutationObserver(() => {
        const first = steps.querySelector('.step');
        const size = /shape: \\[(\\d+),/.exec(first.querySelector('pre').textContent)[1];
        notes.push([size, first.querySelector('.step-result').textContent.split(' ')[0]]);
        if (size === '32') resolve(notes);
      }).observe(steps, { childList: true });
      const slider = document.querySelector('#settings input[type=range]');
      for (const size of [128, 96, 32]) {
        slider.value = size;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      }
    })`)) as string[][];
    expect(notes).toEqual([
      ['128', '128'],
      ['32', '32'],
    ]);
  });

  it('breaks no rule of the policy', () => {
    expect(studio.wrong).toEqual([]);
  });
});
