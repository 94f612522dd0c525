// Tests that a data set is the same whether made as one shard, as several, or after an interruption, and that damage is
// found.
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeObj } from '@vrn/mesh';
import { cube } from '@vrn/test-utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeDataset } from '../../../src/dataset/check/mergeDataset.js';
import { verifyDataset } from '../../../src/dataset/check/verifyDataset.js';
import makeInWorker from '../../../src/dataset/make/datasetWorker.js';
import { makePart } from '../../../src/dataset/make/makePart.js';
import { makeShard } from '../../../src/dataset/make/makeShard.js';
import { readPart, writePart } from '../../../src/dataset/make/parts.js';
import { openSet } from '../../../src/dataset/set/setFolder.js';
import { withShard } from '../../../src/dataset/set/shardFile.js';
import { storedSpec } from '../../../src/dataset/source/storedSpec.js';
import { specOf } from '../../../src/dataset/spec/spec.js';

const { spec } = specOf({ name: 'few', source: 'capsules', samples: 24, seed: 3, shape: [16, 16, 16], image: false });
let folder: string;
const at = (...names: string[]) => join(folder, ...names);

async function make(output: string, index: number, count: number, of = spec) {
  const stored = await storedSpec(of, folder);
  await openSet(at(output), stored, count);
  return makeShard({ spec: of, stored, folder, output: at(output), index, count, workers: 1 });
}
const contents = async (output: string) =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(at(output))).map(async (name) => [name, (await readFile(at(output, name))).toString('base64')]),
    ),
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-make-'));
  await make('one', 0, 1);
  for (const index of [2, 0, 1]) await make('three', index, 3);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('makeDataset', () => {
  it('gives equal samples for any number of shards, and equal files after a merge', async () => {
    expect(await mergeDataset(at('three'), { output: at('merged') })).toHaveLength(3);
    expect(await contents('merged')).toEqual(await contents('one'));
  });

  it('keeps intact shards, and makes damaged or missing ones again', async () => {
    await cp(at('three'), at('broken'), { recursive: true });
    const before = await contents('broken');
    const files = ['train-00001-of-00003.vrns', 'test-00001-of-00003.vrns'];
    const bytes = await readFile(at('broken', files[0]!));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(at('broken', files[0]!), bytes);
    const kept = (await stat(at('broken', files[1]!))).mtimeMs;
    const { made, finished, resumed } = await make('broken', 1, 3);
    expect({ made, finished, resumed }).toEqual({ made: 6, finished: 2, resumed: 0 });
    expect((await stat(at('broken', files[1]!))).mtimeMs).toBe(kept);
    await writeFile(at('broken', files[0]!), bytes.subarray(0, 99));
    await rm(at('broken', files[1]!));
    await make('broken', 1, 3);
    expect(await contents('broken')).toEqual(before);
    expect((await make('broken', 1, 3)).made).toBe(0);
  });

  it('resumes from intact parts after an interruption', async () => {
    const stored = await storedSpec(spec, folder);
    await openSet(at('resumed'), stored, 1);
    let calls = 0;
    const stop = () => {
      if (++calls === 2) throw new Error('interrupted');
    };
    const task = { spec, stored, folder, output: at('resumed'), index: 0, count: 1, workers: 1 };
    await expect(makeShard({ ...task, onSamples: stop })).rejects.toThrow('interrupted');
    const [parts] = await readdir(at('resumed', '.parts'));
    const names = await readdir(at('resumed', '.parts', parts!));
    expect(names).toHaveLength(2);
    // An interruption can leave temporary files, but no truncated parts. Both are ignored.
    const [first, second] = names.map((name) => at('resumed', '.parts', parts!, name));
    await writeFile(second!, (await readFile(second!)).subarray(0, 50));
    await writeFile(`${first}.0123.tmp`, 'half');
    const { made, resumed } = await makeShard(task);
    expect({ made, resumed }).toEqual({ made: 16, resumed: 8 });
    expect(await contents('resumed')).toEqual(await contents('one'));
  });

  it('succeeds while another process makes the same shard', async () => {
    await Promise.all([make('twice', 0, 1), make('twice', 0, 1)]);
    await make('twice', 0, 1);
    expect(await contents('twice')).toEqual(await contents('one'));
  });

  it('keeps number, seed, person and split of every sample', async () => {
    const tests = await withShard(at('three', 'test-00002-of-00003.vrns'), async (shard) => {
      expect(shard.header).toMatchObject({ split: 'test', shard: { index: 2, count: 3 }, spec: { name: 'few' } });
      return shard.sample(0);
    });
    expect(tests.provenance).toMatchObject({ source: 'capsules', sample: 19 });
  });

  it('refuses folders of other data sets, and of another number of shards', async () => {
    const other = { ...spec, seed: 4 };
    await expect(make('one', 0, 1, other)).rejects.toThrow(/holds? this set, got one that differs in 'seed'/);
    await expect(make('one', 0, 4)).rejects.toThrow(/shards of 4, got test-00000-of-00001\.vrns/);
  });

  it('reports a bad source in one line', async () => {
    await mkdir(at('scans'));
    await writeFile(at('scans', 'ann.obj'), 'v 0 0 0\n');
    const scans = specOf({ name: 'x', samples: 2, source: { meshes: 'scans' }, split: { train: 1 } }).spec;
    await expect(make('bad', 0, 1, scans)).rejects.toThrow(/ann\.obj: mesh must have faces, got none$/);
    const none = specOf({ name: 'x', samples: 1, source: { meshes: 'nowhere' } }).spec;
    await expect(storedSpec(none, folder)).rejects.toThrow(/nowhere/);
  });

  it('makes data sets of scans, of shape 128 × 256 × 96', async () => {
    await mkdir(at('boxes'));
    for (const name of ['a', 'b']) await writeFile(at('boxes', `${name}.obj`), encodeObj(cube({ side: 2 })));
    const open = cube({ side: 2 });
    await writeFile(at('boxes', 'open.obj'), encodeObj({ ...open, indices: open.indices.slice(6) }));
    const scans = specOf({
      name: 'scans',
      samples: 6,
      shape: [32, 16, 12],
      source: { meshes: 'boxes' },
      split: { train: 2, test: 1 },
    }).spec;
    await make('scanned', 0, 1, scans);
    const people: string[] = [];
    for (const file of ['train-00000-of-00001.vrns', 'test-00000-of-00001.vrns']) {
      await withShard(at('scanned', file), async (shard) => {
        for await (const { volume, landmarks, provenance } of shard) {
          expect(volume.shape).toEqual([32, 16, 12]);
          expect(Array.from(volume.data as Uint8Array).some((voxel) => voxel === 1)).toBe(true);
          expect(landmarks.every(([, , confidence]) => confidence === 0)).toBe(true);
          people.push(`${shard.header.split} ${provenance!.person}`);
        }
      });
    }
    expect(new Set(people.map((each) => each.split(' ')[1])).size).toBe(new Set(people).size);
    expect((await verifyDataset(at('scanned'))).faults).toEqual([]);
  });
});

describe('verifyDataset', () => {
  it('finds no fault in an intact data set', async () => {
    const { faults, samples, shards } = await verifyDataset(at('three'));
    expect({ faults, samples, shards }).toEqual({
      faults: [],
      samples: { train: 20, validation: 2, test: 2 },
      shards: 7,
    });
  });

  it('names missing, damaged, swapped and duplicate shards, and people in two splits', async () => {
    await cp(at('three'), at('damaged'), { recursive: true });
    const file = (name: string) => at('damaged', name);
    await rm(file('test-00001-of-00003.vrns'));
    const bytes = await readFile(file('train-00002-of-00003.vrns'));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(file('train-00002-of-00003.vrns'), bytes);
    await rename(file('validation-00000-of-00003.vrns'), file('validation-00001-of-00003.vrns'));
    const { faults } = await verifyDataset(at('damaged'));
    const messages = faults.map(({ message }) => message).join('\n');
    expect(messages).toMatch(/test-00001-of-00003\.vrns: is missing/);
    expect(messages).toMatch(/validation-00000-of-00003\.vrns: is missing/);
    expect(messages).toMatch(/train-00002-of-00003\.vrns.*sample \d+ .*damaged/);
    expect(messages).toMatch(
      /validation-00001-of-00003\.vrns: holds a different shard than its name says, validation 0\/3/,
    );
    expect(faults.find(({ kind }) => kind === 'damaged')).toMatchObject({ file: 'train-00002-of-00003.vrns' });
    await rm(file('dataset.json'));
    expect((await verifyDataset(at('damaged'))).faults).toEqual(faults);
    await expect(verifyDataset(at())).rejects.toThrow(/dataset\.json/);
    expect(faults.every(({ message }) => !message.includes('\n'))).toBe(true);
  });
});

describe('parts', () => {
  it('are read unchanged, or not at all', async () => {
    const samples = [Uint8Array.of(1, 2, 3), new Uint8Array(0), Uint8Array.of(4)];
    await writePart(at('p', 'a.part'), samples);
    expect((await readPart(at('p', 'a.part'), 3))!.map((each) => [...each])).toEqual([[1, 2, 3], [], [4]]);
    expect(await readPart(at('p', 'a.part'), 2)).toBeUndefined();
    expect(await readPart(at('p', 'none.part'), 2)).toBeUndefined();
    const bytes = await readFile(at('p', 'a.part'));
    for (let n = 0; n < bytes.length; n++) {
      await writeFile(at('p', 'b.part'), bytes.subarray(0, n));
      expect(await readPart(at('p', 'b.part'), 3)).toBeUndefined();
    }
    expect(await readdir(at('p'))).toEqual(['a.part', 'b.part']);
  });

  it('are equal for any number of threads', async () => {
    const task = { spec, folder, samples: [3, 8], file: at('p', 'c.part') };
    await makePart(task);
    const once = await readFile(task.file);
    await makePart(task);
    expect(await readFile(task.file)).toEqual(once);
  });

  it('are returned by threads as warnings, or as an error with its code', async () => {
    const task = { spec, folder, samples: [3], file: at('p', 'd.part') };
    expect(await makeInWorker(task)).toEqual({ warnings: [] });
    const broken = { ...task, spec: { ...spec, backgrounds: 'none' } };
    expect(await makeInWorker(broken)).toEqual({
      failure: { code: 'bad-file', message: expect.stringMatching(/none: no such file or folder$/) },
    });
    await writeFile(at('fake.png'), 'no picture');
    const other = { ...task, spec: { ...spec, samples: 25, backgrounds: 'pictures' } };
    await mkdir(at('pictures'));
    await rename(at('fake.png'), at('pictures', 'fake.png'));
    expect(await makeInWorker(other)).toMatchObject({ failure: { code: 'bad-image' } });
  });
});
