// Tests sources of people: reproducibility, splits by person, and messages about damaged files.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { random, type TriangleMesh } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { bodySource } from '../src/bodySource.js';
import { type FileReader, folderReader } from '../src/makehuman/assets/fileReader.js';
import { makehumanSource } from '../src/makehuman/makehumanSource.js';
import { overlap } from '../src/makehuman/pose/easePose.js';
import type { Body, BodySource } from '../src/person/person.js';
import { splitOf } from '../src/person/splitOf.js';

const SPLITS = ['train', 'validation', 'test'] as const;
const shared = fileURLToPath(new URL('../../../../shared/makehuman', import.meta.url));
const mocap = fileURLToPath(new URL('../../../../shared/mocap', import.meta.url));
const hasAssets = existsSync(shared) && existsSync(mocap);
const OPTIONS = { detail: 0.03, colours: true } as const;

/** Returns the 32-bit FNV-1a hash of the bytes of an array. */
function hash(data: ArrayBufferView): number {
  let h = 0x811c9dc5;
  for (const byte of new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 0;
}

const hashOfMesh = ({ positions, indices }: TriangleMesh) => [hash(positions), hash(indices)];

const summaryOf = ({ mesh, landmarks, surfaces, provenance }: Body) => ({
  mesh: hashOfMesh(mesh),
  landmarks,
  surfaces: surfaces?.map((surface) => [
    surface.name,
    ...hashOfMesh(surface.mesh),
    surface.texture && hash(surface.texture.data),
  ]),
  provenance,
});

describe('splitOf', () => {
  it('assigns names to splits by their shares, permanently', () => {
    const count = { train: 0, validation: 0, test: 0 };
    for (let n = 0; n < 5000; n++) count[splitOf(`person ${n}`)]++;
    expect(count.train / 5000).toBeCloseTo(0.8, 1);
    expect(count.validation / 5000).toBeCloseTo(0.1, 1);
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => splitOf(`makehuman ${n}`)[0]).join('')).toMatchInlineSnapshot(
      `"tttvttttt"`,
    );
  });
});

describe('capsules', () => {
  const source = bodySource('capsules');
  it('reports the provenance of a person', () => {
    const { provenance } = source.body(random(1), OPTIONS);
    expect(provenance).toEqual({ source: 'capsules', person: expect.stringMatching(/^capsules [0-9a-f]{8}$/) });
    expect(source.body(random(1), OPTIONS).provenance).toEqual(provenance);
    expect(source.body(random(2), OPTIONS).provenance).not.toEqual(provenance);
  });

  it.each(SPLITS)('draws only people of split %s on request', (split) => {
    for (let seed = 0; seed < 20; seed++) {
      expect(splitOf(source.body(random(seed), { detail: 0.2, colours: false, split }).provenance!.person)).toBe(split);
    }
  });
});

describe('bodySource', () => {
  it.each([['robots'], [{}], [null], [undefined]])('refuses %j', (what) => {
    expect(() => bodySource(what as never)).toThrow(/bodySource: what must be 'capsules' or/);
  });

  it('names a missing directory', () => {
    expect(() => bodySource({ makehuman: 'no/such/place' })).toThrow(/no\/such\/place/);
  });

  it('refuses a share of children above 1', () => {
    expect(() => bodySource({ makehuman: 'no/such/place', children: 5 })).toThrow(
      /children must be a share, 0..1, got 5/,
    );
  });
});

describe.skipIf(!hasAssets)('makehuman (needs ../shared/makehuman and mocap)', () => {
  let source: BodySource;
  beforeAll(() => {
    source = bodySource({ makehuman: shared, mocap });
  });

  /**
   * Returns a reader of a few assets, so that reading is fast. The file `path` is changed by `change`, or missing if
   * there is no `change`.
   */
  const subset = (path?: string, change?: (bytes: Uint8Array) => Uint8Array): FileReader => {
    const complete = folderReader(shared);
    const names = /^base|^rig|targets.*(young|old)|casualsuit02|shoes01|bob02|short04|skins.old|poses.run/;
    return {
      name: 'assets',
      list: (below) =>
        complete.list(below).filter((file) => names.test(file) && (change !== undefined || file !== path)),
      read: (file) => (file === path && change ? change(complete.read(file)) : complete.read(file)),
    };
  };

  it('gives equal people for equal seeds, whatever the order of the draws', () => {
    const one = makehumanSource({ makehuman: subset() });
    const other = makehumanSource({ makehuman: subset() });
    const seeds = [3, 4, 5];
    const forth = seeds.map((seed) => summaryOf(one.body(random(seed), OPTIONS)));
    const back = seeds.toReversed().map((seed) => summaryOf(other.body(random(seed), OPTIONS)));
    expect(back.toReversed()).toEqual(forth);
    expect(forth[0]).not.toEqual(forth[1]);
  });

  it('gives the same body with and without colours', () => {
    const { mesh, landmarks } = source.body(random(8), { ...OPTIONS, colours: false });
    expect(summaryOf({ mesh, landmarks })).toMatchObject({
      mesh: hashOfMesh(source.body(random(8), OPTIONS).mesh),
      landmarks,
    });
  });

  it('dresses people, and reports their clothes', () => {
    for (let seed = 20; seed < 26; seed++) {
      const { surfaces, provenance, landmarks } = source.body(random(seed), OPTIONS);
      expect(surfaces!.map(({ what }) => what)).toEqual(expect.arrayContaining(['body', 'clothes']));
      expect(provenance).toMatchObject({
        source: 'makehuman',
        subject: expect.any(String),
        motion: expect.any(String),
      });
      const sex = /female/.test(String(provenance!.skin)) ? 'female' : 'male';
      expect(provenance!.suit).toMatch(new RegExp(`^${sex}_`));
      expect(landmarks).toHaveLength(16);
      for (const { mesh, texture } of surfaces!) {
        expect(mesh.positions.every(Number.isFinite)).toBe(true);
        if (texture) expect(mesh.uvs).toHaveLength((2 * mesh.positions.length) / 3);
      }
    }
  });

  it('keeps held-out subjects and outfits to the test split', () => {
    const heldOut = { subjects: ['01', '14'], outfits: ['female_casualsuit02', 'male_casualsuit03'] };
    const people = bodySource({ makehuman: shared, mocap, heldOut });
    const seen = (split: (typeof SPLITS)[number]) =>
      Array.from({ length: 8 }, (_, seed) => {
        const { provenance } = people.body(random(seed), { detail: 0.2, colours: false, split });
        return { subject: provenance!.subject!, suit: String(provenance!.suit).split(' ')[0]! };
      });
    for (const { subject, suit } of seen('test')) {
      expect(subject).toMatch(/^(?:01|14|pose-.*)$/);
      expect(heldOut.outfits).toContain(suit);
    }
    for (const { subject, suit } of [...seen('train'), ...seen('validation')]) {
      expect(heldOut.subjects).not.toContain(subject);
      expect(heldOut.outfits).not.toContain(suit);
    }
  });

  it.each([
    [{ subjects: ['77'] }, /heldOut\.subjects must be of 01, 02.*got '77'/],
    [{ outfits: ['toga'] }, /heldOut\.outfits must be of .*male_casualsuit01.*got 'toga'/],
    [{ outfits: ['male_casualsuit01'] }, /must be suits for women and for men/],
    [{ outfit: [] }, /did you mean 'outfits'/],
  ])('refuses to hold out %j', (heldOut, message) => {
    expect(() => makehumanSource({ makehuman: shared, mocap, heldOut: heldOut as never })).toThrow(message);
  });

  it('keeps cloth on the body: no vertex is far from the skin', () => {
    for (let seed = 40; seed < 44; seed++) {
      const { surfaces } = source.body(random(seed), OPTIONS);
      const skin = source.body(random(seed), { ...OPTIONS, dressed: false }).mesh.positions;
      for (const { what, mesh } of surfaces!.slice(2)) {
        let furthest = 0;
        for (let v = 0; v < mesh.positions.length; v += 60)
          furthest = Math.max(furthest, distance(mesh.positions, v, skin));
        expect(furthest).toBeLessThan(what === 'hair' ? 0.25 : 0.2);
      }
    }
  });

  it('gives closed bodies without clothes, with few self-intersections', () => {
    for (let seed = 60; seed < 64; seed++) {
      const { mesh, surfaces, provenance } = source.body(random(seed), { ...OPTIONS, dressed: false });
      expect(mesh.positions).toHaveLength(3 * 13_380);
      expect(overlap(mesh)).toBeLessThan(0.005);
      expect(surfaces!.map(({ what }) => what)).toEqual(['body', 'body']);
      expect(provenance!.suit).toBeUndefined();
    }
  });

  it('draws only people and motions of one split on request', () => {
    const subjects = SPLITS.map((split) => {
      const people = Array.from({ length: 20 }, (_, seed) => {
        return source.body(random(seed), { detail: 0.01, colours: false, dressed: false, split }).provenance!;
      });
      expect(people.every(({ person }) => splitOf(person) === split)).toBe(true);
      return new Set(people.map(({ subject }) => subject!));
    });
    const [train, validation, test] = subjects as [Set<string>, Set<string>, Set<string>];
    const shared = [...train].filter((subject) => validation.has(subject) || test.has(subject));
    expect([...shared, ...[...test].filter((subject) => validation.has(subject))]).toEqual([]);
  });

  it('has as many people as requested, each with one shape and skin', () => {
    const few = makehumanSource({ makehuman: subset(), people: 3 });
    const known = new Map<string, unknown>();
    for (let seed = 0; seed < 12; seed++) {
      const { provenance } = few.body(random(seed), { detail: 0.01, colours: false, dressed: false });
      const before = known.get(provenance!.person) ?? provenance!.skin;
      expect(provenance!.skin).toBe(before);
      known.set(provenance!.person, before);
    }
    expect([...known.keys()].sort()).toEqual(['makehuman 0', 'makehuman 1', 'makehuman 2']);
  });

  const text = (change: (words: string) => string) => (bytes: Uint8Array) =>
    new TextEncoder().encode(change(new TextDecoder().decode(bytes)));
  const SUIT = 'clothes/male_casualsuit02/male_casualsuit02';
  const POSE = 'poses/run01.bvh';

  it.each([
    [
      'a missing picture',
      `${SUIT}_diffuse.png`,
      undefined,
      /male_casualsuit02\.mhmat line \d+ .*male_casualsuit02_diffuse\.png/,
    ],
    ['a missing mesh', `${SUIT}.obj`, undefined, /male_casualsuit02\.obj must exist/],
    [
      'a mesh without faces',
      `${SUIT}.obj`,
      text((words) => words.replace(/^f .*\n/gm, '')),
      /male_casualsuit02\.obj must have faces/,
    ],
    ['a truncated garment', `${SUIT}.mhclo`, (bytes: Uint8Array) => bytes.slice(0, 30_000), /male_casualsuit02\.mhclo/],
    [
      'a truncated picture',
      'skins/old_darkskinned_male_diffuse.png',
      (bytes: Uint8Array) => bytes.slice(0, -99),
      /skins\/old_darkskinned_male_diffuse\.png must be a complete PNG/,
    ],
    [
      'a truncated target',
      'targets/african-male-old.target.gz',
      (bytes: Uint8Array) => bytes.slice(0, 999),
      /targets\/african-male-old\.target\.gz/,
    ],
    [
      'a pose with unknown joints',
      POSE,
      text((words) => words.replace(/JOINT \S+/, 'JOINT tail07')),
      /poses\/run01\.bvh .*tail07/,
    ],
  ])('names %s in one line', (_, path, change, message) => {
    let error: unknown;
    try {
      makehumanSource({ makehuman: subset(path, change) });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toMatch(/^[^\n]*$/);
  });
});

/** Returns the distance from the point whose x is `positions[v]` to the nearest of `points`. */
function distance(positions: Float32Array, v: number, points: Float32Array): number {
  let best = Number.POSITIVE_INFINITY;
  for (let at = 0; at < points.length; at += 3) {
    const [x, y, z] = [
      points[at]! - positions[v]!,
      points[at + 1]! - positions[v + 1]!,
      points[at + 2]! - positions[v + 2]!,
    ];
    best = Math.min(best, x * x + y * y + z * z);
  }
  return Math.sqrt(best);
}
