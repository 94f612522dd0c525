// Tests that files whose JSON does not match their bytes are rejected quickly.
import { cube } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { decodeGlb } from '../../../src/files/gltf/decodeGlb.js';
import { encodeGlb } from '../../../src/files/gltf/encodeGlb.js';
import { glb, type Json, read, TRIANGLE } from './gltfFile.js';

describe('rejects', () => {
  const view = (changes: Json) => ({
    bufferViews: [
      { buffer: 0, byteLength: 36, ...changes },
      { buffer: 0, byteOffset: 36, byteLength: 6 },
    ],
  });
  const accessor = (changes: Json, index: Json = {}) => ({
    accessors: [
      { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3', ...changes },
      { bufferView: 1, componentType: 5123, count: 3, type: 'SCALAR', ...index },
    ],
  });
  it.each<[string, Json, RegExp]>([
    [
      'Draco',
      { extensionsRequired: ['KHR_draco_mesh_compression'] },
      /must not be compressed without a decoder, got KHR_draco_mesh_compression/,
    ],
    [
      'meshopt',
      { extensionsRequired: ['EXT_meshopt_compression'] },
      /must not be compressed without a decoder, got EXT_meshopt/,
    ],
    ['a buffer in another file', { buffers: [{ byteLength: 44, uri: 'body.bin' }] }, /external|must be in the file/],
    ['a view beyond its buffer', view({ byteLength: 45 }), /bufferView 0 must be within buffer 0 of 44 bytes/],
    ['a view that starts after its buffer', view({ byteOffset: 1e9 }), /bufferView 0/],
    ['a view that starts before its buffer', view({ byteOffset: -4 }), /bufferView 0/],
    ['a view of another buffer', view({ buffer: 7 }), /buffer 7 must be in the file/],
    [
      'an accessor beyond its view',
      accessor({ count: 4 }),
      /accessor 0 must be within bufferView 0 of 36 bytes, got 48/,
    ],
    ['an accessor of billions', accessor({ count: 4e9 }), /at most \d+ bytes of memory in a file of \d+ bytes/],
    [
      'an accessor of billions of nothing',
      accessor({ bufferView: undefined, count: 4e9 }),
      /at most \d+ bytes of memory in a file of \d+ bytes/,
    ],
    [
      'more of nothing than the file has bytes',
      accessor({ bufferView: undefined, count: 100_000 }),
      /accessor 0 must have bytes/,
    ],
    ['an accessor of an unknown type', accessor({ type: 'VEC9' }), /accessor 0 must have a known type/],
    ['an accessor of unknown components', accessor({ componentType: 1 }), /accessor 0 must have a known type/],
    ['an accessor with a fractional count', accessor({ count: 2.5 }), /accessor 0 must have a known type and a count/],
    ['an accessor of an unknown view', accessor({ bufferView: 9 }), /accessor 0 must have a bufferView below 2/],
    ['indices that are floats', accessor({}, { componentType: 5126, count: 1 }), /must hold unsigned integers/],
    [
      'indices that are not there',
      { meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 9 }] }] },
      /accessors must have numbers below 2, got 9/,
    ],
    [
      'positions that are not there',
      { meshes: [{ primitives: [{ attributes: { POSITION: 9 } }] }] },
      /accessors must have numbers below 2, got 9/,
    ],
    ['no positions', { meshes: [{ primitives: [{ attributes: {} }] }] }, /must hold triangles, got none/],
    [
      'sparse values beyond their view',
      accessor({ sparse: { count: 3, indices: { bufferView: 1, componentType: 5123 }, values: { bufferView: 1 } } }),
      /sparse accessor 0 must be within/,
    ],
    [
      'sparse values of billions',
      accessor({ sparse: { count: 4e9, indices: { bufferView: 1, componentType: 5123 }, values: { bufferView: 0 } } }),
      /at most 3 sparse/,
    ],
    ['a node that is its own child', { nodes: [{ mesh: 0, children: [0] }] }, /node 0 must be in its scene once/],
    [
      'nodes in a ring',
      { nodes: [{ mesh: 0, children: [1] }, { children: [2] }, { children: [0] }] },
      /node 0 must be in its scene once/,
    ],
    [
      'a node with two parents',
      { nodes: [{ children: [2] }, { children: [2] }, { mesh: 0 }], scenes: [{ nodes: [0, 1] }] },
      /children below 3 of its own, got 2/,
    ],
    ['a child that does not exist', { nodes: [{ mesh: 0, children: [5] }] }, /children below 1/],
    ['a mesh that does not exist', { nodes: [{ mesh: 5 }] }, /mesh below 1/],
    ['a scene with invalid nodes', { scenes: [{ nodes: [9] }] }, /scene must have nodes below 1/],
    ['a matrix of 15', { nodes: [{ mesh: 0, matrix: new Array(15).fill(1) }] }, /affine matrix/],
    [
      'a matrix with perspective',
      { nodes: [{ mesh: 0, matrix: [1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] }] },
      /affine matrix/,
    ],
    ['a scale that is not numeric', { nodes: [{ mesh: 0, scale: ['a', 1, 1] }] }, /affine matrix/],
    ['no triangles', { nodes: [], scenes: [{ nodes: [] }] }, /must hold triangles, got none/],
    ['meshes that are not a list', { meshes: 5 }, /meshes must be a list of objects, got number/],
    ['a node that is null', { nodes: [null] }, /nodes must be a list of objects/],
  ])('%s', async (_, changes, message) => {
    await expect(read(changes)).rejects.toMatchObject({ code: 'bad-file', message: expect.stringMatching(message) });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('this is no glb at all')],
    ['null', glb('null')],
    ['truncated JSON', glb('{"asset": {')],
    ['lists a million deep', glb('['.repeat(1e6))],
    ['extras ten thousand deep', glb(`{"asset":{"version":"2.0","extras":${'['.repeat(1e4)}${']'.repeat(1e4)}}}`)],
  ])('%s', async (_, bytes) => {
    await expect(decodeGlb(bytes)).rejects.toMatchObject({ code: 'bad-file' });
  });

  it('an index out of range, NaN, and positions that overflow', async () => {
    const bytes = TRIANGLE.slice();
    bytes[36] = 3;
    await expect(read({}, bytes)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(/indices must be below 3/),
    });
    const broken = TRIANGLE.slice();
    new Float32Array(broken.buffer)[4] = Number.NaN;
    await expect(read({}, broken)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(/finite/),
    });
    await expect(read({ nodes: [{ mesh: 0, scale: [1e39, 1, 1] }] })).rejects.toMatchObject({ code: 'bad-file' });
  });

  it('a small file that declares billions of triangles', async () => {
    const nodes = Array.from({ length: 60_000 }, () => ({ mesh: 0 }));
    const meshes = [{ primitives: Array.from({ length: 2000 }, () => ({ attributes: { POSITION: 0 }, indices: 1 })) }];
    await expect(read({ nodes, meshes, scenes: undefined })).rejects.toThrow(
      /meshes must take at most \d+ bytes of memory in a file of \d+ bytes/,
    );
  });

  it('thousands of accessors over the same bytes', async () => {
    const accessors = Array.from({ length: 3000 }, () => ({
      ...{ bufferView: 0, componentType: 5121, count: 30_000, type: 'VEC3' },
    }));
    const changes = {
      buffers: [{ byteLength: 90_000 }],
      bufferViews: [{ buffer: 0, byteLength: 90_000 }],
      accessors,
      meshes: [{ primitives: accessors.map((_, POSITION) => ({ attributes: { POSITION } })) }],
    };
    await expect(read(changes, new Uint8Array(90_000))).rejects.toThrow(/must take at most \d+ bytes of memory/);
  });

  it('a file cut at any byte', async () => {
    const bytes = await encodeGlb(cube({ side: 1 }));
    for (let length = 0; length < bytes.length; length += 13) {
      await expect(decodeGlb(bytes.slice(0, length))).rejects.toMatchObject({ code: 'bad-file' });
    }
  });
});
