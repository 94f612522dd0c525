// Finds people, subjects and outfits that occur in more than one split although they must not.
import type { Provenance, Split } from '../person/person.js';
import type { Shard } from './readShard.js';
import { decodeNote } from './sample/decodeSample.js';

/** The origin of a sample and the split that contains it. */
export interface Placed {
  readonly split: Split;
  readonly provenance: Pick<Provenance, 'source' | 'person' | 'subject'>;
  /** Name of the outfit, if the data set holds out outfits for the test split. */
  readonly outfit?: string;
}

/** A person, subject or outfit that occurs in more than one split. */
export interface SplitConflict {
  readonly kind: 'person' | 'subject' | 'outfit';
  /** Name with its source: `source/name`. */
  readonly name: string;
  readonly splits: readonly Split[];
}

const ORDER: readonly Split[] = ['train', 'validation', 'test'];

/**
 * Finds the people, subjects and outfits that occur in more than one split. Subjects are those of motion capture, and
 * names that similar pose files share.
 *
 * Equal names from different sources count as different. An outfit that only training and validation share is no
 * conflict.
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
  for await (const { split, provenance, outfit } of placed) {
    add('person', `${provenance.source}/${provenance.person}`, split);
    if (provenance.subject !== undefined) add('subject', `${provenance.source}/${provenance.subject}`, split);
    if (outfit !== undefined) add('outfit', `${provenance.source}/${outfit}`, split);
  }
  return (
    [...found]
      .filter(([, splits]) => splits.size > 1)
      .map(([key, splits]): SplitConflict => {
        const [kind, name] = JSON.parse(key) as [SplitConflict['kind'], string];
        return { kind, name, splits: ORDER.filter((each) => splits.has(each)) };
      })
      // Outfits are held out for the test split only; training and validation share theirs.
      .filter(({ kind, splits }) => kind !== 'outfit' || splits.includes('test'))
      .sort((a, b) => (a.kind + a.name < b.kind + b.name ? -1 : 1))
  );
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
      if (provenance !== undefined) yield placedSample(split, provenance, shard.header.spec);
    }
  }
}

/** Creates the entry of a sample for `checkSplits`, with the outfit if the spec of the data set holds out outfits. */
export function placedSample(split: Split, provenance: Provenance, spec: unknown): Placed {
  const { source, person, subject, suit } = provenance;
  const { heldOut } = ((spec as { source?: unknown } | undefined)?.source ?? {}) as { heldOut?: { outfits?: unknown } };
  const isHeldOut = Array.isArray(heldOut?.outfits) && heldOut.outfits.length > 0;
  return {
    split,
    provenance: { source, person, ...(subject !== undefined && { subject }) },
    // In `suit`, the name of the outfit is followed by the number of the colour variant.
    ...(isHeldOut && typeof suit === 'string' && { outfit: suit.replace(/ \d+$/, '') }),
  };
}
