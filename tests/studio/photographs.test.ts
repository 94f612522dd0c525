// Tests photographs in Studio: the file chooser, EXIF orientation, several people, and people who are cut off.

import { iou } from '@vrn/metrics';
import { decodeNpy, type Volume } from '@vrn/voxel';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing, openStudio, PATIENCE, SAMPLE, type Studio, why } from '../fixtures/studio/openStudio.js';

/** Row of the sample's knees, and side length of the sample, in pixels. */
const KNEES = 500;
const SIDE = 768;

describe.skipIf(isMissing)(`photographs in Studio in Chromium${why}`, () => {
  let studio: Studio;
  /** The volume of the sample as the bytes of an .npy file. */
  let upright: Uint8Array;

  const volume = async (): Promise<Uint8Array> => (await studio.saved('[data-format="npy"]')).bytes;
  const asVolume = (bytes: Uint8Array): Volume => decodeNpy(bytes) as Volume;

  beforeAll(async () => {
    studio = await openStudio();
  }, PATIENCE);

  afterAll(() => studio?.close());

  it('come through the file chooser, and are rotated as EXIF says', { timeout: 2 * PATIENCE }, async () => {
    const { page } = studio;
    // As a phone stores a portrait picture: rotated by a quarter turn, with the orientation in its EXIF data.
    const lying = await sharp(SAMPLE).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.click('text=Choose a photograph')]);
    await chooser.setFiles({ name: 'phone.jpg', mimeType: 'image/jpeg', buffer: lying });
    await studio.waitForState('body');
    const turned = await studio.saved('[data-format="npy"]');
    expect(turned.name).toBe('phone.npy');
    await studio.makeBody('upright.png', await sharp(lying).autoOrient().png().toBuffer());
    upright = await volume();
    expect(Buffer.from(turned.bytes).equals(Buffer.from(upright))).toBe(true);
  });

  it('with several people: the body is that of the person who was picked', { timeout: PATIENCE }, async () => {
    const { page } = studio;
    // At the left a mirror image of the person; at the right the person, smaller.
    const side = Math.round(0.8 * SIDE);
    const right = await sharp(SAMPLE).resize(side).toBuffer();
    const left = await sharp(SAMPLE).flop().toBuffer();
    const both = await sharp({ create: { width: SIDE + side, height: SIDE, channels: 3, background: '#5d4f9e' } })
      .composite([
        { input: left, left: 0, top: 0 },
        { input: right, left: SIDE, top: SIDE - side },
      ])
      .png()
      .toBuffer();
    await page.setInputFiles('#file', { name: 'pair.png', mimeType: 'image/png', buffer: both });
    await studio.waitForState('people');
    expect(await page.locator('#people button').allTextContents()).toEqual(['Person 1', 'Person 2']);
    await studio.picture('people');
    await studio.expectAccessible();
    await page.click('#people button:has-text("Person 2")');
    await studio.waitForState('body');
    const second = asVolume(await volume());
    const alone = asVolume(upright);
    const mirrored = {
      ...alone,
      offset: alone.offset + alone.stride[1]! * (alone.shape[1]! - 1),
      stride: [alone.stride[0]!, -alone.stride[1]!, alone.stride[2]!],
    };
    const agreement = [iou(second, alone), iou(second, mirrored as Volume)];
    expect(agreement[0]).toBeGreaterThan(0.6);
    expect(agreement[0]).toBeGreaterThan(agreement[1]! + 0.1);
  });

  it('that end at the knees give a body, and say what is missing', { timeout: PATIENCE }, async () => {
    const { page } = studio;
    const cut = await sharp(SAMPLE).extract({ left: 0, top: 0, width: SIDE, height: KNEES }).png().toBuffer();
    await studio.makeBody('knees.png', cut);
    const warning = page.locator('.warnings', { hasText: "cut off at the picture's bottom" });
    expect(await warning.textContent()).toContain('outside the picture: right ankle, left ankle');
    // The warning is at the top of the panels.
    expect((await warning.boundingBox())!.y).toBeLessThan(300);
    await studio.picture('cut-off');
    await studio.expectAccessible();
  });

  it('break no rule of the policy', () => {
    expect(studio.wrong).toEqual([]);
  });
});
