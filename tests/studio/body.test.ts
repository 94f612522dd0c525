// Tests the body of the sample in Studio: how it is made, corrected and written.
import { decodeGlb, decodeObj, decodePly, decodeStl, inspect } from '@vrn/mesh';
import { decodeNpy } from '@vrn/voxel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing, openStudio, PATIENCE, type Studio, why } from '../fixtures/studio/openStudio.js';

describe.skipIf(isMissing)(`a body of Studio in Chromium${why}`, () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await openStudio();
    await studio.makeSample();
  }, PATIENCE);

  afterAll(() => studio?.close());

  it('is shown, with the engine that made it', { timeout: PATIENCE }, async () => {
    expect(await studio.page.textContent('#engine-name')).toBe('WebAssembly');
    await studio.page.waitForTimeout(500);
    await studio.picture('body');
    await studio.expectAccessible();
  });

  it('writes files that parse and are the same body', { timeout: PATIENCE }, async () => {
    const files = new Map<string, Uint8Array>();
    for (const format of ['glb', 'obj', 'ply', 'npy', 'stl']) {
      const { name, bytes } = await studio.saved(`[data-format="${format}"]`);
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
    expect(await studio.page.textContent('.print-report')).toContain('Closed');
  });

  it('changes after a landmark was moved', { timeout: PATIENCE }, async () => {
    const before = await studio.saved('[data-format="npy"]');
    const wrist = studio.page.getByRole('button', { name: /^left wrist/ });
    for (let n = 0; n < 12; n++) await wrist.press('ArrowUp');
    await studio.update();
    const after = await studio.saved('[data-format="npy"]');
    expect(after.bytes.length).toBe(before.bytes.length);
    expect(Buffer.from(after.bytes).equals(Buffer.from(before.bytes))).toBe(false);
    await studio.picture('corrected');
  });

  it('leaves as many tensors after ten times as after the first', { timeout: PATIENCE }, async () => {
    const tensors = () => studio.page.getAttribute('body', 'data-tensors');
    const first = await tensors();
    expect(Number(first)).toBeGreaterThan(0);
    const wrist = studio.page.getByRole('button', { name: /^left wrist/ });
    for (let n = 0; n < 9; n++) {
      await wrist.press(n % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
      await studio.update();
    }
    expect(await tensors()).toBe(first);
  });

  it('breaks no rule of the policy', () => {
    expect(studio.wrong).toEqual([]);
  });
});
