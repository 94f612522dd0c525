// Tests reading .glb files: exact round trips, and scenes as other programs write them.
import { createRequire } from 'node:module';
import { cube, icosphere } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { vertexNormals } from '../../../src/edit/vertexNormals.js';
import { decodeGlb } from '../../../src/files/gltf/decodeGlb.js';
import { encodeGlb } from '../../../src/files/gltf/encodeGlb.js';
import { inspect } from '../../../src/measure/inspect.js';
import { simdKernel } from '../../../src/simd/simdKernel.js';
import { cpuTime } from '../../cpuTime.js';
import { bits } from '../../edit/soup.js';
import { type Json, read, scene, TRIANGLE } from './gltfFile.js';

const ball = icosphere({ radius: 1.234567, subdivisions: 2 });
const full = {
  warnings: [],
  positions: ball.positions,
  indices: ball.indices,
  normals: vertexNormals(ball),
  colors: Float32Array.from(ball.positions, (_, i) => (i % 11) / 10),
  uvs: Float32Array.from({ length: (2 * ball.positions.length) / 3 }, (_, i) => i / 7),
};

/** Khronos' validator, whose package has no type declarations. */
const { validateBytes } = createRequire(import.meta.url)('gltf-validator') as {
  validateBytes(bytes: Uint8Array): Promise<{ issues: { numErrors: number; numWarnings: number } }>;
};

describe('written and read', () => {
  it("passes Khronos' validator and round-trips exactly", async () => {
    const bytes = await encodeGlb(full, { name: 'ball', extras: { crop: { left: 1 } } });
    const { issues } = await validateBytes(bytes);
    expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
    expect(await decodeGlb(bytes)).toEqual(full);
    expect(new TextDecoder().decode(bytes)).toContain('"extras":{"crop":{"left":1}}');
  });

  it('keeps −0, the smallest and largest numbers, and vertices without a face', async () => {
    const positions = Float32Array.of(-0, 1e-45, 3.4e38, 0, -0, 1, 1, 1, 1, 9, -0, 9);
    const mesh = { positions, indices: Uint32Array.of(2, 1, 0) };
    const back = await decodeGlb(await encodeGlb(mesh, { normals: false }));
    expect(bits(back.positions)).toEqual(bits(positions));
    expect(back).toEqual({ ...mesh, warnings: [] });
  });

  it('adds missing normals unless disabled', async () => {
    const box = cube({ side: 1 });
    expect((await decodeGlb(await encodeGlb(box))).normals).toEqual(vertexNormals(box));
    expect((await decodeGlb(await encodeGlb(box, { normals: false }))).normals).toBeUndefined();
    expect(inspect(await decodeGlb(await encodeGlb(box))).closed).toBe(true);
  });

  it('returns the same mesh, warnings and errors with the kernel', async () => {
    const kernel = simdKernel();
    expect(kernel).toBeDefined();
    expect(await decodeGlb(await encodeGlb(full), { kernel })).toEqual(full);
    const bytes = await encodeGlb({ positions: ball.positions, indices: ball.indices }, { normals: false });
    const file = Buffer.from(bytes);
    const start = bytes.length - 4 * (ball.positions.length + ball.indices.length);
    file.writeUInt32LE(ball.positions.length / 3, bytes.length - 4);
    const outcome = async (options?: object) => (await decodeGlb(file, options).catch(String)) as unknown;
    expect(await outcome({ kernel })).toMatch(/indices must be below 162, got 162/);
    expect(await outcome({ kernel })).toBe(await outcome());
    file.set(bytes);
    file.writeFloatLE(Number.POSITIVE_INFINITY, start + 4 * 100);
    expect(await outcome({ kernel })).toMatch(/positions must be finite/);
    expect(await outcome({ kernel })).toBe(await outcome());
  });

  it('reads a view into a larger buffer, at any offset, and no bytes outside it', async () => {
    const bytes = await encodeGlb(full);
    for (const offset of [1, 2, 4]) {
      const larger = new Uint8Array(bytes.length + 9).fill(255);
      larger.set(bytes, offset);
      expect(await decodeGlb(larger.subarray(offset, offset + bytes.length))).toEqual(full);
      expect(await decodeGlb(larger.subarray(offset))).toEqual(full);
      expect(await decodeGlb(Buffer.from(larger.buffer, offset, bytes.length))).toEqual(full);
    }
  });

  it('rejects a mesh without faces, and extras that are not JSON', async () => {
    const none = { positions: new Float32Array(9), indices: new Uint32Array() };
    await expect(encodeGlb(none)).rejects.toMatchObject({ code: 'bad-mesh' });
    await expect(encodeGlb(ball, { extras: { big: 1n } })).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(encodeGlb({ ...ball, colors: new Float32Array(4) })).rejects.toMatchObject({ code: 'bad-mesh' });
  });
});

describe('scenes', () => {
  it('transform nodes by their ancestors, and keep mirrored meshes oriented outwards', async () => {
    const nodes = [
      { translation: [10, 0, 0], children: [1, 2] },
      { mesh: 0, scale: [2, 2, 2] },
      { mesh: 0, matrix: [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 5, 0, 1] },
    ];
    const { positions, indices } = await read({ nodes });
    expect([...positions]).toEqual([10, 0, 0, 12, 0, 0, 10, 2, 0, 10, 5, 0, 9, 5, 0, 10, 6, 0]);
    expect([...indices]).toEqual([0, 1, 2, 3, 5, 4]);
  });

  it('rotate by quaternions', async () => {
    const half = Math.SQRT1_2;
    const { positions } = await read({ nodes: [{ mesh: 0, rotation: [0, 0, half, half] }] });
    const wanted = [0, 0, 0, 0, 1, 0, -1, 0, 0];
    for (const [i, value] of positions.entries()) expect(value).toBeCloseTo(wanted[i]!, 6);
  });

  it('leave out other scenes and meshes scaled to zero', async () => {
    const nodes = [{ mesh: 0 }, { mesh: 0, translation: [5, 0, 0] }, { mesh: 0, scale: [0, 0, 0] }];
    expect((await read({ nodes, scenes: [{ nodes: [0, 2] }, { nodes: [1] }] })).indices).toHaveLength(3);
    expect((await read({ nodes, scenes: [{ nodes: [0] }, { nodes: [1] }], scene: 1 })).positions[0]).toBe(5);
    expect((await read({ nodes, scenes: undefined })).indices).toHaveLength(6);
  });

  it('read strips, fans and faces without indices, but not lines or points', async () => {
    const square = new Uint8Array(48);
    new Float32Array(square.buffer).set([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0]);
    const of = (mode: number) =>
      read(
        {
          buffers: [{ byteLength: 48 }],
          bufferViews: [{ buffer: 0, byteLength: 48 }],
          accessors: [{ bufferView: 0, componentType: 5126, count: 4, type: 'VEC3' }],
          meshes: [{ primitives: [{ attributes: { POSITION: 0 }, mode }] }],
        },
        square,
      );
    expect([...(await of(5)).indices]).toEqual([0, 1, 2, 1, 3, 2]);
    expect([...(await of(6)).indices]).toEqual([1, 2, 0, 2, 3, 0]);
    for (const mode of [0, 1, 3]) await expect(of(mode)).rejects.toThrow(/must hold triangles, got none/);
    expect(await of(4)).toMatchObject({
      indices: Uint32Array.of(0, 1, 2),
      warnings: [expect.stringContaining('last complete')],
    });
  });

  it('read byte colours without alpha, and sparse accessors', async () => {
    const bytes = new Uint8Array(44 + 12 + 4 + 12);
    bytes.set(TRIANGLE);
    bytes.set([255, 0, 51, 9, 255, 0, 51, 9, 255, 0, 51, 9], 44);
    bytes[56] = 2;
    new Float32Array(bytes.buffer).set([7, 8, 9], 15);
    const base = scene() as { bufferViews: Json[]; accessors: Json[] };
    const { colors, positions } = await read(
      {
        buffers: [{ byteLength: bytes.length }],
        bufferViews: [
          ...base.bufferViews,
          { buffer: 0, byteOffset: 44, byteLength: 12 },
          { buffer: 0, byteOffset: 56, byteLength: 1 },
          { buffer: 0, byteOffset: 60, byteLength: 12 },
        ],
        accessors: [
          {
            ...base.accessors[0],
            sparse: { count: 1, indices: { bufferView: 3, componentType: 5121 }, values: { bufferView: 4 } },
          },
          base.accessors[1],
          { bufferView: 2, componentType: 5121, normalized: true, count: 3, type: 'VEC4' },
        ],
        meshes: [{ primitives: [{ attributes: { POSITION: 0, COLOR_0: 2 }, indices: 1 }] }],
      },
      bytes,
    );
    expect([...colors!.subarray(0, 3)]).toEqual([1, 0, Math.fround(0.2)]);
    expect([...positions]).toEqual([0, 0, 0, 1, 0, 0, 7, 8, 9]);
  });

  it('of 100,000 nested nodes take linear time', async () => {
    const nodes = Array.from({ length: 100_000 }, (_, i) =>
      i === 99_999 ? { mesh: 0 } : { children: [i + 1], translation: [1, 0, 0] },
    );
    // If every node visited all its ancestors, there would be 5 · 10⁹ visits.
    const time = await cpuTime(async () => expect((await read({ nodes })).positions[0]).toBe(99_999));
    expect(time).toBeLessThan(5000);
  });
});
