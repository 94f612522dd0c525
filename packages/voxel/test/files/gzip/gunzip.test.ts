// Tests gunzip against zlib's compressor: all kinds of blocks, several members, damage, and limits.
import { constants, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { random, VolumetricError } from '../../../src/index.js';
import { gunzip } from '../../../src/internal.js';

const caller = 'test';
const limit = 2 ** 24;
const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** Returns bytes below `kinds`: stretches of up to 400 bytes, each one repeated byte or random bytes. */
function bytesOf(seed: number, length: number, kinds: number): Uint8Array {
  const rng = random(seed);
  const out = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const end = Math.min(length, at + 1 + rng.integer(400));
    const value = rng.integer(kinds);
    const noisy = rng.uniform() < 0.3;
    for (; at < end; at++) out[at] = noisy ? rng.integer(kinds) : value;
  }
  return out;
}

describe('gunzip', () => {
  it.each([0, 1, 6, 9])('reads what zlib writes at level %i, any size', (level) => {
    for (const [seed, length] of [0, 1, 2, 100, 65_536, 300_000].entries()) {
      for (const kinds of [1, 3, 256]) {
        const bytes = bytesOf(seed, length, kinds);
        for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY]) {
          const packed = new Uint8Array(gzipSync(bytes, { level, strategy }));
          expect(Buffer.compare(gunzip(packed, { limit, caller }), bytes)).toBe(0);
        }
      }
    }
  });

  it('reads all members, one after the other, and zeros after them', () => {
    const parts = [bytesOf(1, 1000, 256), bytesOf(2, 0, 256), bytesOf(3, 70_000, 4)];
    const packed = join(...parts.map((part) => gzipSync(part)), new Uint8Array(512));
    expect(Buffer.compare(gunzip(packed, { limit, caller }), join(...parts))).toBe(0);
  });

  it('refuses other bytes after the last member, or tells how many there are', () => {
    const packed = join(gzipSync(Uint8Array.of(1, 2, 3)), Uint8Array.of(9, 9, 9, 0));
    expect(() => gunzip(packed, { limit, caller })).toThrow('3 other bytes after its end');
    let told = 0;
    const read = gunzip(packed, { limit, caller, onTrailing: (bytes) => (told = bytes) });
    expect([...read, told]).toEqual([1, 2, 3, 3]);
  });

  it('reads names, comments, extra fields and the checksum of the header', () => {
    const plain = new Uint8Array(gzipSync(Uint8Array.of(5, 6)));
    const flags = join(plain.subarray(0, 3), Uint8Array.of(4 + 8 + 16), plain.subarray(4, 10));
    const more = join(Uint8Array.of(2, 0, 7, 7), Buffer.from('a.raw\0why\0'));
    expect([...gunzip(join(flags, more, plain.subarray(10)), { limit, caller })]).toEqual([5, 6]);
  });

  it('refuses every file of which a bit is changed, or gives the same content', () => {
    const content = bytesOf(7, 600, 20);
    const packed = join(gzipSync(content.subarray(0, 300)), gzipSync(content.subarray(300)));
    let refused = 0;
    for (let bit = 0; bit < 8 * packed.length; bit++) {
      const broken = packed.slice();
      broken[bit >>> 3]! ^= 1 << (bit & 7);
      try {
        expect(Buffer.compare(gunzip(broken, { limit, caller }), content)).toBe(0);
      } catch (error) {
        expect(error).toBeInstanceOf(VolumetricError);
        refused++;
      }
    }
    // Changes without effect, for each of the two members: time, compression flags and system in the header (6 bytes),
    // the flag for text, and up to 7 bits after the last block.
    expect(refused).toBeGreaterThanOrEqual(8 * packed.length - 2 * (6 * 8 + 1 + 7));
  });

  it('refuses every file that is cut short', () => {
    const packed = new Uint8Array(gzipSync(bytesOf(8, 2000, 30)));
    for (let length = 0; length < packed.length; length++) {
      expect(() => gunzip(packed.subarray(0, length), { limit, caller })).toThrow(VolumetricError);
    }
  });

  it('stops at the limit, long before a bomb is decompressed', () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(50_000_000)));
    const began = performance.now();
    expect(() => gunzip(bomb, { limit: 1000, caller })).toThrow('test: data must be intact gzip, got more than 1000');
    expect(performance.now() - began).toBeLessThan(1000);
    expect(gunzip(new Uint8Array(gzipSync(new Uint8Array(1000))), { limit: 1000, caller })).toHaveLength(1000);
  });
});
