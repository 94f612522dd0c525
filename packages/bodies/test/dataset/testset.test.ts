// Tests the committed test set: its size and views, and that it shares no person, motion subject or outfit with people
// for training and validation.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { random } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { parseDatasetSpec } from '../../src/dataset/spec/spec.js';
import type { HeldOut } from '../../src/makehuman/makehumanSource.js';
import { splitOf } from '../../src/person/splitOf.js';
import { checkSplits, placedSample } from '../../src/shard/checkSplits.js';
import { readShard, type Shard } from '../../src/shard/readShard.js';
import { decodeNote } from '../../src/shard/sample/decodeSample.js';
import type { SampleNote } from '../../src/shard/sample/storedSample.js';

const at = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const SHARD = at('experiments/testset/test-00000-of-00001.vrns');
const hasAssets = existsSync(at('../shared/makehuman')) && existsSync(at('../shared/mocap'));

let bytes: Uint8Array;
let shard: Shard;
let notes: readonly (SampleNote & { readonly provenance: NonNullable<SampleNote['provenance']> })[];
let heldOut: Required<HeldOut>;

beforeAll(async () => {
  bytes = readFileSync(SHARD);
  shard = await readShard(bytes);
  heldOut = (shard.header.spec as { source: { heldOut: Required<HeldOut> } }).source.heldOut;
  const read = Array.from({ length: shard.length }, async (_, n) => decodeNote(await shard.bytes(n)));
  notes = (await Promise.all(read)) as typeof notes;
});

const suitOf = (provenance: Readonly<Record<string, unknown>>): string => String(provenance.suit).split(' ')[0]!;

describe('the test set', () => {
  it('has 200 samples of at least 40 shapes in less than 4 MB', () => {
    expect(shard.length).toBe(200);
    expect(new Set(notes.map(({ provenance }) => provenance.person)).size).toBeGreaterThanOrEqual(40);
    expect(bytes.length).toBeLessThan(4_000_000);
  });

  it('was made from the spec beside it', async () => {
    const given = JSON.parse(readFileSync(at('experiments/testset/people.json'), 'utf8')) as unknown;
    const { spec } = await parseDatasetSpec(given);
    const stored = shard.header.spec as Record<string, unknown>;
    const { makehuman, mocap, ...source } = stored.source as Record<string, unknown>;
    expect([makehuman, mocap]).toEqual([expect.stringMatching(/^sha256:/), expect.stringMatching(/^sha256:/)]);
    expect({ ...stored, source }).toEqual({
      ...spec,
      source: { ...(spec.source as object), makehuman: undefined, mocap: undefined },
    });
  });

  it('has only people of the test split, two held-out subjects and three held-out outfits', () => {
    expect([heldOut.subjects.length, heldOut.outfits.length]).toEqual([2, 3]);
    for (const { provenance } of notes) {
      expect(splitOf(provenance.person)).toBe('test');
      expect(heldOut.outfits).toContain(suitOf(provenance));
      // Names of captured subjects are numbers. Stances have no subject, and MakeHuman's own poses are not held out.
      if (/^\d+$/.test(provenance.subject ?? '')) expect(heldOut.subjects).toContain(provenance.subject);
    }
    const subjects = notes.flatMap(({ provenance }) => provenance.subject ?? []).filter((name) => /^\d+$/.test(name));
    expect([...new Set(subjects)].sort()).toEqual([...heldOut.subjects].sort());
    expect(new Set(notes.map(({ provenance }) => suitOf(provenance))).size).toBe(3);
  });

  it('has at least 30 samples in each bin of elevation of 15°', () => {
    const bins = notes.map(({ drawn }) => Math.floor(drawn!.pitch / 15));
    for (const bin of [-1, 0, 1]) expect(bins.filter((each) => each === bin).length).toBeGreaterThanOrEqual(30);
  });

  it.skipIf(!hasAssets)(
    'shares no shape, subject or outfit with training and validation people (needs ../shared/makehuman and mocap)',
    async () => {
      const source = bodySource({
        ...{ makehuman: at('../shared/makehuman'), mocap: at('../shared/mocap'), people: 600, heldOut },
        ...{ standing: 0.3, exchange: 0.25 },
      });
      const { spec } = shard.header;
      const drawn = (['train', 'validation'] as const).flatMap((split) =>
        Array.from({ length: 40 }, (_, seed) => {
          const { provenance } = source.body(random(seed), { detail: 0.2, colours: false, split });
          return placedSample(split, provenance!, spec);
        }),
      );
      const test = notes.map(({ provenance }) => placedSample('test', provenance, spec));
      expect(test.every(({ outfit }) => outfit !== undefined)).toBe(true);
      expect(await checkSplits([...drawn, ...test])).toEqual([]);
    },
    120_000,
  );
});
