// Regression: glTF files were rejected for extensions, textures and padding that do not affect their shape.
import { describe, expect, it } from 'vitest';
import { decodeGlb } from '../../src/files/gltf/decodeGlb.js';
import { glb, type Json, read, scene, TRIANGLE } from '../files/gltf/gltfFile.js';

const chunk = (type: number, bytes: Uint8Array): Uint8Array => {
  const out = new Uint8Array(8 + bytes.length);
  new DataView(out.buffer).setUint32(0, bytes.length, true);
  new DataView(out.buffer).setUint32(4, type, true);
  out.set(bytes, 8);
  return out;
};
const file = (version: number, ...chunks: Uint8Array[]): Uint8Array => {
  const body = Uint8Array.from(chunks.flatMap((each) => [...each]));
  const out = new Uint8Array(12 + body.length);
  for (const [i, word] of [0x46546c67, version, out.length].entries())
    new DataView(out.buffer).setUint32(4 * i, word, true);
  out.set(body, 12);
  return out;
};
const json = (changes: Json = {}, padding = '') => new TextEncoder().encode(JSON.stringify(scene(changes)) + padding);
const [JSON_CHUNK, BINARY] = [0x4e4f534a, 0x004e4942];

describe('extensions', () => {
  it.each([
    ...[
      'KHR_mesh_quantization',
      'KHR_texture_basisu',
      'KHR_materials_unlit',
      'EXT_texture_webp',
      'KHR_texture_transform',
    ],
    ...[
      'EXT_texture_avif',
      'KHR_materials_pbrSpecularGlossiness',
      'KHR_lights_punctual',
      'VRMC_materials_mtoon',
      'VRM',
    ],
    ...['MSFT_texture_dds', 'KHR_animation_pointer', 'KHR_xmp_json_ld'],
  ])('%s may be required', async (name) => {
    expect((await read({ extensionsUsed: [name], extensionsRequired: [name] })).indices).toHaveLength(3);
  });

  it.each(['EXT_mesh_gpu_instancing', 'ACME_shape'])('rejects %s by name', async (name) => {
    await expect(read({ extensionsRequired: [name] })).rejects.toThrow(
      `must not require extensions that change its shape, got ${name}`,
    );
  });

  it('reads quantised positions, normalised or not, with strides', async () => {
    const bytes = new Uint8Array(24 + 8);
    new Int16Array(bytes.buffer).set([0, 0, 0, 9, 32767, 0, 0, 9, 0, -32768, 0, 9, 0, 1, 2]);
    const changes = (normalized: boolean) => ({
      extensionsRequired: ['KHR_mesh_quantization'],
      buffers: [{ byteLength: 32 }],
      bufferViews: [
        { buffer: 0, byteLength: 24, byteStride: 8 },
        { buffer: 0, byteOffset: 24, byteLength: 6 },
      ],
      accessors: [
        { bufferView: 0, componentType: 5122, normalized, count: 3, type: 'VEC3' },
        { bufferView: 1, componentType: 5123, count: 3, type: 'SCALAR' },
      ],
    });
    expect([...(await read(changes(true), bytes)).positions]).toEqual([0, 0, 0, 1, 0, 0, 0, -1, 0]);
    expect([...(await read(changes(false), bytes)).positions]).toEqual([0, 0, 0, 32767, 0, 0, 0, -32768, 0]);
  });
});

describe('containers', () => {
  it.each([
    ['chunks that are not padded', file(2, chunk(JSON_CHUNK, json({}, ' '.repeat(3))), chunk(BINARY, TRIANGLE))],
    ['JSON padded with zeros', file(2, chunk(JSON_CHUNK, json({}, '\0\0\0')), chunk(BINARY, TRIANGLE))],
    [
      'padding outside the length of its chunk',
      file(2, chunk(JSON_CHUNK, json()), new Uint8Array((4 - (json().length % 4)) % 4), chunk(BINARY, TRIANGLE)),
    ],
    [
      'chunks of other types',
      file(2, chunk(JSON_CHUNK, json()), chunk(0x58585858, new Uint8Array(5)), chunk(BINARY, TRIANGLE)),
    ],
    [
      'a few bytes after the last chunk',
      file(2, chunk(JSON_CHUNK, json()), chunk(BINARY, TRIANGLE), new Uint8Array(3)),
    ],
    [
      'a texture in a separate file',
      glb(scene({ images: [{ uri: 'skin.png' }], textures: [{ source: 0 }] }), TRIANGLE),
    ],
    [
      'a buffer as a data URI',
      glb(
        scene({
          buffers: [
            { byteLength: 44, uri: `data:application/octet-stream;base64,${Buffer.from(TRIANGLE).toString('base64')}` },
          ],
        }),
      ),
    ],
    [
      'a second buffer that is missing and not used',
      glb(scene({ buffers: [{ byteLength: 44 }, { byteLength: 9, uri: 'more.bin' }] }), TRIANGLE),
    ],
  ])('%s', async (_, bytes) => {
    const { positions, indices } = await decodeGlb(bytes);
    expect([[...positions], [...indices]]).toEqual([
      [0, 0, 0, 1, 0, 0, 0, 1, 0],
      [0, 1, 2],
    ]);
  });

  it('rejects version 1 and files that are not glTF', async () => {
    await expect(decodeGlb(file(1, json()))).rejects.toThrow(/glTF of version 2, got version 1/);
    await expect(read({ asset: { version: '1.0' } })).rejects.toThrow(/must have version 2.0, got version "1.0"/);
    await expect(read({ asset: undefined })).rejects.toThrow(/got version undefined/);
    await expect(decodeGlb(glb('null'))).rejects.toThrow(/JSON must be an object, got null/);
  });

  it('leaves out invalid attributes', async () => {
    const { normals, uvs, warnings } = await read({
      meshes: [{ primitives: [{ attributes: { POSITION: 0, NORMAL: 9, TEXCOORD_0: 1 }, indices: 1 }] }],
    });
    expect([normals, uvs]).toEqual([undefined, undefined]);
    expect(warnings).toEqual([
      expect.stringMatching(/normals \(NORMAL\)/),
      expect.stringMatching(/coordinates \(TEXCOORD_0\)/),
    ]);
  });
});
