// Assigns people to splits by their names alone, so that the assignment never changes.
import type { Split } from './person.js';

/** Proportions of the three splits. */
export const SPLIT_SHARES = { train: 0.8, validation: 0.1, test: 0.1 } as const;

/**
 * Returns the split that a name belongs to, by its hash: 80 % train, 10 % validation, 10 % test.
 *
 * @example
 * splitOf('makehuman 17');  // → 'train': in every data set, on every machine
 */
export function splitOf(name: string): Split {
  const share = hashOf(name) / 4294967296;
  if (share < SPLIT_SHARES.train) return 'train';
  return share < SPLIT_SHARES.train + SPLIT_SHARES.validation ? 'validation' : 'test';
}

/** Hashes text to 32 bits: FNV-1a over its code units, then mixed so that all bits depend on all code units. */
export function hashOf(text: string): number {
  let h = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
