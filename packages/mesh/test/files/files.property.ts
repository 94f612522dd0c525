// Tests that files round-trip exactly, and that any bytes give either a valid mesh or a VolumetricError.

import type { TriangleMesh } from '@vrn/voxel';
import { VolumetricError } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGlb } from '../../src/files/gltf/decodeGlb.js';
import { encodeGlb } from '../../src/files/gltf/encodeGlb.js';
import { decodeObj } from '../../src/files/obj/decodeObj.js';
import { encodeObj } from '../../src/files/obj/encodeObj.js';
import { decodePly } from '../../src/files/ply/decodePly.js';
import { encodePly } from '../../src/files/ply/encodePly.js';
import { decodeStl } from '../../src/files/stl/decodeStl.js';
import { encodeStl } from '../../src/files/stl/encodeStl.js';
import { linearToSrgb } from '../../src/texture/srgb.js';
import { bits, soup } from '../edit/soup.js';

const SETTINGS = { seed: 20_180_911, numRuns: 300 };

/** Any finite single-precision number, including −0 and the extremes; common magnitudes are more frequent. */
const single = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ min: -2, max: 2, noNaN: true }),
  fc.integer({ min: -1000, max: 1000 }).map((n) => n / 100),
);
const share = fc.float({ min: 0, max: 1, noNaN: true });

/**
 * Meshes of up to 12 vertices and 20 faces, including meshes without faces, with unused vertices, and with any
 * combination of attributes.
 */
const arbitraryMesh = ({ faces = 0 } = {}): fc.Arbitrary<TriangleMesh> =>
  fc
    .record({ vertices: fc.integer({ min: 1, max: 12 }), faces: fc.integer({ min: faces, max: 20 }), has: fc.nat(7) })
    .chain(({ vertices, faces: count, has }) => {
      const list = (of: fc.Arbitrary<number>, length: number) =>
        fc.array(of, { minLength: length, maxLength: length, size: 'max' }).map((values) => Float32Array.from(values));
      const corner = fc.nat(vertices - 1);
      return fc
        .record({
          positions: list(single, 3 * vertices),
          indices: fc
            .array(corner, { minLength: 3 * count, maxLength: 3 * count, size: 'max' })
            .map((v) => Uint32Array.from(v)),
          normals: list(single, 3 * vertices),
          colors: list(share, 3 * vertices),
          uvs: list(single, 2 * vertices),
        })
        .map(({ positions, indices, normals, colors, uvs }) => ({
          ...{ positions, indices },
          ...(has & 1 && { normals }),
          ...(has & 2 && { colors }),
          ...(has & 4 && { uvs }),
        }));
    });

function same(back: TriangleMesh, mesh: TriangleMesh, { colors = true } = {}): void {
  expect(back.indices).toEqual(mesh.indices);
  for (const field of ['positions', 'normals', 'uvs'] as const) expect(bits(back[field])).toEqual(bits(mesh[field]));
  if (colors) expect(bits(back.colors)).toEqual(bits(mesh.colors));
}

describe('round-trips exactly', () => {
  it('.obj, including colours and split seams', () => {
    const check = (mesh: TriangleMesh) => {
      same(decodeObj(encodeObj(mesh)), mesh);
      same(decodeObj(encodeObj(mesh), { seams: 'split' }), mesh);
    };
    fc.assert(fc.property(arbitraryMesh(), check), SETTINGS);
  });

  it.each(['binary', 'binary_big_endian', 'ascii'] as const)('.ply, %s, with byte colours', (format) => {
    const check = (mesh: TriangleMesh) => {
      const back = decodePly(encodePly(mesh, { format }));
      same(back, mesh, { colors: false });
      for (const [i, value] of mesh.colors?.entries() ?? []) {
        // Half of a step of 1/255 in sRGB, plus rounding to single precision.
        expect(Math.abs(linearToSrgb(back.colors![i]!) - linearToSrgb(value))).toBeLessThanOrEqual(1 / 510 + 1e-6);
      }
      same(decodePly(encodePly(back, { format })), back);
    };
    fc.assert(fc.property(arbitraryMesh(), check), SETTINGS);
  });

  it('.ply, ascii, including float colours', () => {
    const check = (mesh: TriangleMesh) => same(decodePly(encodePly(mesh, { format: 'ascii', colors: 'floats' })), mesh);
    fc.assert(fc.property(arbitraryMesh(), check), SETTINGS);
  });

  it.each(['binary', 'ascii'] as const)('.stl, %s, triangle by triangle', (format) => {
    const check = (mesh: TriangleMesh) => {
      const loose = soup(mesh);
      same(decodeStl(encodeStl(mesh, { format }), { weld: false }), loose);
    };
    fc.assert(fc.property(arbitraryMesh(), check), SETTINGS);
  });

  it('.glb, with faces', async () => {
    const check = async (mesh: TriangleMesh) => same(await decodeGlb(await encodeGlb(mesh, { normals: false })), mesh);
    await fc.assert(fc.asyncProperty(arbitraryMesh({ faces: 1 }), check), SETTINGS);
  });

  it('single-precision numbers in text, for all bit patterns', () => {
    const number = fc.integer({ min: 0, max: 0xffffffff }).map((n) => new Float32Array(Uint32Array.of(n).buffer)[0]!);
    const finite = number.filter(Number.isFinite);
    fc.assert(
      fc.property(fc.array(finite, { minLength: 30, maxLength: 30 }), (numbers) => {
        const positions = Float32Array.from(numbers);
        const file = encodeObj({ positions, indices: new Uint32Array() });
        expect(bits(decodeObj(file).positions)).toEqual(bits(positions));
        // Other readers may parse with Number. No number has more than nine significant digits.
        const words = file.split(/\s+/).filter((word) => /^-?[\d.e+-]+$/.test(word));
        expect(bits(Float32Array.from(words, Number))).toEqual(bits(positions));
        for (const word of words)
          expect(word.replace(/e.*|\D/g, '').replace(/^0+|0+$/g, '').length).toBeLessThanOrEqual(9);
      }),
      SETTINGS,
    );
  });
});

describe('any bytes give a mesh or a VolumetricError', () => {
  const mesh: TriangleMesh = {
    positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1),
    indices: Uint32Array.of(0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3),
    normals: new Float32Array(12).fill(0.5),
    colors: new Float32Array(12).fill(0.25),
    uvs: new Float32Array(8).fill(0.75),
  };
  const DECODERS = { decodeObj, decodePly, decodeStl, decodeGlb };

  const seeds = async (): Promise<Uint8Array[]> => [
    new TextEncoder().encode(encodeObj(mesh)),
    ...(['binary', 'binary_big_endian', 'ascii'] as const).map((format) => encodePly(mesh, { format })),
    ...(['binary', 'ascii'] as const).map((format) => encodeStl(mesh, { format })),
    await encodeGlb(mesh),
  ];

  /** Words to which the readers are sensitive. */
  const WORDS = [
    '4294967295',
    '99999999999999999999',
    '-1',
    '1e400',
    'nan',
    '0x7',
    '/',
    '//',
    '\\\n',
    '\r',
    '#',
    '"',
    '{',
    '[',
    'null',
    'list',
    'vertex',
    'endloop',
    'face',
  ];

  interface Change {
    readonly at: number;
    readonly what: Uint8Array;
    readonly instead: number;
  }

  const change: fc.Arbitrary<Change> = fc.record({
    at: fc.nat(4000),
    what: fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      fc.constantFrom(...WORDS).map((word) => new TextEncoder().encode(word)),
    ),
    instead: fc.nat(6),
  });

  /** Returns the file with some pieces removed and others inserted; if `cut` is a multiple of 4, cut off at the end. */
  function damaged(bytes: Uint8Array, changes: readonly Change[], cut: number): Uint8Array {
    let out = bytes;
    for (const { at, what, instead } of changes) {
      const place = at % (out.length + 1);
      out = Uint8Array.of(...out.subarray(0, place), ...what, ...out.subarray(place + instead));
    }
    return cut % 4 === 0 ? out.slice(0, cut % (out.length + 1)) : out;
  }

  async function survives(bytes: Uint8Array): Promise<void> {
    for (const [name, decode] of Object.entries(DECODERS)) {
      const start = performance.now();
      try {
        const { positions, indices } = await decode(bytes);
        expect(positions.every(Number.isFinite) && indices.every((v) => v < positions.length / 3)).toBe(true);
      } catch (error) {
        if (!(error instanceof VolumetricError)) throw error;
        expect(error.message.startsWith(`${name}: `)).toBe(true);
        expect(error.code).toBe('bad-file');
      }
      // The limit allows for the first files, which take longer because the code is not yet compiled.
      expect(performance.now() - start).toBeLessThan(1000);
    }
  }

  it('files with random damage', async () => {
    const whole = await seeds();
    const damage = fc.record({
      which: fc.nat(whole.length - 1),
      changes: fc.array(change, { maxLength: 5 }),
      cut: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(damage, ({ which, changes, cut }) => survives(damaged(whole[which]!, changes, cut))),
      { ...SETTINGS, numRuns: 2000 },
    );
  });

  it('files with changed bytes in lengths and counts', async () => {
    const whole = await seeds();
    for (const bytes of whole) {
      for (let at = 0; at < Math.min(bytes.length, 700); at += 1 + (at % 5)) {
        for (const value of [0, 0x39, 0x7f, 0xff]) {
          const copy = bytes.slice();
          copy[at] = value;
          await survives(copy);
        }
      }
    }
  });

  it('random bytes, with and without a valid header', async () => {
    const beginnings = [
      '',
      'ply\nformat ascii 1.0\n',
      'ply\nformat binary_little_endian 1.0\nelement vertex 9\n',
      'solid ',
      'v 1 2 3\nf ',
      'glTF\x02\0\0\0',
    ];
    const file = fc.record({ beginning: fc.constantFrom(...beginnings), rest: fc.uint8Array({ maxLength: 300 }) });
    await fc.assert(
      fc.asyncProperty(file, ({ beginning, rest }) =>
        survives(Uint8Array.of(...new TextEncoder().encode(beginning), ...rest)),
      ),
      { ...SETTINGS, numRuns: 1000 },
    );
  });

  it('glb with random words changed', async () => {
    const bytes = await encodeGlb(mesh);
    const view = new DataView(bytes.buffer);
    const length = view.getUint32(12, true);
    const words = new TextDecoder().decode(bytes.subarray(20, 20 + length));
    const rest = bytes.subarray(20 + length);
    const paths = [...words.matchAll(/:(-?[\d.]+|"[^"]*"|\[[^[\]]*\])/g)];
    const values = fc.constantFrom(
      '-1',
      '0',
      '1',
      '2',
      '4294967296',
      '1e308',
      '1.5',
      '"x"',
      'null',
      '[]',
      '{}',
      '[0,0,0]',
      '[1e39]',
    );
    const edit = fc.array(fc.record({ path: fc.nat(paths.length - 1), value: values }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(edit, async (edits) => {
        let text = words;
        for (const { path, value } of edits) text = text.replace(paths[path]![0], `:${value}`);
        const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 4) * 4));
        const out = Uint8Array.of(...bytes.subarray(0, 20), ...json, ...rest);
        new DataView(out.buffer).setUint32(8, out.length, true);
        new DataView(out.buffer).setUint32(12, json.length, true);
        await survives(out);
      }),
      { ...SETTINGS, numRuns: 1000 },
    );
  });
});
