// Tests that Studio makes a body on webgl and on webgpu with software renderers.
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { isMissing, openStudio, PATIENCE, SAMPLE, type Studio, why } from '../fixtures/studio/openStudio.js';

/** Time limit of a body in milliseconds: software compiles hundreds of shaders and runs them on the processor. */
const SOFTWARE_PATIENCE = 5 * PATIENCE;

/** The part of the sample that the person fills, so that few views of it are searched for other people. */
const PERSON = { left: 190, top: 40, width: 390, height: 690 } as const;

/** Scripts for the page that request a context or an adapter, and return what is missing; empty if nothing is. */
const REFUSALS = {
  webgl: `new OffscreenCanvas(1, 1).getContext('webgl2') === null ? 'no WebGL 2' : ''`,
  webgpu: `'gpu' in navigator
    ? navigator.gpu.requestAdapter().then((adapter) => (adapter === null ? 'no WebGPU adapter' : ''))
    : 'no WebGPU'`,
} as const;

describe.skipIf(isMissing)(`Studio in Chromium on software${why}`, () => {
  let studio: Studio | undefined;

  afterEach(() => studio?.close());

  it.for([
    ['webgl', 'WebGL'],
    ['webgpu', 'WebGPU'],
  ] as const)('makes a body on %s', { timeout: SOFTWARE_PATIENCE }, async ([engine, label], { skip }) => {
    studio = await openStudio({ engine });
    const { page } = studio;
    const refusal = (await page.evaluate(REFUSALS[engine])) as string;
    skip(refusal !== '', `this browser has ${refusal}`);
    const buffer = await sharp(SAMPLE).extract(PERSON).png().toBuffer();
    await page.setInputFiles('#file', { name: 'person.png', mimeType: 'image/png', buffer });
    await page.waitForSelector('body[data-state="body"]', { timeout: SOFTWARE_PATIENCE });
    expect(await page.textContent('#engine-name')).toBe(label);
    expect(await page.textContent('#engine-notes')).toMatch(/swiftshader/i);
    const facts = (await page.textContent('.facts-list'))!;
    expect(facts).toContain('16 of 16');
    expect(facts).toMatch(/triangles, closed/);
    expect(studio.wrong).toEqual([]);
  });
});
