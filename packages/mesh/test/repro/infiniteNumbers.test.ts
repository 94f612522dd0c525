// Regression: numbers that overflow single precision must not appear in a mesh.
import { describe, expect, it } from 'vitest';
import { decodeObj } from '../../src/files/obj/decodeObj.js';
import { decodePly } from '../../src/files/ply/decodePly.js';
import { decodeStl } from '../../src/files/stl/decodeStl.js';
import { read } from '../files/gltf/gltfFile.js';

const text = (content: string) => new TextEncoder().encode(content);
const square = 'v 0 0 0\nv 1 0 0\nv 1 1 0\n';

describe.each(['1e39', '-3.5e38', '1e308', '1e999'])('%s', (number) => {
  it('is rejected in positions that faces use', () => {
    expect(() => decodeObj(`${square}v ${number} 0 0\nf 1 2 4\n`)).toThrow(/line 4: v must be finite/);
    const header = 'ply\nformat ascii 1.0\nelement vertex 1\nproperty double x\nproperty double y\nproperty double z\n';
    const faces = 'element face 1\nproperty list uchar int vertex_indices\nend_header\n';
    expect(() => decodePly(text(`${header}${faces}${number} 0 0\n3 0 0 0\n`))).toThrow(/vertex 0/);
    expect(() => decodeStl(text(`solid a\nvertex ${number} 0 0\n`))).toThrow(/line 2/);
  });

  it('causes attributes to be left out', () => {
    const obj = decodeObj(`${square}vn ${number} 0 0\nvt ${number} 0\nf 1/1/1 2/1/1 3/1/1\n`);
    expect([obj.normals, obj.uvs, obj.warnings.length]).toEqual([undefined, undefined, 4]);
    const colours = ['red', 'green', 'blue', 'nx', 'ny', 'nz', 's', 't'].map((name) => `property double ${name}\n`);
    const header = `ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\n`;
    const ply = decodePly(text(`${header}${colours.join('')}end_header\n0 0 0${` ${number}`.repeat(8)}\n`));
    expect([ply.normals, ply.uvs, ply.colors, ply.warnings.length]).toEqual([undefined, undefined, undefined, 3]);
  });
});

it('rejects positions that overflow only after the transform, and names the vertex', async () => {
  await expect(read({ nodes: [{ mesh: 0, scale: [3e38, 1, 1], translation: [3e38, 0, 0] }] })).rejects.toThrow(
    /positions must be finite, got Infinity 0 0 at vertex 1/,
  );
  expect(() => decodeObj(`v 3e38 0 0\n${square}f 1 2 3`, { origin: [-3e38, 0, 0] })).toThrow(
    /line 1: v must be finite/,
  );
});
