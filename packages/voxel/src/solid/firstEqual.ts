// Finds equal items of a list by hashing: for each item, the index of the first item that equals it.

/**
 * Returns, for every triple of integers, the index of the first triple that equals it (its own if it is the first).
 *
 * Cost: O(triples) by hashing; 12 to 20 bytes per triple.
 */
export function firstEqual(words: Int32Array): Uint32Array {
  const items = words.length / 3;
  const first = new Uint32Array(items);
  const mask = 2 ** Math.ceil(Math.log2(2 * items + 2)) - 1;
  const table = new Uint32Array(mask + 1); // item + 1, or 0 where the slot is empty
  for (let item = 0; item < items; item++) {
    const at = 3 * item;
    const a = words[at]!;
    const b = words[at + 1]!;
    const c = words[at + 2]!;
    let hash = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) ^ Math.imul(b, 0x297a2d39) ^ Math.imul(c, 0x1b873593);
    hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    let slot = (hash ^ (hash >>> 15)) & mask;
    let other = table[slot]!;
    for (; other !== 0; other = table[slot]!) {
      const o = 3 * (other - 1);
      if (words[o] === a && words[o + 1] === b && words[o + 2] === c) break;
      slot = (slot + 1) & mask;
    }
    if (other === 0) table[slot] = item + 1;
    first[item] = (other || item + 1) - 1;
  }
  return first;
}

/** Returns, for every vertex, the index of the first vertex at the same position. */
export function firstAtPlace(positions: ArrayLike<number>): Uint32Array {
  // Adding 0 turns −0 into 0.
  return firstEqual(new Int32Array(Float32Array.from(positions, (x) => x + 0).buffer));
}
