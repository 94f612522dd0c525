// Tests meshes that are dropped on Studio: they serve as ground truth if a body is shown, and give a message otherwise.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing, openStudio, PATIENCE, type Studio, why } from '../fixtures/studio/openStudio.js';

const CORNER = 'v 0 0 0\nv 1 0 0\nv 0 2 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n';

describe.skipIf(isMissing)(`A mesh that is dropped on Studio${why}`, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await openStudio();
  }, PATIENCE);
  afterAll(() => studio?.close());

  const drop = (name: string, bytes: Uint8Array): Promise<void> =>
    studio.page.evaluate(
      ({ name, base64 }) => {
        const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([content], name));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      },
      { name, base64: Buffer.from(bytes).toString('base64') },
    );

  /** Drops a mesh and returns its IoU with the body. */
  async function score(name: string, bytes: Uint8Array): Promise<number> {
    await drop(name, bytes);
    await studio.page.waitForSelector(`#truth-result :text("${name}")`, { timeout: PATIENCE });
    expect(await studio.page.isHidden('#problem')).toBe(true);
    expect(await studio.state()).toBe('body');
    const iou = '#truth-result dt:text-is("IoU with ground truth") + dd';
    return Number.parseFloat((await studio.page.textContent(iou))!);
  }

  it('is named as a mesh while there is no body', { timeout: PATIENCE }, async () => {
    await drop('corner.obj', Buffer.from(CORNER));
    await studio.page.waitForSelector('#problem:not([hidden])');
    expect(await studio.page.textContent('#problem-title')).toBe('corner.obj is a mesh, not a photograph.');
    expect(await studio.state()).toBe('start');
  });

  it('is ground truth of the body that is shown', { timeout: 2 * PATIENCE }, async () => {
    await studio.makeSample();
    const { bytes } = await studio.saved('[data-format="glb"]');
    // The case of a file's ending does not matter.
    expect(await score('itself.GLB', bytes)).toBeGreaterThan(0.97);
    expect(await score('corner.obj', Buffer.from(CORNER))).toBeLessThan(0.6);
    expect(await studio.page.isVisible('#truth-result')).toBe(true);
    await studio.picture('dropped-truth');
  });

  it('is refused in words where it is damaged', { timeout: PATIENCE }, async () => {
    await drop('cut.glb', Buffer.from('glTF'));
    await studio.page.waitForSelector('#problem:not([hidden])', { timeout: PATIENCE });
    expect(await studio.page.textContent('#problem-title')).toBe('cut.glb cannot be read.');
    expect(await studio.state()).toBe('body');
    expect(studio.wrong).toEqual([]);
  });
});
