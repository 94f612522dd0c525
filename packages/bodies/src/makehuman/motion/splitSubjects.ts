// Splits motion subjects into training, validation and test by name, so that frames of a subject stay together.
import type { Split } from '../../person/person.js';

/** Upper end of each split's range of hashes, 0..1. */
const ENDS: readonly (readonly [Split, number])[] = [
  ['train', 0.7],
  ['validation', 0.85],
  ['test', 1],
];

/**
 * Assigns a split to every subject. A hash of the name decides: 70 % train, 15 % validation, 15 % test. So additional
 * subjects do not change the splits of the others, except that with three subjects or more, an empty split gets one
 * subject of the largest split.
 *
 * @param heldOut  subjects that alone form the test split. Others that the hash assigns to it are then for training. If
 *   no subject has one of these names, the hash decides for all.
 */
export function splitSubjects(names: readonly string[], heldOut: readonly string[] = []): ReadonlyMap<string, Split> {
  const held = names.filter((name) => heldOut.includes(name));
  if (held.length === 0) return hashedSplits(names);
  const others = hashedSplits(names.filter((name) => !held.includes(name)));
  return new Map(
    names.map((name): [string, Split] => {
      const split = others.get(name) ?? 'test';
      return [name, split === 'test' && !held.includes(name) ? 'train' : split];
    }),
  );
}

function hashedSplits(names: readonly string[]): ReadonlyMap<string, Split> {
  const places = new Map(names.map((name) => [name, hashed(name)]));
  const splits = new Map<string, Split>();
  for (const [name, at] of places) splits.set(name, ENDS.find(([, end]) => at < end)![0]);
  const of = (split: Split) => [...splits.keys()].filter((name) => splits.get(name) === split).sort(byPlace(places));
  for (const [split] of places.size >= 3 ? ENDS : []) {
    if (of(split).length > 0) continue;
    const largest = ENDS.map(([other]) => of(other)).reduce((a, b) => (b.length > a.length ? b : a));
    splits.set(split === 'train' ? largest[0]! : largest.at(-1)!, split);
  }
  return splits;
}

const byPlace = (places: ReadonlyMap<string, number>) => (a: string, b: string) =>
  places.get(a)! - places.get(b)! || (a < b ? -1 : 1);

/** Hashes the bytes of a name to a number in [0, 1) (FNV-1a, then mixed). */
function hashed(name: string): number {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) h = Math.imul(h ^ byte, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}
