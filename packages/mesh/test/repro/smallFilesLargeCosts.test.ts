// Regression: small files took minutes and gigabytes; the file's size must limit time and memory.
import { describe, expect, it } from 'vitest';
import { decodeGlb, glbParts } from '../../src/files/gltf/decodeGlb.js';
import { decodeObj } from '../../src/files/obj/decodeObj.js';
import { decodePly } from '../../src/files/ply/decodePly.js';
import { objParts, readObj } from '../../src/internal.js';
import { glb, type Json, scene } from '../files/gltf/gltfFile.js';

const text = (content: string) => new TextEncoder().encode(content);
const square = 'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n';

/**
 * Expects a call to keep to limits that follow from the file size: CPU time of 1 s + 1 µs per byte, times ten for slow
 * and busy machines, and array buffers of 64 MB + 20 times the file size.
 */
async function inTime(bytes: number, run: () => unknown): Promise<void> {
  const start = process.cpuUsage();
  const heap = process.memoryUsage().arrayBuffers;
  await run();
  expect(process.cpuUsage(start).user / 1e6).toBeLessThan(10 * (1 + bytes / 1e6));
  expect(process.memoryUsage().arrayBuffers - heap).toBeLessThan(64e6 + 20 * bytes);
}

/** Returns a .glb file with the given number of vertices in one accessor, and the indices of one triangle. */
function shared(vertices: number, changes: Json): Uint8Array {
  const bytes = new Uint8Array(12 * vertices + 8);
  const values = new Float32Array(bytes.buffer, 0, 3 * vertices);
  for (let i = 0; i < values.length; i++) values[i] = (i * 7) % 11;
  new Uint16Array(bytes.buffer, 12 * vertices, 3).set([0, 1, 2]);
  return glb(
    scene({
      buffers: [{ byteLength: bytes.length }],
      bufferViews: [
        { buffer: 0, byteLength: 12 * vertices },
        { buffer: 0, byteOffset: 12 * vertices, byteLength: 6 },
      ],
      accessors: [
        { bufferView: 0, componentType: 5126, count: vertices, type: 'VEC3' },
        { bufferView: 1, componentType: 5123, count: 3, type: 'SCALAR' },
      ],
      ...changes,
    }),
    bytes,
  );
}

const triangle = { attributes: { POSITION: 0 }, indices: 1 };

describe('glb', () => {
  it('shares vertices between 30,000 primitives of one accessor', async () => {
    const file = shared(20_000, { meshes: [{ primitives: Array.from({ length: 30_000 }, () => triangle) }] });
    await inTime(file.length, async () => {
      const { positions, indices } = await decodeGlb(file);
      expect([positions.length, indices.length]).toEqual([60_000, 90_000]);
    });
  });

  it('splits one accessor of 2,000 materials into parts of three vertices', async () => {
    const primitives = Array.from({ length: 2000 }, (_, material) => ({ ...triangle, material }));
    const file = shared(20_000, {
      meshes: [{ primitives }],
      materials: primitives.map(() => ({ name: 'm'.repeat(300) })),
    });
    await inTime(file.length, () => {
      const { parts } = glbParts(file);
      expect(parts.length).toBe(2000);
      expect(parts[1999]).toMatchObject({ material: 1999, mesh: { indices: Uint32Array.of(0, 1, 2) } });
      expect(parts.every(({ mesh }) => mesh.positions.length === 9)).toBe(true);
    });
  });

  it('rejects 40,000 instances of a mesh by a limit that follows from the file size', async () => {
    const nodes = Array.from({ length: 40_000 }, () => ({ mesh: 0 }));
    const file = shared(2000, { nodes, scenes: undefined });
    await inTime(file.length, async () => {
      const limit = 2 ** 24 + 5 * file.length;
      await expect(decodeGlb(file)).rejects.toThrow(
        `decodeGlb: meshes must take at most ${limit} bytes of memory in a file of ${file.length} bytes, got more`,
      );
    });
  });

  it('reads a thousand instances of a small mesh', async () => {
    const nodes = Array.from({ length: 1000 }, (_, i) => ({ mesh: 0, translation: [i, 0, 0] }));
    expect((await decodeGlb(shared(100, { nodes, scenes: undefined }))).positions).toHaveLength(300_000);
  });
});

describe('obj', () => {
  it.each([
    ['20,000 materials', Array.from({ length: 20_000 }, (_, n) => `usemtl m${n}\nf 1 2 3\n`).join('')],
    ['20,000 times one material', 'usemtl m\nf 1 2 3\n'.repeat(20_000)],
    ['20,000 groups', Array.from({ length: 20_000 }, (_, n) => `g m${n}\nf 1 2 3\n`).join('')],
    [
      'names of a million spaces',
      ['mtllib', 'usemtl', 'g', 'o', 'f', '#', 'v 0 0 0']
        .map((word) => `${word}${' '.repeat(1e6)}x\n`)
        .join('')
        .replace('f ', '# ')
        .replace(/v 0 0 0 +x/, `v 0 0 0${' '.repeat(1e6)}`),
    ],
    ['a statement of a megabyte', `${'x'.repeat(1e6)}\n`],
    ['a polygon of 100,000 corners on four vertices', `f ${'1 2 3 4 '.repeat(25_000)}\n`],
    ['a polygon of 20,000 corners that crosses itself', `f ${'1 3 2 4 '.repeat(5000)}\n`],
    ['a hundred crossed polygons of 200 corners', `f ${'1 3 2 4 '.repeat(50)}\n`.repeat(100)],
    ['tabs and carriage returns', `${'\t'.repeat(1e6)}\n${'\r'.repeat(1e6)}\n`],
  ])('%s', async (_, lines) => {
    const file = text(`${square}${lines}f 1 2 3\n`);
    await inTime(file.length, () => {
      expect(decodeObj(file).indices.length).toBeGreaterThan(0);
      expect(objParts(readObj(file, { caller: 'test' })).length).toBeGreaterThan(0);
    });
  });

  it('reads a vertex with 100,000 texture coordinates in linear time', async () => {
    const uvs = Array.from({ length: 100_000 }, (_, n) => `vt ${n} 0\nf 1/-1 2/-1 3/-1\n`).join('');
    await inTime(uvs.length, () => {
      expect(decodeObj(square + uvs, { seams: 'split' }).positions).toHaveLength(3 * (4 + 3 * 99_999));
    });
  });
});

describe('ply', () => {
  it('reads many spaces in the header and in rows in linear time', async () => {
    const spaces = ' '.repeat(900_000);
    const header = `ply\nformat ascii 1.0\ncomment${spaces}x\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\n`;
    const file = text(`${header}end_header\n0${spaces}0 0${spaces}\n`);
    await inTime(file.length, () => expect(decodePly(file).positions).toHaveLength(3));
  });

  it('rejects counts that exceed the file size before it allocates memory', async () => {
    const header =
      'ply\nformat binary_little_endian 1.0\nelement vertex 4000000000\nproperty float x\nproperty float y\n';
    const file = text(`${header}property float z\nend_header\n`);
    await inTime(file.length, () => expect(() => decodePly(file)).toThrow(/must have at least 48000000000 bytes/));
  });
});
