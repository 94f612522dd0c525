// Specs: what they may say, what is filled in, and how what is wrong is told.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedSpec } from '../../../src/dataset/source/storedSpec.js';
import { readDatasetSpec, specOf } from '../../../src/dataset/spec/spec.js';

const least = { name: 'people', source: 'capsules', samples: 10 };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-spec-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('specOf', () => {
  it('fills in what is left out', () => {
    expect(specOf(least)).toEqual({
      spec: {
        ...least,
        seed: 0,
        split: { train: 0.8, validation: 0.1, test: 0.1 },
        dressed: 1,
        image: { format: 'jpeg', quality: 90 },
        sample: {},
      },
      splitGiven: false,
    });
  });

  it('hands options of sample on, and makes shares add up to one', () => {
    const { spec, shards } = specOf({
      ...least,
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

  it.each<[unknown, RegExp]>([
    [[], /a spec must be an object/],
    [{ ...least, name: undefined }, /^name must be text, got none/],
    [{ ...least, samples: 0 }, /^samples must be an integer from 1/],
    [{ ...least, samples: '10' }, /^samples .* got "10"/],
    [{ ...least, sampels: 10 }, /only the fields name, source, .* got 'sampels'/],
    [{ ...least, shards: 1.5 }, /^shards/],
    [{ ...least, seed: -1 }, /^seed/],
    [{ ...least, source: 'robots' }, /^source must be 'capsules'.*got "robots"/],
    [{ ...least, source: { makehuman: 7 } }, /^source\.makehuman must be text/],
    [{ ...least, source: { makehuman: 'a', mocpa: 'b' } }, /^source must have only.*'mocpa'/],
    [{ ...least, source: { meshes: 'a', up: 'w' } }, /^source\.up must be one of/],
    [{ ...least, source: { meshes: 'a', up: 'z', front: '-z' } }, /^source\.front/],
    [{ ...least, source: { meshes: 'a', height: -1 } }, /^source\.height/],
    [{ ...least, source: { meshes: 'a', yaw: [10, -10] } }, /^source\.yaw must be \[low, high\]/],
    [{ ...least, split: { train: -1 } }, /^split\.train/],
    [{ ...least, split: { train: 0 } }, /^split must have a share/],
    [{ ...least, split: { dev: 1 } }, /^split must have only.*'dev'/],
    [{ ...least, dressed: 2 }, /^dressed must be a number from 0 to 1/],
    [{ ...least, image: { format: 'gif' } }, /^image\.format must be one of 'jpeg', 'png'/],
    [{ ...least, image: { format: 'jpeg', quality: 0 } }, /^image\.quality/],
    [{ ...least, image: { format: 'png', quality: 9 } }, /'quality'/],
    [{ ...least, shape: [64, 64] }, /^shape must be \[rows, columns, slices\]/],
    [{ ...least, imageScale: 0 }, /^imageScale/],
    [{ ...least, occupancy: 'soft' }, /^occupancy/],
    [{ ...least, camera: { rol: [0, 1] } }, /^camera must have only.*'rol'/],
    [{ ...least, camera: { roll: 5 } }, /^camera\.roll must be \[low, high\]/],
    [{ ...least, lights: 'bright' }, /^lights/],
    [{ ...least, outputs: { depth: 1 } }, /^outputs\.depth must be true or false/],
    [{ ...least, backgrounds: '' }, /^backgrounds/],
  ])('says of %j which field is wrong', (spec, message) => {
    expect(() => specOf(spec)).toThrow(message);
  });
});

describe('readDatasetSpec', () => {
  it('names the file', async () => {
    await writeFile(join(folder, 'bad.json'), '{"name":');
    await writeFile(join(folder, 'wrong.json'), JSON.stringify({ ...least, seed: 0.5 }));
    await expect(readDatasetSpec(join(folder, 'none.json'))).rejects.toThrow(/none\.json: no such file/);
    await expect(readDatasetSpec(join(folder, 'bad.json'))).rejects.toThrow(/bad\.json: a spec must be JSON/);
    await expect(readDatasetSpec(join(folder, 'wrong.json'))).rejects.toThrow(/wrong\.json: seed must be an integer/);
  });
});

describe('one or two scans', () => {
  it('are all for training, unless the spec says otherwise', async () => {
    await mkdir(join(folder, 'few'));
    await writeFile(join(folder, 'few', 'x.obj'), 'v 0 0 0');
    const write = (more: object) =>
      writeFile(join(folder, 'few.json'), JSON.stringify({ ...least, source: { meshes: 'few' }, ...more }));
    await write({});
    expect((await readDatasetSpec(join(folder, 'few.json'))).spec.split).toEqual({ train: 1, validation: 0, test: 0 });
    await write({ split: { test: 2 } });
    expect((await readDatasetSpec(join(folder, 'few.json'))).spec.split).toEqual({ train: 0, validation: 0, test: 1 });
  });
});

describe('storedSpec', () => {
  it('keeps what folders hold, not where they lie', async () => {
    const spec = (meshes: string) => specOf({ ...least, source: { meshes } }).spec;
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
