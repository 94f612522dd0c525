// Regression: skinned meshes used their own node's transform, which made some 100 times too small; morph weights were
// ignored; morphed normals were not of unit length.
import { describe, expect, it } from 'vitest';
import { type Json, read, TRIANGLE } from '../files/gltf/gltfFile.js';

const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** Returns the bytes and JSON fields of one triangle (accessors 0 and 1) and additional accessors (2, 3, …). */
function withAccessors(more: readonly { readonly bytes: Uint8Array; readonly accessor: Json }[]) {
  const parts: Uint8Array[] = [TRIANGLE];
  const bufferViews: Json[] = [
    { buffer: 0, byteLength: 36 },
    { buffer: 0, byteOffset: 36, byteLength: 6 },
  ];
  const accessors: Json[] = [
    { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' },
    { bufferView: 1, componentType: 5123, count: 3, type: 'SCALAR' },
  ];
  let length = TRIANGLE.length;
  for (const { bytes, accessor } of more) {
    accessors.push({ bufferView: bufferViews.length, ...accessor });
    bufferViews.push({ buffer: 0, byteOffset: length, byteLength: bytes.length });
    parts.push(bytes);
    length += bytes.length;
  }
  const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
  return { bytes, json: { buffers: [{ byteLength: length }], bufferViews, accessors } };
}

describe('a skinned mesh', () => {
  const moved = [...IDENTITY.slice(0, 12), 0, -1, 0, 1];
  const { bytes, json } = withAccessors([
    {
      bytes: Uint8Array.of(0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0),
      accessor: { componentType: 5121, count: 3, type: 'VEC4' },
    },
    {
      bytes: floats(1, 0, 0, 0, 0, 1, 0, 0, 0.5, 0.5, 0, 0),
      accessor: { componentType: 5126, count: 3, type: 'VEC4' },
    },
    { bytes: floats(...IDENTITY, ...moved), accessor: { componentType: 5126, count: 2, type: 'MAT4' } },
  ]);
  const meshes = [{ primitives: [{ attributes: { POSITION: 0, JOINTS_0: 2, WEIGHTS_0: 3 }, indices: 1 }] }];
  const skins = [{ joints: [1, 2], inverseBindMatrices: 4 }];

  it('ignores its own node and blends joint · inverse bind matrix by weights', async () => {
    const nodes = [
      { mesh: 0, skin: 0, scale: [0.01, 0.01, 0.01] },
      { translation: [10, 0, 0], children: [2] },
      { scale: [2, 2, 2] },
    ];
    const { positions, warnings } = await read({ ...json, meshes, skins, nodes, scenes: [{ nodes: [0, 1] }] }, bytes);
    // Joint 0 adds 10 to x; joint 1 subtracts 1 from y, doubles, then adds 10 to x.
    expect([...positions]).toEqual([10, 0, 0, 12, -2, 0, 10, 0.5, 0]);
    expect(warnings).toEqual([]);
  });

  it('supports joints outside its scene, a node scaled to zero, and mirrored joints', async () => {
    const nodes = [{ mesh: 0, skin: 0, scale: [0, 0, 0] }, { scale: [-1, 1, 1], children: [2] }, {}];
    const own = { skins: [{ joints: [1, 2] }], nodes, scenes: [{ nodes: [0] }] };
    const { positions, indices } = await read({ ...json, meshes, ...own }, bytes);
    expect([...positions]).toEqual([0, 0, 0, -1, 0, 0, 0, 1, 0]);
    expect([...indices]).toEqual([0, 2, 1]);
  });

  it('without readable joints keeps its shape with a warning; invalid joints are rejected', async () => {
    const nodes = [{ mesh: 0, skin: 0 }, {}];
    const { indices, warnings } = await read({ ...json, meshes, skins: [{ joints: [] }], nodes }, bytes);
    expect([indices.length, warnings]).toEqual([3, ['skins without joints were left out']]);
    await expect(read({ ...json, meshes, skins: [{ joints: [1] }], nodes }, bytes)).rejects.toThrow(
      /joints below 1, got 1/,
    );
  });
});

describe('morph targets', () => {
  const { bytes, json } = withAccessors([
    { bytes: floats(0, 0, 4, 0, 0, 4, 0, 0, 4), accessor: { componentType: 5126, count: 3, type: 'VEC3' } },
    { bytes: floats(8, 0, 0, 0, 0, 0, 0, 0, 0), accessor: { componentType: 5126, count: 3, type: 'VEC3' } },
  ]);
  const primitives = [{ attributes: { POSITION: 0 }, indices: 1, targets: [{ POSITION: 2 }, { POSITION: 3 }] }];

  it.each([
    ["the mesh's weights", { weights: [0.5, 0.25] }, {}, [2, 0, 2]],
    ["the node's weights instead", { weights: [0.5, 0.25] }, { weights: [1, 0] }, [0, 0, 4]],
    ['none', {}, {}, [0, 0, 0]],
  ])('%s', async (_, mesh, node, first) => {
    const changes = { ...json, meshes: [{ primitives, ...mesh }], nodes: [{ mesh: 0, ...node }] };
    expect([...(await read(changes, bytes)).positions.subarray(0, 3)]).toEqual(first);
  });

  it('leave normals at unit length', async () => {
    const made = withAccessors([
      { bytes: floats(0, 0, 1, 0, 0, 1, 0, 0, 1), accessor: { componentType: 5126, count: 3, type: 'VEC3' } },
      { bytes: floats(0.75, 0, 0, 0, 0, -1, 0, 0, 0), accessor: { componentType: 5126, count: 3, type: 'VEC3' } },
    ]);
    const mesh = {
      weights: [1],
      primitives: [{ attributes: { POSITION: 0, NORMAL: 2 }, indices: 1, targets: [{ NORMAL: 3 }] }],
    };
    const { normals } = await read({ ...made.json, meshes: [mesh], nodes: [{ mesh: 0 }] }, made.bytes);
    expect([...normals!].map((value) => Math.round(1e6 * value) / 1e6)).toEqual([0.6, 0, 0.8, 0, 0, 0, 0, 0, 1]);
  });
});
