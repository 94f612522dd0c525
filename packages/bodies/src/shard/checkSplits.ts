// Finds people and subjects of motion capture that occur in more than one of train, validation and test.
import type { Provenance, Split } from '../person/person.js';
import type { Shard } from './readShard.js';
import { decodeNote } from './sample/decodeSample.js';

/** The origin of a sample and the split that contains it. */
export interface Placed {
  readonly split: Split;
  readonly provenance: Pick<Provenance, 'source' | 'person' | 'subject'>;
}

/** A person or subject that occurs in more than one split. */
export interface SplitConflict {
  readonly kind: 'person' | 'subject';
  /** Name with its source: `source/name`. */
  readonly name: string;
  readonly splits: readonly Split[];
}

const ORDER: readonly Split[] = ['train', 'validation', 'test'];

/**
 * Finds the people and subjects that occur in more than one split.
 *
 * People and subjects of different sources are distinct even if their names are equal.
 *
 * @param placed  one entry per sample; `placedIn(shards)` yields those of shards.
 * @returns       the conflicts, sorted by kind and name; empty if the splits are disjoint.
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
 * Yields the origins of the samples of shards. Skips shards whose header has no split, and samples without provenance.
 * Does not decode arrays.
 *
 * @throws {VolumetricError} `bad-file` for a damaged sample
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
