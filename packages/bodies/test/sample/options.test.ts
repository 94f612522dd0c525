// Tests options of samples: camera, lighting, backgrounds, artefacts, outputs and grids; and visibility of landmarks.
import { silhouetteIou } from '@vrn/metrics';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import type { Body, BodyOptions, BodySource } from '../../src/person/person.js';
import { PHOTO, PLAIN, type SampleOptions, sample } from '../../src/sample/sample.js';
import { checker, wrapped } from '../wrapped.js';

const source = bodySource('capsules');
const shape = [48, 48, 48] as const;
const quiet = { shape, noise: [0, 0], jpeg: 'none', blur: [0, 0] } as const satisfies SampleOptions;

describe('sample without options', () => {
  it('renders bodies without surfaces plainly, and those with surfaces like photographs', () => {
    expect(sample(source, 3, { shape }).image.data).toEqual(sample(source, 3, { shape, ...PLAIN }).image.data);
    expect(sample(wrapped, 3, { shape }).image.data).toEqual(sample(wrapped, 3, { shape, ...PHOTO }).image.data);
    expect(sample(source, 3, { shape }).drawn).toEqual({
      scale: expect.any(Number),
      fov: 0,
      turn: 0,
      pitch: 0,
      roll: 0,
    });
  });

  it('returns provenance and visible surfaces', () => {
    const person = sample(wrapped, 3, { shape });
    expect(person.provenance).toEqual({ source: 'wrapped', person: '1' });
    expect(person.surfaces!.map(({ name }) => name)).toEqual(['cloth', 'card']);
    expect(sample(source, 3, { shape }).provenance?.source).toBe('capsules');
    expect(sample(source, 3, { shape }).surfaces).toBeUndefined();
  });
});

describe('the camera', () => {
  it.each([1, 5])('person %i rolled by 90° is rotated equally in image, landmarks and volume', (seed) => {
    const upright = sample(source, seed, { ...quiet, scale: [1, 1] });
    const rolled = sample(source, seed, { ...quiet, scale: [1, 1], camera: { roll: [90, 90] } });
    expect(silhouetteIou(rolled.volume, rolled.mask)).toBeGreaterThan(0.86);
    // A landmark at (row, column) moves to (47 − column, row).
    for (const [number, [row, column]] of upright.landmarks.entries()) {
      expect(rolled.landmarks[number]![0]).toBeCloseTo(47 - column, 2);
      expect(rolled.landmarks[number]![1]).toBeCloseTo(row, 2);
    }
    let [same, total] = [0, 0];
    for (let i = 0; i < 48; i++) {
      for (let j = 0; j < 48; j++) {
        total += upright.mask.get(i, j);
        same += Math.min(upright.mask.get(i, j), rolled.mask.get(47 - j, i));
      }
    }
    expect(same / total).toBeGreaterThan(0.98);
  });

  it('a turn of 180° shows the back, with the right hand on the right', () => {
    const facing = sample(source, 8, quiet);
    const turned = sample(source, 8, { ...quiet, camera: { turn: [180, 180] } });
    const sign = ({ landmarks }: typeof facing) => Math.sign(landmarks[12]![1] - landmarks[13]![1]);
    expect([sign(facing), sign(turned)]).toEqual([-1, 1]);
    expect(silhouetteIou(turned.volume, turned.mask)).toBeGreaterThan(0.86);
  });

  it('looking down shortens people, and angles are drawn from their ranges', () => {
    const tall = ({ grid, mesh }: ReturnType<typeof sample>) => {
      let [low, high] = [Infinity, -Infinity];
      for (let v = 1; v < mesh.positions.length; v += 3) {
        low = Math.min(low, mesh.positions[v]!);
        high = Math.max(high, mesh.positions[v]!);
      }
      expect(high).toBeLessThan(grid.max[1]);
      return high - low;
    };
    const straight = sample(source, 8, quiet);
    const above = sample(source, 8, { ...quiet, camera: { pitch: [60, 60] } });
    expect(tall(above)).toBeLessThan(0.9 * tall(straight));
    const angles = Array.from({ length: 6 }, (_, seed) =>
      sample(source, seed, {
        ...quiet,
        image: false,
        camera: { roll: [-10, 10], turn: [20, 30], perspective: [30, 60] },
      }),
    ).map(({ drawn }) => drawn);
    for (const { roll, turn, fov } of angles) {
      expect(Math.abs(roll)).toBeLessThan(10);
      expect(turn >= 20 && turn < 30).toBe(true);
      expect(fov >= 30 && fov < 60).toBe(true);
    }
    expect(new Set(angles.map(({ roll }) => roll)).size).toBe(6);
  });

  it.each([2, 5])('perspective keeps the volume of person %i, and changes the mask by depth', (seed) => {
    const flat = sample(source, seed, quiet);
    const deep = sample(source, seed, { ...quiet, camera: { perspective: [60, 60] } });
    expect(deep.volume.data).toEqual(flat.volume.data);
    expect(deep.grid).toEqual(flat.grid);
    expect(deep.mask.data).not.toEqual(flat.mask.data);
    expect(silhouetteIou(deep.volume, deep.mask)).toBeGreaterThan(0.4);
    for (const [number, [row, column]] of deep.landmarks.entries()) {
      if (deep.visible[number]) expect(deep.mask.get(Math.round(row), Math.round(column))).toBeGreaterThanOrEqual(0.5);
    }
  });
});

describe('the image', () => {
  const base = sample(wrapped, 4, quiet);
  it.each<[string, SampleOptions]>([
    ['lights', { lights: 'lamp' }],
    ['lights within ranges', { lights: { count: [4, 4], tint: [1, 1] } }],
    ['background', { background: { kinds: ['stripes'] } }],
    ['backgrounds', { backgrounds: [checker], background: { pictures: 1 } }],
    ['blur', { blur: [1, 1] }],
    ['noise', { noise: [0.05, 0.05] }],
    ['jpeg', { jpeg: [20, 20] }],
    ['supersample', { supersample: 1 }],
  ])('%s changes the image and neither landmarks nor volume', (name, options) => {
    const other = sample(wrapped, 4, { ...quiet, ...options });
    expect(other.image.data).not.toEqual(base.image.data);
    expect(other.image.data.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect([other.landmarks, other.volume.data]).toEqual([base.landmarks, base.volume.data]);
    if (name !== 'supersample') expect(other.mask.data).toEqual(base.mask.data);
  });

  it('draws each effect from its own stream: another background does not change the lighting', () => {
    const other = sample(wrapped, 4, { ...quiet, background: { kinds: ['noise'] } });
    const full = base.mask.data.indexOf(1);
    expect(other.image.data[3 * full]).toBe(base.image.data[3 * full]);
  });

  it('has depth and normals on request, with and without an image', () => {
    const outputs = { depth: true, normals: true };
    const { depth, normals, mask, grid, visible } = sample(wrapped, 4, { ...quiet, outputs });
    expect([depth!.shape, normals!.shape]).toEqual([
      [48, 48],
      [48, 48, 3],
    ]);
    for (let at = 0; at < mask.data.length; at++) expect(depth!.data[at]! < grid.shape[2]).toBe(mask.data[at]! > 0);
    const grey = sample(wrapped, 4, { ...quiet, outputs, image: false });
    expect(grey.image.data.every((value) => value === 0.5)).toBe(true);
    expect(grey.depth!.data).toEqual(depth!.data);
    expect(grey.visible).toEqual(visible);
    expect(sample(wrapped, 4, quiet).depth).toBeUndefined();
  });
});

describe('the volume', () => {
  it('has fractions of voxels on request, with the same sum', () => {
    const binary = sample(source, 4, { ...quiet, image: false });
    const { volume } = sample(source, 4, { ...quiet, image: false, occupancy: 'fraction' });
    expect(volume.data).toBeInstanceOf(Float32Array);
    const sum = (data: ArrayLike<number>) => Array.from(data).reduce((total, value) => total + value, 0);
    expect(sum(volume.data) / sum(binary.volume.data)).toBeCloseTo(1, 1);
    expect(volume.data.some((value) => value > 0.2 && value < 0.8)).toBe(true);
    const differing = volume.data.filter((value, at) => value >= 0.5 !== binary.volume.data[at]! > 0).length;
    expect(differing / sum(binary.volume.data)).toBeLessThan(0.15);
  });

  it('is centred in z as requested', () => {
    const middle = (align?: 'mean' | 'centroid' | 'bounds') => {
      const { grid } = sample(source, 6, { ...quiet, image: false, ...(align && { align }) });
      return (grid.min[2] + grid.max[2]) / 2;
    };
    expect(middle()).toBe(middle('mean'));
    expect(new Set([middle('mean'), middle('centroid'), middle('bounds')]).size).toBe(3);
  });

  it('contains a person who is deeper than the grid would be', () => {
    const deep: BodySource = {
      name: 'deep',
      body: (rng, options) => {
        const { mesh, landmarks } = source.body(rng, options);
        const positions = mesh.positions.map((value, at) => (at % 3 === 2 ? 6 * value : value));
        return { mesh: { ...mesh, positions }, landmarks: landmarks.map(([x, y, z]) => [x, y, 6 * z]) };
      },
    };
    const { grid, mesh, volume, mask } = sample(deep, 1, { ...quiet, image: false });
    for (let v = 2; v < mesh.positions.length; v += 3) {
      expect(mesh.positions[v]! >= grid.min[2] - 1e-6 && mesh.positions[v]! <= grid.max[2] + 1e-6).toBe(true);
    }
    expect(silhouetteIou(volume, mask)).toBeGreaterThan(0.8);
  });

  it("may have the paper's shape for scans", () => {
    const { image, volume, mask } = sample(source, 2, { ...quiet, shape: [64, 32, 24] });
    expect([image.shape, volume.shape]).toEqual([
      [64, 32, 3],
      [64, 32, 24],
    ]);
    expect(silhouetteIou(volume, mask)).toBeGreaterThan(0.7);
  });
});

describe('the source', () => {
  const plain = (more: Partial<Body> = {}, asked: BodyOptions[] = []): BodySource => ({
    name: 'test',
    body: (rng, options) => {
      asked.push(options);
      return { ...source.body(rng, { detail: options.detail, colours: options.colours }), ...more };
    },
  });

  it('receives the options of a body', () => {
    const asked: BodyOptions[] = [];
    sample(plain({}, asked), 1, { ...quiet, split: 'test', dressed: false, image: false });
    sample(plain({}, asked), 1, quiet);
    expect(asked).toEqual([
      { detail: 1.7 / 64, colours: false, split: 'test', dressed: false },
      { detail: 1.7 / 64, colours: true },
    ]);
  });

  it('may lack landmarks: all have confidence 0 and none is visible', () => {
    const { landmarks, visible } = sample(plain({ hasLandmarks: false }), 1, quiet);
    expect(landmarks.map(([, , confidence]) => confidence)).toEqual(new Array(16).fill(0));
    expect(visible).toEqual(new Array(16).fill(false));
  });

  it('may have open meshes, filled by winding numbers', () => {
    const whole = sample(source, 1, { ...quiet, image: false, shape: [24, 24, 24] });
    const open = (rule: 'nonzero' | 'winding'): BodySource => ({
      name: 'open',
      body: (rng, options) => {
        const { mesh, landmarks } = source.body(rng, options);
        return {
          mesh: { ...mesh, indices: mesh.indices.filter((_, at) => Math.floor(at / 3) % 40 > 0) },
          landmarks,
          rule,
        };
      },
    });
    const { volume } = sample(open('winding'), 1, { ...quiet, image: false, shape: [24, 24, 24] });
    const differing = volume.data.filter((value, at) => value !== whole.volume.data[at]).length;
    expect(differing / whole.volume.data.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.1);
  });
});

describe('invalid options', () => {
  it.each<[SampleOptions, RegExp]>([
    [{ camera: { perspective: [0, 30] } }, /sample: camera.perspective .* got \[0,30\]/],
    [{ camera: { perspective: [30, 120] } }, /camera.perspective/],
    [{ camera: { roll: [10, -10] } }, /camera.roll must be \[low, high\]/],
    [{ blur: [-1, 0] }, /blur must be/],
    [{ noise: [0, 2] }, /noise must be/],
    [{ jpeg: [0, 50] }, /jpeg must be 'none'/],
    [{ lights: { count: [0, 2] } }, /lights.count/],
    [{ lights: { count: [1.5, 2] } }, /lights.count must be integers/],
    [{ lights: { shadow: [0, 2] } }, /lights.shadow/],
    [{ lights: 'sun' as 'lamp' }, /lights must be 'lamp'/],
    [{ background: { kinds: [] } }, /sample: background.kinds/],
    [{ align: 'top' as 'mean' }, /align must be/],
    [{ occupancy: 'surface' as 'binary' }, /occupancy must be/],
    [{ supersample: 0 }, /supersample/],
  ])('rejects %j', (options, message) => {
    expect(() => sample(source, 0, options)).toThrow(message);
  });
});
