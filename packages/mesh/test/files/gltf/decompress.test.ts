// Tests .glb files compressed with Draco or meshopt: they are read with a decoder, and without one the error names the
// compression.
import { icosphere } from '@vrn/test-utils';
import { MeshoptDecoder } from 'meshoptimizer';
import { describe, expect, it } from 'vitest';
import { decodeGlb } from '../../../src/files/gltf/decodeGlb.js';
import { signedVolume } from '../../../src/index.js';
import { glbParts } from '../../../src/internal.js';
import { draco, dracoGlb, meshoptGlb } from './compressed.js';
import { glb, scene } from './gltfFile.js';

const ball = icosphere({ radius: 1, subdivisions: 3 });
const options = { draco, meshopt: MeshoptDecoder };

describe('Draco', () => {
  it('a compressed ball is read', async () => {
    const mesh = await decodeGlb(dracoGlb(ball), options);
    expect(mesh.warnings).toEqual([]);
    // The encoder keeps the order and is not told to quantise positions, so that they are lossless.
    expect(mesh.indices).toEqual(ball.indices);
    expect(mesh.positions).toEqual(ball.positions);
  });

  it('several primitives with the same content share it, in the transforms of their nodes', async () => {
    const nodes = [{ mesh: 0 }, { mesh: 0, translation: [3, 0, 0] }];
    const mesh = await decodeGlb(dracoGlb(ball, { nodes, scenes: [{ nodes: [0, 1] }] }), options);
    const count = ball.positions.length / 3;
    expect(mesh.indices).toEqual(Uint32Array.of(...ball.indices, ...ball.indices.map((v) => v + count)));
    const moved = ball.positions.map((value, i) => (i % 3 === 0 ? value + 3 : value));
    expect(mesh.positions).toEqual(Float32Array.of(...ball.positions, ...moved));
  });

  it.each([[{}], [{ extensionsRequired: [] }]])('without a decoder it is refused by name (%j)', async (changes) => {
    const file = dracoGlb(ball, changes);
    const message = /got KHR_draco_mesh_compression: pass the option \{ draco: .* of the package draco3dgltf/;
    await expect(decodeGlb(file)).rejects.toThrow(message);
    expect(() => glbParts(file)).toThrow(message);
  });

  it('without a decoder the uncompressed copy is read', async () => {
    const attributes = { POSITION: 0 };
    const extensions = { KHR_draco_mesh_compression: { bufferView: 9, attributes } };
    const file = glb(scene({ meshes: [{ primitives: [{ attributes, indices: 1, extensions }] }] }), triangle());
    expect((await decodeGlb(file)).indices).toHaveLength(3);
    await expect(decodeGlb(file, options)).rejects.toThrow(/bufferView below 2/);
  });

  it('damaged content is refused', async () => {
    const cut = dracoGlb(ball, { bufferViews: [{ buffer: 0, byteLength: 200 }] });
    await expect(decodeGlb(cut, options)).rejects.toMatchObject({ code: 'bad-file' });
    const cloud = dracoGlb(ball);
    // The byte after "DRACO" and two version bytes is the kind of geometry: 0 for a point cloud.
    const at = Buffer.from(cloud).lastIndexOf('DRACO');
    cloud[at + 7] = 0;
    await expect(decodeGlb(cloud, options)).rejects.toThrow(/mesh of triangles/);
  });
});

describe('meshopt', () => {
  it('a compressed ball is read exactly', async () => {
    const mesh = await decodeGlb(meshoptGlb(ball, { nodes: [{ mesh: 0 }] }), options);
    expect(mesh.positions).toEqual(ball.positions);
    // The encoder may rotate the corners of a triangle.
    const sorted = (list: Uint32Array) => [...list].sort((a, b) => a - b);
    expect(sorted(mesh.indices)).toEqual(sorted(ball.indices));
    expect(signedVolume(mesh)).toBeCloseTo(signedVolume(ball), 6);
  });

  it.each([[{}], [{ extensionsRequired: [] }]])('without a decoder it is refused by name (%j)', async (changes) => {
    const file = meshoptGlb(ball, changes);
    const message = /got EXT_meshopt_compression: pass the option \{ meshopt: MeshoptDecoder \}/;
    await expect(decodeGlb(file)).rejects.toThrow(message);
    expect(() => glbParts(file)).toThrow(message);
  });

  it('content that promises more than the file justifies is refused before it is decoded', async () => {
    const count = 2 ** 24;
    const packed = { buffer: 0, byteLength: 40, byteStride: 12, count, mode: 'ATTRIBUTES' };
    const view = { buffer: 1, byteLength: 12 * count, extensions: { EXT_meshopt_compression: packed } };
    await expect(decodeGlb(glb(scene({ bufferViews: [view] }), triangle()), options)).rejects.toThrow(
      /at most \d+ bytes/,
    );
  });

  it('damaged content is refused', async () => {
    const file = meshoptGlb(ball);
    for (let at = file.length - 40; at < file.length; at++) file[at] = 0xff;
    await expect(decodeGlb(file, options)).rejects.toMatchObject({ code: 'bad-file' });
  });
});

it('a second buffer without bytes is not the binary chunk', async () => {
  const bufferViews = [
    { buffer: 1, byteLength: 36 },
    { buffer: 0, byteOffset: 36, byteLength: 6 },
  ];
  const file = glb(scene({ buffers: [{ byteLength: 44 }, { byteLength: 36 }], bufferViews }), triangle());
  await expect(decodeGlb(file)).rejects.toThrow(/buffer 1 must have its bytes in a data URI/);
});

it.each([
  ['draco', { draco: {} }],
  ['meshopt', { meshopt: 7 }],
])('another value for %s is refused', async (name, wrong) => {
  await expect(decodeGlb(glb(scene(), triangle()), wrong as never)).rejects.toThrow(`option ${name} must be`);
});

/** Returns the binary chunk of `scene`: the positions and indices of one triangle. */
function triangle(): Uint8Array {
  const bytes = new Uint8Array(44);
  new Float32Array(bytes.buffer).set([0, 0, 0, 1, 0, 0, 0, 1, 0]);
  new Uint16Array(bytes.buffer).set([0, 1, 2], 18);
  return bytes;
}
