// Tests reading .obj files: exact round trips, files of other programs, invalid files.
import { existsSync, readFileSync } from 'node:fs';
import { icosphere } from '@vrn/test-utils';
import type { TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { decodeObj } from '../../../src/files/obj/decodeObj.js';
import { encodeObj } from '../../../src/files/obj/encodeObj.js';
import { inspect } from '../../../src/measure/inspect.js';
import { cpuTime } from '../../cpuTime.js';
import { bits } from '../../edit/soup.js';

const square = 'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n';

describe('encodeObj', () => {
  it('writes the fewest digits that identify a number, and the sign of 0', () => {
    const positions = Float32Array.of(0.1, -0, 1 / 3, 16777216, 1e-45, 3.4028235e38, 0.0001, 1e7, 123456.79);
    const [, ...lines] = encodeObj({ positions, indices: new Uint32Array() }).trim().split('\n');
    expect(lines).toEqual([
      'v 0.1 -0 0.33333334',
      'v 16777216 1.40129846e-45 3.40282347e+38',
      'v 0.0001 10000000 123456.79',
    ]);
  });

  it('writes sRGB colours after positions', () => {
    const grey = {
      positions: new Float32Array(3),
      indices: new Uint32Array(),
      colors: new Float32Array(3).fill(0.2140411),
    };
    expect(Number(encodeObj(grey).split(/\s+/)[9])).toBeCloseTo(0.5, 6);
  });

  it('clamps overbright colours to 2 in sRGB, so that the other colours remain', () => {
    const colors = Float32Array.of(0.5, 1, 4.9, 5, 100, 0);
    const back = decodeObj(encodeObj({ positions: new Float32Array(6), indices: new Uint32Array(), colors }));
    const limit = ((2 + 0.055) / 1.055) ** 2.4;
    expect(back).toMatchObject({ colors: Float32Array.of(0.5, 1, 4.9, limit, limit, 0), warnings: [] });
  });

  it('refers only to lists that exist', () => {
    const triangle = { positions: new Float32Array(9), indices: Uint32Array.of(0, 1, 2) };
    const last = (mesh: TriangleMesh) => encodeObj(mesh).trim().split('\n').at(-1);
    expect(last(triangle)).toBe('f 1 2 3');
    expect(last({ ...triangle, uvs: new Float32Array(6) })).toBe('f 1/1 2/2 3/3');
    expect(last({ ...triangle, normals: new Float32Array(9) })).toBe('f 1//1 2//2 3//3');
    expect(last({ ...triangle, normals: new Float32Array(9), uvs: new Float32Array(6) })).toBe('f 1/1/1 2/2/2 3/3/3');
  });

  it('rejects a mesh without vertices, and NaN colours', () => {
    const none = { positions: new Float32Array(), indices: new Uint32Array() };
    expect(() => encodeObj(none)).toThrow(expect.objectContaining({ code: 'bad-mesh' }));
    const broken = {
      positions: new Float32Array(3),
      indices: new Uint32Array(),
      colors: new Float32Array(3).fill(Number.NaN),
    };
    expect(() => encodeObj(broken)).toThrow(/colors must be finite, got NaN at vertex 0/);
  });
});

describe('decodeObj', () => {
  it('reads polygons, negative indices, all corner forms, comments, carriage returns and a byte order mark', () => {
    const text = `\uFEFF# a\r\no thing\r\n${square}vt 0 0\r\nvn 0 0 1\r\nusemtl m\r\nf 1/1/1 2/1/1 -2//1 4 # quad\r\n`;
    const { positions, indices, normals, uvs } = decodeObj(text);
    expect(positions).toHaveLength(12);
    expect([...indices]).toEqual([0, 1, 2, 0, 2, 3]);
    expect([normals, uvs]).toEqual([undefined, undefined]);
  });

  it.each([
    ['faces before vertices', `f 1 2 3\n${square}`],
    ['lines continued after a backslash', `${square}f 1 \\\n 2 3\n`],
    ['tabs and no last line end', `${square}f\t1\t2\t3`],
    ['corners that end in a slash', `${square}f 1/ 2/ 3/\n`],
    ['all number formats', 'v 0e9 -0. +.0\nv 1.0000000000000000000001 0 0\nv 10E-1 1.e0 0.00e400\nf 1 2 3'],
    ['bytes', new TextEncoder().encode(`${square}f 1 2 3\n`)],
    ['a view into a larger buffer', new TextEncoder().encode(`vvvvv${square}f 1 2 3\n`).subarray(5)],
  ])('takes %s', (_, file) => {
    const { positions, indices } = decodeObj(file);
    expect([...positions.subarray(3, 9)]).toEqual([1, 0, 0, 1, 1, 0]);
    expect([...indices]).toEqual([0, 1, 2]);
  });

  it('reads decimals to the nearest double before rounding to single precision', () => {
    // The first number is the next double above the midpoint of 1 and 1 + 2⁻²³; the double nearest to the second is
    // the midpoint, which rounds to 1.
    expect(decodeObj('v 1.000000059604645 1.00000005960464477 123456789012345678901234567890').positions).toEqual(
      Float32Array.of(1 + 2 ** -23, 1, 1.2345679e29),
    );
  });

  it('keeps colours only if all vertices have one', () => {
    expect(decodeObj('v 0 0 0 1 0.5 0\n').colors).toEqual(Float32Array.of(1, 0.21404114, 0));
    expect(decodeObj('v 0 0 0 1 0.5 0\nv 0 0 0\n').colors).toBeUndefined();
  });

  describe('with several texture coordinates at a vertex', () => {
    const seam = `${square}vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nvt 9 9\nf 1/1 2/2 3/3\nf 1/5 3/3 4/4\n`;

    it('leaves them out and keeps the vertices', () => {
      const { warnings, ...mesh } = decodeObj(seam);
      const { warnings: none, ...plain } = decodeObj(`${square}f 1 2 3\nf 1 3 4\n`);
      expect(mesh).toEqual(plain);
      expect([warnings.length, none.length]).toEqual([1, 0]);
      expect(warnings[0]).toMatch(/texture coordinates were left out, since some vertices have several/);
    });

    it('splits vertices on request: the first keeps its index, others are appended', () => {
      const { positions, indices, uvs } = decodeObj(seam, { seams: 'split' });
      expect([...indices]).toEqual([0, 1, 2, 4, 2, 3]);
      expect([...uvs!]).toEqual([0, 0, 1, 0, 1, 1, 0, 1, 9, 9]);
      expect([...positions.subarray(12)]).toEqual([0, 0, 0]);
    });

    it('splits by normals too, with colours', () => {
      const coloured = square.replaceAll('\n', ' 1 0 0\n');
      const { indices, normals, colors } = decodeObj(
        `${coloured}vn 0 0 1\nvn 1 0 0\nf 1//1 2//1 3//1\nf 1//2 3//1 4//1`,
        { seams: 'split' },
      );
      expect([...indices]).toEqual([0, 1, 2, 4, 2, 3]);
      expect([...normals!.subarray(12), ...colors!.subarray(12)]).toEqual([1, 0, 0, 1, 0, 0]);
    });

    it('rejects another value of seams', () => {
      expect(() => decodeObj(seam, { seams: 'keep' as never })).toThrow(
        expect.objectContaining({ code: 'bad-argument' }),
      );
    });
  });

  it('gives vertices without a face the entry of their own index, or a default', () => {
    const list = `${square}vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n`;
    expect([...decodeObj(`${list}f 1/1 2/2 3/3`).uvs!]).toEqual([0, 0, 1, 0, 1, 1, 0, 1]);
    expect([...decodeObj(`${list}f 1/2 2/1 3/3`).uvs!]).toEqual([1, 0, 0, 0, 1, 1, 0, 0]);
    expect(decodeObj(list).uvs).toHaveLength(8);
    expect(decodeObj(`${square}vt 0 0\n`).uvs).toBeUndefined();
  });
});

describe('rejects', () => {
  it.each([
    ['nothing', '', /must have vertices, got none/],
    ['words', 'v 0 zero 0\n', /line 1: must be finite numbers, got 'zero'/],
    ['NaN that a face uses', 'v 0 0 0\nv NaN 0 0\nf 1 1 2', /line 2: v must be finite numbers, got 'v NaN 0 0'/],
    ['infinity in single precision that a face uses', 'v 1e39 0 0\nf 1 1 1\n', /line 1: v must be .* got 'v 1e39 0 0'/],
    ['a file without finite vertices', 'v 1e39 0 0\n', /must have vertices that are finite numbers, got none/],
    ['UTF-16', '\0v\0 \x001', /must be text in UTF-8, got UTF-16/],
    ['hexadecimal', 'v 0x10 0 0\n', /got '0x10'/],
    ['an incomplete exponent', 'v 1e 0 0\n', /got '1e'/],
    ['too few numbers', 'v 0 0\n', /line 1: v must have x y z, got 2/],
    ['an index out of range', 'v 0 0 0\nf 1 2 3\n', /line 2: index must be 1 to 1/],
    ['an index out of range long before the end', `f 1 2 5\n${square}`, /line 1: index must be 1 to 4/],
    ['index 0', 'v 0 0 0\nf 0 1 1\n', /line 2: index must be/],
    ['a negative index out of range', 'v 0 0 0\nf 1 1 -2\n', /line 2: index must be/],
    ['corners that are words', `${square}f 1 2 three\n`, /line 5: f must have corners such as .* got 'three'/],
    ['fractional corners', `${square}f 1 2 3.5\n`, /line 5: f must have corners such as .* got '3.5'/],
  ])('%s', (_, text, message) => {
    expect(() => decodeObj(text)).toThrow(message);
    expect(() => decodeObj(text)).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });
});

describe('leaves out with a warning', () => {
  it.each([
    ['a colour out of range', 'v 0 0 0 1e30 0 0\n', /colours were left out/],
    ['normals of four numbers', 'v 0 0 0\nvn 0 0 0 0\n', /normals \(vn\) that are not three .* \(line 2\)/],
    ['texture coordinates of words', 'v 0 0 0\nvt a b\n', /texture coordinates \(vt\) that are not .* \(line 2\)/],
    [
      'a texture coordinate there is not',
      `${square}vt 0 0\nf 1/1 2/1 3/2\n`,
      /corners point at .* \(vt\) .* \(line 6\)/,
    ],
    [
      'faces of two corners',
      'v 0 0 0\nv 1 0 0\nf 1 2\nf 1\n',
      /fewer than three corners .* \(2 times, first in line 3\)/,
    ],
    ['vertices that are not finite', 'v 0 0 0\nv nan nan nan\n', /1 vertex was left out/],
    ['colours that not every vertex has', 'v 0 0 0 1 0 0\nv 0 0 0\n', /colours .* only 1 of 2 vertices/],
  ])('%s', (_, text, message) => {
    const { warnings, colors, uvs, normals } = decodeObj(text);
    expect(warnings[0]).toMatch(message);
    expect([colors, uvs, normals]).toEqual([undefined, undefined, undefined]);
  });
});

const folder = new URL('../../../../../../shared/meshes/', import.meta.url);
const there = existsSync(folder);
const why = there ? '' : ' (skipped: no ../shared/meshes beside the checkout)';
describe.skipIf(!there)(`files of other programs${why}`, () => {
  it.each([
    ['spot.obj', 11533, 23062],
    ['fandisk.obj', 6475, 12946],
    ['teapot.obj', 3644, 6320],
    ['suzanne.obj', 507, 968],
    ['cube_no_bottom.obj', 25, 40],
  ])('%s has its %d vertices and %d triangles, and goes round', (name, vertices, faces) => {
    const mesh = decodeObj(readFileSync(new URL(name, folder)));
    expect(inspect(mesh)).toMatchObject({ vertices, faces });
    const back = decodeObj(encodeObj(mesh));
    expect(bits(back.positions)).toEqual(bits(mesh.positions));
    expect(back).toEqual({ ...mesh, warnings: [] });
    const split = decodeObj(readFileSync(new URL(name, folder)), { seams: 'split' });
    expect(split.positions.subarray(0, mesh.positions.length)).toEqual(mesh.positions);
    expect(split.indices.length).toBe(mesh.indices.length);
  });
});

it('reads 20,000 triangles with all attributes in much less than a second', async () => {
  const ball = icosphere({ radius: 1, subdivisions: 5 });
  const mesh = { ...ball, colors: ball.positions.map(Math.abs), normals: ball.positions };
  // The limit leaves room for slow machines; a reader that takes quadratic time would exceed it.
  expect(await cpuTime(() => decodeObj(encodeObj(mesh)))).toBeLessThan(1000);
});
