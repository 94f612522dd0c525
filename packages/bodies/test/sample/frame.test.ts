// Tests volumes in the frame of the view: even with perspective, their silhouette agrees with the mask.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { silhouetteIou } from '@vrn/metrics';
import { fromViewFrame, toViewFrame, voxelize } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { sample } from '../../src/sample/sample.js';

const source = bodySource('capsules');
const wide = { image: false, camera: { perspective: [50, 50] } } as const;
const at = (path: string) => fileURLToPath(new URL(`../../../../../shared/${path}`, import.meta.url));
const there = existsSync(at('makehuman')) && existsSync(at('mocap'));

/** Returns the bounds of the pixels that are covered by half or more; `bottom` and `right` are exclusive. */
function boundsOf(mask: { shape: readonly number[]; get(i: number, j: number): number }) {
  const [rows, columns] = mask.shape as [number, number];
  const found = { top: rows, bottom: 0, left: columns, right: 0 };
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (mask.get(i, j) < 0.5) continue;
      found.top = Math.min(found.top, i);
      found.bottom = Math.max(found.bottom, i + 1);
      found.left = Math.min(found.left, j);
      found.right = Math.max(found.right, j + 1);
    }
  }
  return found;
}

describe("frame: 'view'", () => {
  it.each([2, 5, 7])('person %i: the silhouette is the mask, and the person is centred as a crop is', (seed) => {
    const shape = [96, 96, 96] as const;
    const metric = sample(source, seed, { ...wide, shape, scale: [1, 1] });
    const inView = sample(source, seed, { ...wide, shape, scale: [1, 1], frame: 'view' });
    // Mask and silhouette differ at the outline even without perspective: the mask has pixels that are at least half
    // covered, the volume those whose centre is covered. That IoU is the reference.
    const flat = sample(source, seed, { image: false, shape, scale: [1, 1] });
    const [own, without] = [silhouetteIou(inView.volume, inView.mask), silhouetteIou(flat.volume, flat.mask)];
    expect(own).toBeGreaterThan(without - 0.03);
    expect(own).toBeGreaterThan(silhouetteIou(metric.volume, metric.mask) + 0.02);
    const { top, bottom, left, right } = boundsOf(inView.mask);
    expect(Math.abs(top + bottom - 96)).toBeLessThanOrEqual(2);
    expect(Math.abs(left + right - 96)).toBeLessThanOrEqual(2);
    expect(Math.abs(Math.max(bottom - top, right - left) - 0.8 * 96)).toBeLessThanOrEqual(2);
  });

  it('keeps the mesh metric, and maps it to the surface of the volume', () => {
    const shape = [48, 48, 48] as const;
    const metric = sample(source, 3, { ...wide, shape });
    const { mesh, grid, volume, drawn } = sample(source, 3, { ...wide, shape, frame: 'view' });
    expect(mesh).toEqual(metric.mesh);
    expect(drawn).toEqual({ ...metric.drawn, frame: 'view' });
    const camera = { grid, fov: drawn.fov };
    const mapped = toViewFrame(mesh, camera);
    const differing = voxelize(mapped, grid).data.filter((value, voxel) => value !== volume.data[voxel]).length;
    expect(differing).toBe(0);
    const back = fromViewFrame(mapped, camera).positions;
    expect(back.every((value, v) => Math.abs(value - mesh.positions[v]!) < 2e-6)).toBe(true);
  });

  it('is that of the person without perspective', () => {
    const shape = [32, 32, 32] as const;
    const [metric, inView] = (['metric', 'view'] as const).map((frame) => sample(source, 3, { shape, frame }));
    expect(inView!.volume.data).toEqual(metric!.volume.data);
    expect(inView!.grid).toEqual(metric!.grid);
  });

  it('is refused under another name', () => {
    expect(() => sample(source, 3, { frame: 'camera' as 'view' })).toThrow(/frame must be 'metric' or 'view'/);
  });

  it.skipIf(!there)('segments images of dressed people at 50° (needs ../shared/makehuman and ../shared/mocap)', () => {
    const people = bodySource({ makehuman: at('makehuman'), mocap: at('mocap') });
    const mean = (frame: 'metric' | 'view') => {
      const seeds = [1, 2, 3, 4, 5, 6];
      const ious = seeds.map((seed) => {
        const { volume, mask } = sample(people, seed, { ...wide, shape: [128, 128, 128], frame });
        return silhouetteIou(volume, mask);
      });
      return ious.reduce((sum, each) => sum + each, 0) / ious.length;
    };
    const [metric, inView] = [mean('metric'), mean('view')];
    expect(inView).toBeGreaterThan(0.97);
    expect(metric).toBeLessThan(0.95);
  });
});
