// Tests how views are drawn: distributions, people off centre, and people cut by the border of the photograph.
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { type CameraOptions, PHOTOGRAPH_VIEWS } from '../../src/sample/cameraOptions.js';
import { type Distribution, drawValue } from '../../src/sample/distribution.js';
import { drawView } from '../../src/sample/drawView.js';
import { sample } from '../../src/sample/sample.js';

const source = bodySource('capsules');
const quiet = { shape: [48, 48, 48], noise: [0, 0] } as const;
const COUNT = 4000;

const share = (values: readonly number[], holds: (value: number) => boolean) =>
  values.filter(holds).length / values.length;

describe('a distribution', () => {
  const draws = (from: Distribution) => Array.from({ length: COUNT }, (_, seed) => drawValue(random(seed), from));

  it('that is an interval is uniform', () => {
    const values = draws([10, 30]);
    expect(values.every((value) => value >= 10 && value < 30)).toBe(true);
    // The standard error of a share of COUNT draws is below 0.008.
    expect(share(values, (value) => value < 15)).toBeCloseTo(0.25, 1);
  });

  it('with a peak is normal within its bounds', () => {
    const values = draws({ mean: 3, deviation: 7, within: [-15, 30] });
    expect(values.every((value) => value >= -15 && value <= 30)).toBe(true);
    // Within one standard deviation: 0.683 / 0.995, because the 0.5 % outside the bounds are drawn again.
    expect(Math.abs(share(values, (value) => Math.abs(value - 3) < 7) - 0.686)).toBeLessThan(0.025);
    expect(Math.abs(share(values, (value) => value < 3) - 0.5)).toBeLessThan(0.025);
  });

  it('with a uniform part mixes both', () => {
    const values = draws({ mean: 0, deviation: 25, within: [-180, 180], uniform: 0.5 });
    // Within 25°: 0.5 · 0.683 + 0.5 · 50 / 360. Beyond 90°: 0.5 · 0.5.
    expect(Math.abs(share(values, (value) => Math.abs(value) < 25) - 0.411)).toBeLessThan(0.025);
    expect(Math.abs(share(values, (value) => Math.abs(value) > 90) - 0.25)).toBeLessThan(0.025);
  });
});

describe('views of photographs', () => {
  const views = Array.from({ length: COUNT }, (_, seed) => drawView(random(seed), PHOTOGRAPH_VIEWS));

  it('have the documented distributions', () => {
    expect(
      Math.abs(
        share(
          views.map(({ turn }) => turn),
          (turn) => Math.abs(turn) < 25,
        ) - 0.411,
      ),
    ).toBeLessThan(0.025);
    expect(
      share(
        views.map(({ pitch }) => pitch),
        (pitch) => Math.abs(pitch - 3) < 7,
      ),
    ).toBeGreaterThan(0.6);
    expect(views.every(({ fov, pitch }) => fov >= 15 && fov <= 60 && pitch >= -15 && pitch <= 30)).toBe(true);
    expect(
      Math.abs(
        share(
          views.map(({ cut }) => (cut ? 1 : 0)),
          (cut) => cut === 1,
        ) - 0.1,
      ),
    ).toBeLessThan(0.02);
    const feet = views.filter(({ cut }) => cut).map(({ cut }) => (cut!.side === 'bottom' ? 1 : 0));
    expect(Math.abs(share(feet, (bottom) => bottom === 1) - 0.7)).toBeLessThan(0.1);
  });

  it('are those of the named camera', () => {
    const [named, listed] = (['photographs', PHOTOGRAPH_VIEWS] as const).map((camera) =>
      sample(source, 3, { ...quiet, image: false, camera }),
    );
    expect(named).toEqual(listed);
    expect(named!.drawn.fov).toBeGreaterThan(0);
  });
});

describe('the place in the frame', () => {
  it('is shifted to the right and upwards by an offset, for everything alike', () => {
    const centred = sample(source, 3, { ...quiet, scale: [0.8, 0.8] });
    const shifted = sample(source, 3, { ...quiet, scale: [0.8, 0.8], camera: { offset: [-0.1, 0.1] } });
    const [right, up] = shifted.drawn.offset!;
    expect(Math.abs(right) + Math.abs(up)).toBeGreaterThan(0.02);
    for (const [number, [row, column]] of centred.landmarks.entries()) {
      expect(shifted.landmarks[number]![0]).toBeCloseTo(row - 48 * up, 4);
      expect(shifted.landmarks[number]![1]).toBeCloseTo(column + 48 * right, 4);
    }
    expect(shifted.drawn).toEqual({ ...centred.drawn, offset: [right, up] });
  });

  it.each([1, 2, 3, 4, 5, 6])('person %i that the border cuts fills the frame as far as they are visible', (seed) => {
    const { mask, landmarks, visible, drawn, image, volume, mesh, grid } = sample(source, seed, {
      ...quiet,
      scale: [1, 1],
      camera: { cut: 1, cutDepth: [0.3, 0.4] },
    });
    const { side } = drawn.cut!;
    const covered = { top: 48, bottom: -1, left: 48, right: -1 };
    for (let i = 0; i < 48; i++) {
      for (let j = 0; j < 48; j++) {
        if (mask.get(i, j) < 0.5) continue;
        covered.top = Math.min(covered.top, i);
        covered.bottom = Math.max(covered.bottom, i);
        covered.left = Math.min(covered.left, j);
        covered.right = Math.max(covered.right, j);
      }
    }
    // The border is rounded to pixels, so that the extent may differ by a pixel at either end.
    const extent = 1 + Math.max(covered.bottom - covered.top, covered.right - covered.left);
    expect(extent).toBeLessThanOrEqual(0.8 * 48 + 2.5);
    // The person is smaller only where the grid would otherwise be too shallow.
    const [near, far] = [grid.max[2], grid.min[2]];
    const reach = mesh.positions.reduce(
      (most, z, at) => (at % 3 === 2 ? Math.max(most, Math.abs(z - (near + far) / 2)) : most),
      0,
    );
    if (reach < 0.499 * (near - far)) expect(extent).toBeGreaterThanOrEqual(0.8 * 48 - 2.5);
    const lost = landmarks.filter(([row, column]) => {
      if (side === 'left' || side === 'right')
        return side === 'left' ? column < covered.left - 1 : column > covered.right + 1;
      return side === 'top' ? row < covered.top - 1 : row > covered.bottom + 1;
    });
    for (const [, , confidence] of lost) expect(confidence).toBe(0);
    if (side === 'bottom') {
      expect(landmarks[0]![2]).toBe(0);
      expect(visible[0]).toBe(false);
      // Below the cut, the image repeats its last row, and the volume contains the rest of the person.
      const last = covered.bottom + 2;
      const row = (i: number) => image.data.slice(3 * 48 * i, 3 * 48 * (i + 1));
      expect(row(last)).toEqual(row(47));
      expect(
        volume.data.subarray(48 * 48 * (covered.bottom + 2), 48 * 48 * (covered.bottom + 3)).some((v) => v > 0),
      ).toBe(true);
    }
  });
});

describe('invalid cameras', () => {
  it.each<[CameraOptions, RegExp]>([
    [{ turn: { mean: 0, deviation: 0, within: [-10, 10] } }, /sample: camera\.turn must be \{ mean, deviation, within/],
    [{ turn: { mean: 20, deviation: 1, within: [-10, 10] } }, /camera\.turn/],
    [{ turn: { mean: 0, deviation: 1, within: [-10, 10], uniform: 2 } }, /camera\.turn/],
    [{ turn: { mean: 0, deviation: 1, within: [-10, 10], unifrom: 1 } as never }, /unifrom/],
    [{ pitch: { mean: 0, deviation: 1, within: [-100, 10] } }, /camera\.pitch/],
    [{ roll: 5 as never }, /camera\.roll must be \[low, high\]/],
    [{ offset: [0, 1] }, /camera\.offset/],
    [{ cut: 2 }, /camera\.cut must be a probability/],
    [{ cutDepth: [0.5, 1] }, /camera\.cutDepth/],
    [{ cutDepth: { mean: 0.2, deviation: 0.1, within: [0, 0.3] } as never }, /camera\.cutDepth must be \[low/],
    ['snapshots' as never, /camera must be 'photographs'/],
  ])('are refused: %j', (camera, message) => {
    expect(() => sample(source, 0, { ...quiet, camera })).toThrow(message);
  });
});
