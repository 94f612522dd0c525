// Tests that volume, mask and landmarks of dressed people are aligned.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { silhouetteIou } from '@vrn/metrics';
import { silhouette } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import type { BodySource } from '../../src/person/person.js';
import { sample } from '../../src/sample/sample.js';

const at = (path: string) => fileURLToPath(new URL(`../../../../../shared/${path}`, import.meta.url));
const there = existsSync(at('makehuman')) && existsSync(at('mocap'));

describe.skipIf(!there)('samples of makehuman (needs ../shared/makehuman and ../shared/mocap)', () => {
  let source: BodySource;
  beforeAll(() => {
    source = bodySource({ makehuman: at('makehuman'), mocap: at('mocap') });
  });

  it.each([1, 2, 3, 4])('person %i: silhouette, mask and visible landmarks agree', (seed) => {
    const { volume, mask, landmarks, visible } = sample(source, seed, { shape: [128, 128, 128] });
    // Mask and silhouette differ at the outline, and at fingers thinner than a voxel. The mean IoU of many people is
    // above 0.98.
    expect(silhouetteIou(volume, mask)).toBeGreaterThan(0.94);
    const shadow = silhouette(volume);
    for (const [number, [row, column]] of landmarks.entries()) {
      if (!visible[number]) continue;
      expect(mask.get(Math.round(row), Math.round(column))).toBeGreaterThanOrEqual(0.5);
      expect(shadow.get(Math.round(row), Math.round(column))).toBe(1);
    }
    expect(visible.filter(Boolean).length).toBeGreaterThan(7);
  });

  it('mask and volume are equal without an image, except at holes of textures', () => {
    const options = { shape: [64, 64, 64] } as const;
    const [seen, bare] = [sample(source, 5, options), sample(source, 5, { ...options, image: false })];
    expect(bare.volume.data).toEqual(seen.volume.data);
    expect(bare.landmarks).toEqual(seen.landmarks);
    const differing = bare.mask.data.filter((value, pixel) => value >= 0.5 !== seen.mask.data[pixel]! >= 0.5).length;
    expect(differing / seen.mask.data.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.05);
  });
});
