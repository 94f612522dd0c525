// Provides the samples of a run, the same for every network. Training samples are generated or read on demand.
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BodySample,
  bodySource,
  indexShards,
  readShard,
  type Split,
  type StoredSample,
  sample,
} from '@vrn/bodies';
import { VARIANTS } from '@vrn/model';
import { check, packed, type Sample, type Triple } from '@vrn/voxel';
import type { Spec } from '../spec.js';

/** Lowest seed of training samples. Seeds of test samples are lower. */
const FIRST_TRAINING_SEED = 1_000_000;

/** Value of the grey backdrop in each channel, sRGB 0..1. */
const GREY = 0.5;

export interface Bodies {
  readonly train: { readonly length: number; get(index: number): Sample | Promise<Sample> };
  readonly test: readonly StoredSample[];
  /** Samples for the learning curves. */
  readonly curve: readonly StoredSample[];
  /** Checksums of the shards by file name; empty for generated samples. */
  readonly files: Readonly<Record<string, string>>;
  /** Closes the shards. */
  close(): Promise<void>;
}

/** Functions that return a sample with its own backdrop (`any`), or with a grey one in its place. */
const BACKDROPS: Readonly<Record<Spec['data']['backdrop'], (body: BodySample) => BodySample>> = {
  any: (body) => body,
  grey: (body) => {
    const { image, mask } = body;
    const data = image.data.map((value, at) => {
      const share = mask.data[Math.floor(at / 3)]!;
      return share * value + (1 - share) * GREY;
    });
    return { ...body, image: packed(data, image.shape) };
  },
};

/** Opens the samples of a spec, from shards or generated. Only training samples are read or generated on demand. */
export async function openBodies(spec: Spec, folder: string | undefined): Promise<Bodies> {
  if (spec.data.source === 'shards') return readBodies(spec, folder);
  return makeBodies(spec, bodySource(spec.data.source));
}

function makeBodies({ config, data }: Spec, source: ReturnType<typeof bodySource>): Bodies {
  const { rows, columns, slices, inputScale } = { ...VARIANTS.multistack, ...config };
  const options = { shape: [rows, columns, slices] as Triple, imageScale: inputScale, scale: data.scale };
  const body = (seed: number): BodySample => BACKDROPS[data.backdrop](sample(source, seed, options));
  const cache = new Map<number, Sample>();
  const get = (index: number): Sample => {
    const known = cache.get(index);
    if (known) return known;
    // Drops the fields that training does not use, such as the mesh, so that cached samples take less memory.
    const { image, landmarks, mask, volume } = body(FIRST_TRAINING_SEED + index);
    const made = { image, landmarks, mask, volume };
    if (data.cache) cache.set(index, made);
    return made;
  };
  const test = Array.from({ length: data.test }, (_, seed) => body(seed));
  return { train: { length: data.train, get }, test, curve: curveOf(data, test), files: {}, close: async () => {} };
}

const curveOf = ({ curve }: Spec['data'], samples: readonly StoredSample[]): readonly StoredSample[] =>
  curve === null ? samples : samples.slice(0, curve);

/**
 * Opens the shards of a data set, and reads the test samples and those of the learning curves. The latter are the first
 * `curve` samples of the validation split, or all test samples if `curve` is null.
 */
async function readBodies({ config, data }: Spec, folder: string | undefined): Promise<Bodies> {
  check(folder !== undefined, 'bad-argument', () => {
    return 'table1: --data must be the folder of the shards that this spec reads (vrn dataset make makes them), got none';
  });
  const names = (await readdir(folder)).filter((name) => name.endsWith('.vrns')).sort();
  const handles = await Promise.all(names.map((name) => open(join(folder, name))));
  const shards = await Promise.all(names.map((name, at) => readShard(handles[at]!, { name: join(folder, name) })));
  const { rows, columns, slices } = { ...VARIANTS.multistack, ...config };
  for (const { name, header } of shards) {
    check(String(header.shape) === String([rows, columns, slices]), 'bad-argument', () => {
      return `table1: ${name} must have volumes of shape [${[rows, columns, slices]}], got [${header.shape}]`;
    });
  }
  const list = (split: Split, minimum: number) => {
    const found = indexShards(shards, { split });
    check(found.length >= minimum, 'bad-argument', () => {
      return `table1: ${folder} must have ${minimum} samples of split ${split}, got ${found.length}`;
    });
    return found;
  };
  const first = (split: Split, count: number): Promise<readonly StoredSample[]> => {
    const found = list(split, count);
    return Promise.all(Array.from({ length: count }, (_, index) => found.get(index)));
  };
  const train = list('train', data.train);
  const test =
    data.testPeople === null ? await first('test', data.test) : await ofPeople(list('test', data.test), data);
  return {
    train: { length: data.train, get: async (index) => train.get(index) },
    test,
    curve: data.curve === null ? test : await first('validation', data.curve),
    files: Object.fromEntries(shards.map(({ checksum }, at) => [names[at]!, checksum])),
    close: async () => void (await Promise.all(handles.map((handle) => handle.close()))),
  };
}

/**
 * Reads the first `test` samples of the first `testPeople` people. A sample without provenance counts as a person of
 * its own.
 */
async function ofPeople(
  samples: { readonly length: number; get(index: number): Promise<StoredSample> },
  { test, testPeople }: Spec['data'],
): Promise<readonly StoredSample[]> {
  const people = new Set<string>();
  const found: StoredSample[] = [];
  for (let index = 0; index < samples.length && found.length < test; index++) {
    const body = await samples.get(index);
    const person = body.provenance?.person ?? `${index}`;
    if (people.size < testPeople! || people.has(person)) {
      people.add(person);
      found.push(body);
    }
  }
  check(found.length === test && people.size === testPeople, 'bad-argument', () => {
    return `table1: data must have ${test} test samples of ${testPeople} people, got ${found.length} of ${people.size}`;
  });
  return found;
}
