// Whether train, validation and test have anybody in common: a person, or a subject of motion capture.
import type { Provenance, Split } from '../person/person.js';
import type { Shard } from './readShard.js';
import { decodeNote } from './sample/decodeSample.js';

/** A sample's origin, and the set it lies in. */
export interface Placed {
  readonly split: Split;
  readonly provenance: Pick<Provenance, 'source' | 'person' | 'subject'>;
}

/** Somebody who is in more than one set. */
export interface SplitConflict {
  readonly kind: 'person' | 'subject';
  /** With the source in front: `source/name`. */
  readonly name: string;
  readonly splits: readonly Split[];
}

const ORDER: readonly Split[] = ['train', 'validation', 'test'];

/**
 * Who lies in two of the sets, in order of their names; nobody where the sets are apart.
 *
 * People and subjects of different sources are different ones, whatever their names.
 *
 * @param placed  one for each sample; those of shards are `placedIn(shards)`.
 *
 * @example
 * await checkSplits(placedIn(shards));  // → []
 */
export async function checkSplits(placed: Iterable<Placed> | AsyncIterable<Placed>): Promise<SplitConflict[]> {
  const found = new Map<string, Set<Split>>();
  const add = (kind: string, name: string, split: Split): void => {
    const key = JSON.stringify([kind, name]);
    found.set(key, (found.get(key) ?? new Set()).add(split));
  };
  for await (const { split, provenance } of placed) {
    add('person', `${provenance.source}/${provenance.person}`, split);
    if (provenance.subject !== undefined) add('subject', `${provenance.source}/${provenance.subject}`, split);
  }
  return [...found]
    .filter(([, splits]) => splits.size > 1)
    .map(([key, splits]): SplitConflict => {
      const [kind, name] = JSON.parse(key) as [SplitConflict['kind'], string];
      return { kind, name, splits: ORDER.filter((each) => splits.has(each)) };
    })
    .sort((a, b) => (a.kind + a.name < b.kind + b.name ? -1 : 1));
}

/**
 * The origins of all samples of shards that say which set they belong to; samples without one are left out. Arrays are
 * not decoded.
 */
export async function* placedIn(shards: Iterable<Shard>): AsyncGenerator<Placed> {
  for (const shard of shards) {
    const { split } = shard.header;
    if (split === undefined) continue;
    for (let number = 0; number < shard.length; number++) {
      const { provenance } = decodeNote(await shard.bytes(number));
      if (provenance !== undefined) yield { split, provenance };
    }
  }
}
