// Tests that random files are restored, and that corrupted ones are rejected or give valid tensors.

import { VolumetricError } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/weights/safetensors.js';

const SEED = 20_181;

const tensors = fc.dictionary(
  fc.string({ maxLength: 12 }).filter((name) => name !== '__metadata__'),
  fc.array(fc.nat(4), { maxLength: 3 }).chain((shape) =>
    fc
      .array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -65504, max: 65504 }), {
        minLength: shape.reduce((size, n) => size * n, 1),
        maxLength: shape.reduce((size, n) => size * n, 1),
      })
      .map((values) => ({ shape, data: Float32Array.from(values) })),
  ),
  { maxKeys: 5 },
);
const files = fc.record({
  tensors: tensors.map((table) => new Map(Object.entries(table))),
  metadata: fc.dictionary(fc.string(), fc.string()),
});

/** Decodes a file. Returns undefined if it is rejected with the code `bad-file`; throws any other error. */
function read(bytes: Uint8Array): ReturnType<typeof decodeSafetensors> | undefined {
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    if (error instanceof VolumetricError && error.code === 'bad-file') return undefined;
    throw error;
  }
}

describe('safetensors', () => {
  it('decodes what was encoded', () => {
    fc.assert(
      fc.property(files, (file) => {
        const again = decodeSafetensors(encodeSafetensors(file));
        expect(new Map(again.tensors)).toEqual(file.tensors);
        expect({ ...again.metadata }).toEqual({ ...file.metadata });
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('does not change when encoded in half precision a second time', () => {
    fc.assert(
      fc.property(files, (file) => {
        const once = encodeSafetensors(file, { dtype: 'f16' });
        expect(encodeSafetensors(decodeSafetensors(once), { dtype: 'f16' }).length).toBe(once.length);
        const [first, second] = [
          decodeSafetensors(once),
          decodeSafetensors(encodeSafetensors(decodeSafetensors(once))),
        ];
        expect(second.tensors).toEqual(first.tensors);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('rejects or decodes files with bytes changed, truncated, inserted and removed', () => {
    const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255), kind: fc.nat(3) });
    fc.assert(
      fc.property(files, fc.array(change, { minLength: 1, maxLength: 4 }), (file, changes) => {
        let bytes = [...encodeSafetensors(file)];
        for (const { at, byte, kind } of changes) {
          const place = Math.floor(at * bytes.length);
          if (kind === 0) bytes[place] = byte;
          else if (kind === 1) bytes = bytes.slice(0, place);
          else if (kind === 2) bytes.splice(place, 0, byte);
          else bytes.splice(place, 1);
        }
        const result = read(Uint8Array.from(bytes));
        for (const { shape, data } of result?.tensors.values() ?? []) {
          expect(data.length).toBe(shape.reduce((size, n) => size * n, 1));
          expect(data.every(Number.isFinite)).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it('rejects or decodes files with arbitrary JSON headers', () => {
    const number = fc.oneof(fc.integer({ min: -8, max: 64 }), fc.constantFrom(2 ** 53, 1e300, 0.5, -0));
    const entry = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          dtype: fc.oneof(fc.constantFrom('F32', 'F16', 'BF16', '__proto__'), fc.jsonValue()),
          shape: fc.oneof(fc.array(number, { maxLength: 3 }), fc.jsonValue()),
          data_offsets: fc.oneof(fc.array(number, { maxLength: 3 }), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), entry), fc.nat(40), (header, length) => {
        const text = new TextEncoder().encode(JSON.stringify(header));
        const bytes = new Uint8Array(8 + text.length + length);
        new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
        bytes.set(text, 8);
        read(bytes);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it('allocates in proportion to the length of the file, whatever the header declares', () => {
    const header = `{${Array.from({ length: 1000 }, (_, i) => `"t${i}":{"dtype":"F16","shape":[2000000000],"data_offsets":[0,4000000000]}`).join(',')}}`;
    const text = new TextEncoder().encode(header);
    const bytes = new Uint8Array(8 + text.length + 16);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    const before = process.memoryUsage().arrayBuffers;
    expect(read(bytes)).toBeUndefined();
    // Allows a mebibyte for other allocations of the process.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });
});
