// Tests specs of data sets: their fields, defaults, and error messages.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedSpec } from '../../../src/dataset/source/storedSpec.js';
import { readDatasetSpec, specOf } from '../../../src/dataset/spec/spec.js';
import { PHOTOGRAPH_POSES } from '../../../src/makehuman/makehumanSource.js';
import { PHOTOGRAPH_VIEWS } from '../../../src/sample/cameraOptions.js';

const minimal = { name: 'people', source: 'capsules', samples: 10 };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-spec-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('specOf', () => {
  it('fills in defaults', () => {
    expect(specOf(minimal)).toEqual({
      spec: {
        ...minimal,
        seed: 0,
        split: { train: 0.8, validation: 0.1, test: 0.1 },
        dressed: 1,
        image: { format: 'jpeg', quality: 90 },
        sample: {},
      },
      splitGiven: false,
    });
  });

  it('passes options of sample on, and normalises shares', () => {
    const { spec, shards } = specOf({
      ...minimal,
      shards: 4,
      shape: [256, 128, 96],
      camera: { perspective: [20, 60], roll: [-10, 10] },
      lights: { count: [1, 3] },
      outputs: { depth: true },
      split: { train: 36, test: 4 },
      source: { meshes: 'scans', up: 'z', front: '-y' },
      image: { format: 'png' },
    });
    expect(shards).toBe(4);
    expect(spec.split).toEqual({ train: 0.9, validation: 0, test: 0.1 });
    expect(spec.source).toMatchObject({ meshes: 'scans', up: 'z', front: '-y', height: 1.7, yaw: [-180, 180] });
    expect(spec.sample).toEqual({
      shape: [256, 128, 96],
      camera: { perspective: [20, 60], roll: [-10, 10] },
      lights: { count: [1, 3] },
      outputs: { depth: true },
    });
  });

  it('replaces views of photographs by their numbers, where the spec gives no others', () => {
    const named = { ...minimal, source: { makehuman: 'a' }, views: 'photographs' };
    expect(specOf(named).spec.sample.camera).toEqual(PHOTOGRAPH_VIEWS);
    expect(specOf({ ...minimal, camera: 'photographs' }).spec.sample.camera).toEqual(PHOTOGRAPH_VIEWS);
    expect(specOf(named).spec.source).toEqual({ makehuman: 'a', ...PHOTOGRAPH_POSES });
    const { spec } = specOf({ ...named, source: { makehuman: 'a', tilt: 0 }, camera: { turn: [0, 5] } });
    expect(spec.source).toEqual({ makehuman: 'a', ...PHOTOGRAPH_POSES, tilt: 0 });
    expect(spec.sample.camera).toEqual({ turn: [0, 5] });
    expect(specOf({ ...minimal, views: 'photographs' }).spec.source).toBe('capsules');
  });

  it('reads distributions with a peak', () => {
    const camera = { pitch: { mean: 3, deviation: 7, within: [-15, 30], uniform: 0.1 }, cut: 0.2 };
    expect(specOf({ ...minimal, camera }).spec.sample.camera).toEqual(camera);
  });

  it.each<[unknown, RegExp]>([
    [[], /a spec must be an object/],
    [{ ...minimal, name: undefined }, /^name must be text, got none/],
    [{ ...minimal, samples: 0 }, /^samples must be an integer from 1/],
    [{ ...minimal, samples: '10' }, /^samples .* got "10"/],
    [{ ...minimal, sampels: 10 }, /only the fields name, source, .* got 'sampels'/],
    [{ ...minimal, shards: 1.5 }, /^shards/],
    [{ ...minimal, seed: -1 }, /^seed/],
    [{ ...minimal, source: 'robots' }, /^source must be 'capsules'.*got "robots"/],
    [{ ...minimal, source: { makehuman: 7 } }, /^source\.makehuman must be text/],
    [{ ...minimal, source: { makehuman: 'a', mocpa: 'b' } }, /^source must have only.*'mocpa'/],
    [{ ...minimal, source: { meshes: 'a', up: 'w' } }, /^source\.up must be one of/],
    [{ ...minimal, source: { meshes: 'a', up: 'z', front: '-z' } }, /^source\.front/],
    [{ ...minimal, source: { meshes: 'a', height: -1 } }, /^source\.height/],
    [{ ...minimal, source: { meshes: 'a', yaw: [10, -10] } }, /^source\.yaw must be \[low, high\]/],
    [{ ...minimal, split: { train: -1 } }, /^split\.train/],
    [{ ...minimal, split: { train: 0 } }, /^split must have a share/],
    [{ ...minimal, split: { dev: 1 } }, /^split must have only.*'dev'/],
    [{ ...minimal, dressed: 2 }, /^dressed must be a number from 0 to 1/],
    [{ ...minimal, image: { format: 'gif' } }, /^image\.format must be one of 'jpeg', 'png'/],
    [{ ...minimal, image: { format: 'jpeg', quality: 0 } }, /^image\.quality/],
    [{ ...minimal, image: { format: 'png', quality: 9 } }, /'quality'/],
    [{ ...minimal, shape: [64, 64] }, /^shape must be \[rows, columns, slices\]/],
    [{ ...minimal, imageScale: 0 }, /^imageScale/],
    [{ ...minimal, occupancy: 'soft' }, /^occupancy/],
    [{ ...minimal, camera: { rol: [0, 1] } }, /^camera must have only.*'rol'/],
    [{ ...minimal, views: 'paintings' }, /^views must be one of 'photographs'/],
    [{ ...minimal, camera: { turn: { mean: 0, deviation: 5 } } }, /camera\.turn must be \{ mean/],
    [{ ...minimal, camera: { turn: { mean: 0, spread: 5 } } }, /^camera\.turn must have only.*'spread'/],
    [{ ...minimal, source: { makehuman: 'a', standing: 2 } }, /^source\.standing must be a number from 0 to 1/],
    [{ ...minimal, camera: { roll: 5 } }, /^camera\.roll must be \[low, high\]/],
    [{ ...minimal, lights: 'bright' }, /^lights/],
    [{ ...minimal, outputs: { depth: 1 } }, /^outputs\.depth must be true or false/],
    [{ ...minimal, backgrounds: '' }, /^backgrounds/],
  ])('names the wrong field of %j', (spec, message) => {
    expect(() => specOf(spec)).toThrow(message);
  });
});

describe('readDatasetSpec', () => {
  it('names the file', async () => {
    await writeFile(join(folder, 'bad.json'), '{"name":');
    await writeFile(join(folder, 'wrong.json'), JSON.stringify({ ...minimal, seed: 0.5 }));
    await expect(readDatasetSpec(join(folder, 'none.json'))).rejects.toThrow(/none\.json: no such file/);
    await expect(readDatasetSpec(join(folder, 'bad.json'))).rejects.toThrow(/bad\.json: a spec must be JSON/);
    await expect(readDatasetSpec(join(folder, 'wrong.json'))).rejects.toThrow(/wrong\.json: seed must be an integer/);
  });
});

describe('one or two scans', () => {
  it('are all used for training, unless the spec has shares', async () => {
    await mkdir(join(folder, 'few'));
    await writeFile(join(folder, 'few', 'x.obj'), 'v 0 0 0');
    const write = (more: object) =>
      writeFile(join(folder, 'few.json'), JSON.stringify({ ...minimal, source: { meshes: 'few' }, ...more }));
    await write({});
    expect((await readDatasetSpec(join(folder, 'few.json'))).spec.split).toEqual({ train: 1, validation: 0, test: 0 });
    await write({ split: { test: 2 } });
    expect((await readDatasetSpec(join(folder, 'few.json'))).spec.split).toEqual({ train: 0, validation: 0, test: 1 });
  });
});

describe('storedSpec', () => {
  it('depends on the contents of folders, not on their paths', async () => {
    const spec = (meshes: string) => specOf({ ...minimal, source: { meshes } }).spec;
    for (const name of ['a', 'b', 'c']) await mkdir(join(folder, name));
    for (const name of ['a', 'b']) await writeFile(join(folder, name, 'x.obj'), 'v 0 0 0');
    await writeFile(join(folder, 'c', 'x.obj'), 'v 0 0 1');
    const [a, b, c] = [
      await storedSpec(spec('a'), folder),
      await storedSpec(spec('b'), folder),
      await storedSpec(spec('c'), folder),
    ];
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(JSON.stringify(a)).toContain('sha256:');
  });
});
