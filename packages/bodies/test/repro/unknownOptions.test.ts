// Mistyped options were ignored, and `ArrayBuffer`s, such as downloads with `fetch`, were refused.

import { cube } from '@vrn/test-utils';
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { corruptInputs } from '../../src/corrupt/corruptInputs.js';
import { makeDataset, mergeDataset, showDataset, verifyDataset } from '../../src/dataset.js';
import { renderMesh } from '../../src/render/renderMesh.js';
import { sample } from '../../src/sample/sample.js';
import { scanSource } from '../../src/scans/scanSource.js';
import { indexShards } from '../../src/shard/indexShards.js';
import { readShard } from '../../src/shard/readShard.js';
import { readShuffled } from '../../src/shard/readShuffled.js';
import { decodeNote, decodeSample } from '../../src/shard/sample/decodeSample.js';
import { encodeSample } from '../../src/shard/sample/encodeSample.js';
import { streamShard } from '../../src/shard/streamShard.js';
import { verifyShard } from '../../src/shard/verifyShard.js';
import { writeShard } from '../../src/shard/writeShard.js';
import { contactSheet } from '../../src/sheet/contactSheet.js';

const people = bodySource('capsules');
const person = sample(people, 1, { shape: [16, 16, 16], image: false });
const encoded = encodeSample(person);
const shard = writeShard([person]);
const grid = person.grid;

describe('unknown options', () => {
  it.each<[string, (options: never) => unknown, object, string]>([
    ['sample', (o) => sample(people, 1, o), { shapes: [8, 8, 8] }, 'shape'],
    ['camera of sample', (o) => sample(people, 1, { camera: o }), { rol: [0, 1] }, 'roll'],
    ['lights of sample', (o) => sample(people, 1, { lights: o }), { cont: [1, 2] }, 'count'],
    ['outputs of sample', (o) => sample(people, 1, { outputs: o }), { normal: true }, 'normals'],
    ['background of sample', (o) => sample(people, 1, { background: o }), { kind: ['room'] }, 'kinds'],
    ['renderMesh', (o) => renderMesh(cube({ side: 1 }), o), { grid, rows: 8, columns: 8, lmp: [0, 0, 1] }, 'lamp'],
    ['corruptInputs', (o) => corruptInputs(person, random(1), o), { jiter: 0.1 }, 'jitter'],
    ['scanSource', (o) => scanSource([{ name: 'a', mesh: cube({ side: 1 }) }], o), { hight: 2 }, 'height'],
    ['bodySource', (o) => bodySource(o), { makehuman: 'x', peple: 3 }, 'people'],
    ['encodeSample', (o) => encodeSample(person, o), { images: 'png' }, 'image'],
    ['writeShard', (o) => writeShard([person], o), { splt: 'train' }, 'split'],
    ['streamShard', async (o) => streamShard([person], o).next(), { samples: 1, sharrd: {} }, 'shard'],
    ['readShard', (o) => readShard(shard, o), { nam: 'x' }, 'name'],
    ['verifyShard', (o) => verifyShard(shard, o), { decod: false }, 'decode'],
    ['indexShards', async (o) => indexShards([await readShard(shard)], o), { spit: 'train' }, 'split'],
    ['readShuffled', async (o) => readShuffled([await readShard(shard)], o).next(), { seed: 1, epoc: 2 }, 'epoch'],
    ['contactSheet', (o) => contactSheet([person], o), { colums: 1 }, 'columns'],
    [
      'makeDataset',
      (o) => makeDataset({ name: 'a', source: 'capsules', samples: 1 }, o),
      { output: 'x', worker: 1 },
      'workers',
    ],
    ['mergeDataset', (o) => mergeDataset('x', o), { outputs: 'y' }, 'output'],
    ['verifyDataset', (o) => verifyDataset('x', o), { onProgres: () => {} }, 'onProgress'],
    ['showDataset', (o) => showDataset('x', o), { peple: 1 }, 'people'],
  ])('of %s are refused with a suggestion', async (_, call, options, suggestion) => {
    await expect((async () => call(options as never))()).rejects.toThrow(
      expect.objectContaining({
        code: 'bad-argument',
        message: expect.stringContaining(`did you mean '${suggestion}'`),
      }),
    );
  });

  it('that are null are refused', () => {
    expect(() => sample(people, 1, null as never)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    expect(() => writeShard([], null as never)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});

describe('buffers', () => {
  const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;

  it('are read wherever bytes are', async () => {
    expect((await readShard(buffer(shard))).length).toBe(1);
    expect(await verifyShard(buffer(shard))).toEqual([]);
    expect(await verifyShard(new DataView(buffer(shard)))).toEqual([]);
    expect(decodeSample(buffer(encoded)).volume.shape).toEqual([16, 16, 16]);
    expect(decodeNote(new DataView(buffer(encoded))).picture).toEqual([16, 16]);
    expect(writeShard([buffer(encoded)])).toEqual(writeShard([encoded]));
  });

  it.each([null, undefined, 'text', 7, {}])('%j is refused', async (value) => {
    expect(() => decodeSample(value as never)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    await expect(readShard(value as never)).rejects.toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
