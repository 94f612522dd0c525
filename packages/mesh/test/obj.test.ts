// .obj and .glb: round trips, what others write, broken files.
import { createRequire } from 'node:module';
import { cube, icosphere } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { decodeGlb, encodeGlb } from '../src/glb.js';
import { inspect } from '../src/inspect.js';
import { decodeObj, encodeObj } from '../src/obj.js';
import { vertexNormals } from '../src/vertexNormals.js';

const ball = icosphere({ radius: 1.234567, subdivisions: 2 });
const coloured = {
  positions: ball.positions,
  indices: ball.indices,
  normals: vertexNormals(ball),
  colors: Float32Array.from(ball.positions, (_, i) => (i % 11) / 10),
};

/** What Khronos' validator says: it has no types of its own. */
const { validateBytes } = createRequire(import.meta.url)('gltf-validator') as {
  validateBytes(bytes: Uint8Array): Promise<{ issues: { numErrors: number; numWarnings: number } }>;
};

describe('obj', () => {
  it('goes round to the bit, colours to a millionth', () => {
    const back = decodeObj(encodeObj(coloured));
    expect(back.positions).toEqual(coloured.positions);
    expect(back.indices).toEqual(coloured.indices);
    expect(back.normals).toEqual(coloured.normals);
    for (const [i, value] of back.colors!.entries()) expect(Math.abs(value - coloured.colors[i]!)).toBeLessThan(1e-6);
    expect(decodeObj(encodeObj(ball)).colors).toBeUndefined();
  });

  it('writes colours in sRGB', () => {
    const grey = {
      positions: new Float32Array(9),
      indices: Uint32Array.of(0, 1, 2),
      colors: new Float32Array(9).fill(0.2140411),
    };
    expect(Number(encodeObj(grey).split(/\s+/)[9])).toBeCloseTo(0.5, 6);
  });

  it('reads polygons, negative indices, all corner forms, comments and carriage returns', () => {
    const text =
      '# a\r\no thing\r\nv 0 0 0\r\nv 1 0 0\r\nv 1 1 0\r\nv 0 1 0\r\nvt 0 0\r\nvn 0 0 1\r\nusemtl m\r\nf 1/1/1 2/1/1 -2//1 4 # quad\r\n';
    const { positions, indices, normals } = decodeObj(text);
    expect(positions).toHaveLength(12);
    expect([...indices]).toEqual([0, 1, 2, 0, 2, 3]);
    expect(normals).toBeUndefined();
  });

  it.each([
    ['nothing', '', /must have vertices, got none/],
    ['words', 'v 0 zero 0\n', /line 1: must be finite numbers, got 'zero'/],
    ['NaN', 'v 0 0 0\nv NaN 0 0\n', /line 2/],
    ['too few numbers', 'v 0 0\n', /line 1: v must have x y z/],
    ['an index out of range', 'v 0 0 0\nf 1 2 3\n', /line 2: index must be 1 to 1/],
    ['index 0', 'v 0 0 0\nf 0 1 1\n', /line 2/],
    ['two corners', 'v 0 0 0\nv 1 0 0\nf 1 2\n', /line 3: f must have three corners/],
  ])('refuses %s', (_, text, message) => {
    expect(() => decodeObj(text)).toThrow(message);
    expect(() => decodeObj(text)).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });
});

describe('glb', () => {
  it("has no error in Khronos' validator, and goes round to the bit", async () => {
    const bytes = await encodeGlb(coloured, { name: 'ball', extras: { crop: { left: 1 } } });
    const { issues } = await validateBytes(bytes);
    expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
    const back = await decodeGlb(bytes);
    expect(back).toEqual(coloured);
    expect(new TextDecoder().decode(bytes)).toContain('"extras":{"crop":{"left":1}}');
  });

  it('adds normals where there are none', async () => {
    expect((await decodeGlb(await encodeGlb(cube({ side: 1 })))).normals).toBeDefined();
    expect(inspect(await decodeGlb(await encodeGlb(cube({ side: 1 })))).closed).toBe(true);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('this is no glb at all')],
  ])('refuses %s', async (_, bytes) => {
    await expect(decodeGlb(bytes)).rejects.toMatchObject({ code: 'bad-file' });
  });

  it('refuses a file cut anywhere', async () => {
    const bytes = await encodeGlb(cube({ side: 1 }));
    for (const length of [11, 12, 20, 100, bytes.length - 1]) {
      await expect(decodeGlb(bytes.slice(0, length))).rejects.toMatchObject({ code: 'bad-file' });
    }
  });

  it('refuses a mesh without faces', async () => {
    const none = { positions: new Float32Array(9), indices: new Uint32Array() };
    await expect(encodeGlb(none)).rejects.toThrow(/must have faces/);
  });
});
