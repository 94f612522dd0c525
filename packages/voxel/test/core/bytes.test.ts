// Tests the conversion of typed arrays, other views and buffers to bytes.

import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type Bytes, toBytes } from '../../src/core/bytes.js';

const given = Uint8Array.of(1, 2, 3, 4);

describe('toBytes', () => {
  it.each([
    ['Uint8Array', given],
    ['ArrayBuffer', given.buffer],
    ['Buffer', Buffer.from(given)],
    ['DataView', new DataView(given.buffer)],
    ['Uint16Array', new Uint16Array(given.buffer)],
    ['ArrayBuffer of another realm', runInNewContext('Uint8Array.of(1, 2, 3, 4).buffer')],
    ['Uint8Array of another realm', runInNewContext('Uint8Array.of(1, 2, 3, 4)')],
  ])('reads a %s', (_, input) => {
    const bytes = toBytes('read', input as Bytes);
    expect(bytes).toBeInstanceOf(Uint8Array);
    expect([...bytes]).toEqual([1, 2, 3, 4]);
  });

  it('keeps to the part that a view shows', () => {
    expect([...toBytes('read', new DataView(given.buffer, 1, 2))]).toEqual([2, 3]);
  });

  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    ['abc', 'a string'],
    [[1, 2], 'array'],
    [{}, 'object'],
  ])('refuses %o', (input, got) => {
    expect(() => toBytes('decodeNpy', input as never)).toThrow(
      `decodeNpy: bytes must be a Uint8Array or an ArrayBuffer, got ${got}`,
    );
  });
});
