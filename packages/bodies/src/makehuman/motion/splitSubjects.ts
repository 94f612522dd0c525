// Motion subjects shared between training, validation and test: by their names, never by frame.
import type { Split } from '../../person/person.js';

/** Where each part of the unit interval ends. */
const ENDS: readonly (readonly [Split, number])[] = [
  ['train', 0.7],
  ['validation', 0.85],
  ['test', 1],
];

/**
 * The split of every subject: a hash of its name decides, so that more subjects move none of the others; only where a split
 * would have none does it get the nearest of the split that has most (from three subjects on).
 */
export function splitSubjects(names: readonly string[]): ReadonlyMap<string, Split> {
  const places = new Map(names.map((name) => [name, hashed(name)]));
  const splits = new Map<string, Split>();
  for (const [name, at] of places) splits.set(name, ENDS.find(([, end]) => at < end)![0]);
  const of = (split: Split) => [...splits.keys()].filter((name) => splits.get(name) === split).sort(byPlace(places));
  for (const [split] of places.size >= 3 ? ENDS : []) {
    if (of(split).length > 0) continue;
    const most = ENDS.map(([other]) => of(other)).reduce((a, b) => (b.length > a.length ? b : a));
    splits.set(split === 'train' ? most[0]! : most.at(-1)!, split);
  }
  return splits;
}

const byPlace = (places: ReadonlyMap<string, number>) => (a: string, b: string) =>
  places.get(a)! - places.get(b)! || (a < b ? -1 : 1);

/** 0..1, from the bytes of a name (FNV-1a, then mixed). */
function hashed(name: string): number {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) h = Math.imul(h ^ byte, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}
