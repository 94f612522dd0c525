// Regression: meshes at UTM coordinates lost 3 cm and more to single precision, without a warning.
import { describe, expect, it } from 'vitest';
import { decodeGlb } from '../../src/files/gltf/decodeGlb.js';
import { decodeObj } from '../../src/files/obj/decodeObj.js';
import { decodePly } from '../../src/files/ply/decodePly.js';
import { decodeStl } from '../../src/files/stl/decodeStl.js';
import { glb, scene, TRIANGLE } from '../files/gltf/gltfFile.js';

const origin = [450000, 0, 5000000] as const;
const points = ['450000.01 1.00 5000000.01', '450000.02 1.01 5000000.02', '450000.03 1.02 5000000.01'];
const wanted = [0.01, 1, 0.01, 0.02, 1.01, 0.02, 0.03, 1.02, 0.01];
const text = (content: string) => new TextEncoder().encode(content);
const header = (type: string) =>
  `element vertex 3\nproperty ${type} x\nproperty ${type} y\nproperty ${type} z\nend_header\n`;
const doubles = new Uint8Array(72);
for (const [i, value] of points.join(' ').split(' ').map(Number).entries()) {
  new DataView(doubles.buffer).setFloat64(8 * i, value, true);
}

const FILES = {
  obj: (options?: object) => decodeObj(`v ${points.join('\nv ')}\nf 1 2 3\n`, options),
  'ply, ascii': (options?: object) =>
    decodePly(text(`ply\nformat ascii 1.0\n${header('float')}${points.join('\n')}\n`), options),
  'ply, binary doubles': (options?: object) =>
    decodePly(Uint8Array.of(...text(`ply\nformat binary_little_endian 1.0\n${header('double')}`), ...doubles), options),
  stl: (options?: object) =>
    decodeStl(
      text(`solid a\nfacet\nouter loop\nvertex ${points.join('\nvertex ')}\nendloop\nendfacet\nendsolid\n`),
      options,
    ),
} as const;

describe.each(Object.entries(FILES))('%s', (_, read) => {
  it('warns of lost precision and suggests an origin', () => {
    const [warning, ...more] = read().warnings;
    expect(more).toEqual([]);
    expect(warning).toMatch(/positions reach 5000000 and lose up to 0.30 in float32 precision/);
    expect(warning).toMatch(/\{ origin: \[450000, 1, 5000000\] \}/);
  });

  it('keeps a precision of a millimetre with an origin', () => {
    const { positions, warnings } = read({ origin });
    expect(warnings).toEqual([]);
    for (const [i, value] of positions.entries()) expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-6);
  });

  it('rejects an invalid origin', () => {
    expect(() => read({ origin: [0, 0] })).toThrow(/origin must be three finite numbers, got \[0,0\]/);
    expect(() => read({ origin: [0, 0, Number.NaN] })).toThrow(/origin must be three finite numbers/);
  });
});

it('glb: warns about nodes that place a mesh far from the origin', async () => {
  const bytes = glb(
    scene({ nodes: [{ mesh: 0, translation: [450000.25, 0, 5000000.125], scale: [0.01, 0.01, 0.01] }] }),
    TRIANGLE,
  );
  expect((await decodeGlb(bytes)).warnings).toEqual([expect.stringMatching(/lose up to 0.30 in float32 precision/)]);
  const { positions, warnings } = await decodeGlb(bytes, { origin });
  expect(warnings).toEqual([]);
  expect([...positions.subarray(3, 6)].map((value) => value.toFixed(4))).toEqual(['0.2600', '0.0000', '0.1250']);
});

it('does not warn about integers, meshes near the origin or single points', () => {
  expect(decodeObj('v 5000000 0 0\nv 5000001 0 0\nv 5000000 1 0\n').warnings).toEqual([]);
  expect(decodeObj('v 0.1 0.2 0.3\nv 1.1 0.2 0.3\nv 0.1 5.2 0.3\n').warnings).toEqual([]);
  expect(decodeObj('v 5000000.1 0 0\n').warnings).toEqual([]);
});
