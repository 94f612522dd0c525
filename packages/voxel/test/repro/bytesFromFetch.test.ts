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

const volume = packed(
  Uint8Array.from({ length: 8 }, (_, n) => n % 2),
  [2, 2, 2],
);
const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
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
  });
});
