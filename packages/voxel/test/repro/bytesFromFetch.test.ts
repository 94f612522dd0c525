// Tests that the readers accept an ArrayBuffer, which `fetch` returns.
import { describe, expect, it } from 'vitest';
import {
  decodeBinvox,
  decodeNpy,
  decodeNrrd,
  decodeRaw,
  encodeBinvox,
  encodeNpy,
  encodeRaw,
  packed,
} from '../../src/index.js';
import { toBytes } from '../../src/internal.js';

const volume = packed(
  Uint8Array.from({ length: 8 }, (_, n) => n % 2),
  [2, 2, 2],
);
const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
/** Returns a view of shared memory that holds the bytes. */
const sharedViewOf = (bytes: Uint8Array): DataView => {
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return new DataView(shared as never);
};
const nrrd = new TextEncoder().encode(
  'NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 2 2\nencoding: text\n\n0 1 0 1 0 1 0 1\n',
);

describe('an ArrayBuffer, or any view', () => {
  it.each([
    ['decodeNpy', (bytes: ArrayBuffer | DataView) => decodeNpy(bytes).data, encodeNpy(volume)],
    ['decodeBinvox', (bytes: ArrayBuffer | DataView) => decodeBinvox(bytes).volume.data, encodeBinvox(volume)],
    ['decodeRaw', (bytes: ArrayBuffer | DataView) => decodeRaw(bytes, [2, 2, 2]).data, encodeRaw(volume)],
    ['decodeNrrd', async (bytes: ArrayBuffer | DataView) => (await decodeNrrd(bytes)).volume.data, nrrd],
  ] as const)('is read as its bytes are: %s', async (_, decode, bytes) => {
    const expected = await decode(bufferOf(bytes));
    expect(expected.length).toBe(8);
    expect(await decode(new DataView(bufferOf(bytes)))).toEqual(expected);
    expect(await decode(bytes as never)).toEqual(expected);
    expect(await decode(sharedViewOf(bytes))).toEqual(expected);
  });

  it('is copied if it shows shared memory, which text decoders of browsers refuse', () => {
    const shared = sharedViewOf(nrrd);
    const views = [shared, new Uint8Array(shared.buffer, 3), Buffer.from(shared.buffer as never), shared.buffer];
    for (const view of views) {
      const bytes = toBytes('test', view as Uint8Array);
      expect(bytes.buffer).toBeInstanceOf(ArrayBuffer);
      expect(Buffer.from(bytes).toString()).toContain('NRRD0004\ntype'.slice(nrrd.length - bytes.length));
    }
    expect(toBytes('test', nrrd)).toBe(nrrd);
  });
});
