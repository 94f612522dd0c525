// Tests reading and writing .ply files in every format: exact bytes, files of other programs, invalid files.
import { close, icosphere } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { vertexNormals } from '../../../src/edit/vertexNormals.js';
import { decodePly } from '../../../src/files/ply/decodePly.js';
import { encodePly } from '../../../src/files/ply/encodePly.js';
import { bits } from '../../edit/soup.js';

const ball = icosphere({ radius: 1.234567, subdivisions: 2 });
const mesh = {
  positions: ball.positions,
  indices: ball.indices,
  normals: vertexNormals(ball),
  colors: Float32Array.from(ball.positions, (_, i) => (i % 101) / 100),
  uvs: Float32Array.from({ length: (2 * ball.positions.length) / 3 }, (_, i) => i / 7),
};
const FORMATS = ['binary', 'binary_big_endian', 'ascii'] as const;
const text = (content: string) => new TextEncoder().encode(content);
const header = (vertices: string, more = '') =>
  `ply\nformat ascii 1.0\nelement vertex ${vertices}\nproperty float x\nproperty float y\nproperty float z\n${more}end_header\n`;

describe.each(FORMATS)('%s', (format) => {
  it('keeps byte colours to 1/510 in sRGB and 0.0045 in linear light, and exactly when repeated', () => {
    const back = decodePly(encodePly(mesh, { format }));
    const worst = back.colors!.reduce((most, value, i) => Math.max(most, Math.abs(value - mesh.colors[i]!)), 0);
    // The maximum slope of the sRGB curve, at white, is 2.4 / 1.055.
    expect(worst).toBeLessThanOrEqual(2.4 / 1.055 / 510 + 1e-7);
    expect(worst).toBeGreaterThan(0.003);
    expect(encodePly(back, { format })).toEqual(encodePly(mesh, { format }));
  });

  it('keeps float colours to a relative 2e-7', () => {
    const back = decodePly(encodePly(mesh, { format, colors: 'floats' }));
    for (const [i, value] of back.colors!.entries()) {
      expect(Math.abs(value - mesh.colors[i]!)).toBeLessThanOrEqual(2e-7 * mesh.colors[i]!);
    }
    if (format === 'ascii') expect(bits(back.colors)).toEqual(bits(mesh.colors));
  });

  it('clamps overbright float colours to 2 in sRGB, so that the other colours remain', () => {
    // 2 in sRGB is ((2 + 0.055) / 1.055) ** 2.4 in linear light.
    const limit = 4.953846;
    const triangle = { positions: new Float32Array(9), indices: Uint32Array.of(0, 1, 2) };
    const colors = Float32Array.of(0.5, 1, 3, limit - 0.001, limit + 0.001, 100, 0, 1e30, -1e30);
    const back = decodePly(encodePly({ ...triangle, colors }, { format, colors: 'floats' }));
    expect(back.warnings).toEqual([]);
    close(back.colors!, [0.5, 1, 3, limit - 0.001, limit, limit, 0, limit, -2 / 12.92], { relative: 1e-6 });
  });

  it('accepts a mesh without vertices', () => {
    const none = { positions: new Float32Array(), indices: new Uint32Array() };
    expect(decodePly(encodePly(none, { format }))).toEqual({ ...none, warnings: [] });
  });
});

it('writes both byte orders', () => {
  const one = { positions: Float32Array.of(1, 2, 3), indices: Uint32Array.of(0, 0, 0) };
  const [little, big] = (['binary', 'binary_big_endian'] as const).map((format) => encodePly(one, { format }));
  expect([...little!.subarray(-25, -21), ...little!.subarray(-4)]).toEqual([0, 0, 128, 63, 0, 0, 0, 0]);
  expect([...big!.subarray(-25, -21)]).toEqual([63, 128, 0, 0]);
  expect(new TextDecoder().decode(big)).toContain('format binary_big_endian 1.0\n');
});

describe('reads', () => {
  it('polygons, other types and elements, comments', () => {
    const file = `ply\r\nformat ascii 1.0\r\ncomment x\r\nelement vertex 4\r\nproperty double x\r\nproperty double y\r\nproperty double z\r\nproperty float red\r\nproperty float green\r\nproperty float blue\r\nelement edge 1\r\nproperty int a\r\nelement face 1\r\nproperty list uchar int vertex_index\r\nproperty list uchar float texcoord\r\nend_header\r\n0 0 0 1 0 0.5\r\n1 0 0 1 0 0.5\r\n1 1 0 1 0 0.5\r\n0 1 0 1 0 0.5\r\n7\r\n4 0 1 2 3 2 0.5 0.5\r\n`;
    const { positions, indices, colors } = decodePly(text(file));
    expect(positions).toEqual(Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0));
    expect([...indices]).toEqual([0, 1, 2, 0, 2, 3]);
    expect([...colors!.subarray(0, 3)]).toEqual([1, 0, Math.fround(0.21404114048223255)]);
  });

  it('lone carriage returns as line ends', () => {
    const file = header('1').replaceAll('\n', '\r');
    expect([...decodePly(text(`${file}1 2 3\r`)).positions]).toEqual([1, 2, 3]);
  });

  it.each([
    ['s', 't'],
    ['u', 'v'],
    ['texture_u', 'texture_v'],
  ])('texture coordinates called %s and %s', (u, v) => {
    const file = `${header('1', `property float ${u}\nproperty float ${v}\n`)}1 2 3 0.25 0.75`;
    expect([...decodePly(text(file)).uvs!]).toEqual([0.25, 0.75]);
  });

  it('every type of number, in both byte orders', () => {
    const types = { char: 1, int8: 1, uchar: 1, uint8: 1, short: 2, int16: 2, ushort: 2, uint16: 2, int: 4, int32: 4 };
    const more = { uint: 4, uint32: 4, float: 4, float32: 4, double: 8, float64: 8 };
    for (const [type, bytes] of Object.entries({ ...types, ...more })) {
      for (const order of ['little', 'big']) {
        const head = text(
          `ply\nformat binary_${order}_endian 1.0\nelement vertex 2\nproperty ${type} x\nproperty uchar w\nproperty ${type} y\nproperty ${type} z\nend_header\n`,
        );
        const body = new DataView(new ArrayBuffer(2 * (3 * bytes + 1)));
        const little = order === 'little';
        const put = (at: number, value: number) => {
          if (/float|double/.test(type))
            bytes === 4 ? body.setFloat32(at, value, little) : body.setFloat64(at, value, little);
          else if (bytes === 1) body.setInt8(at, value);
          else bytes === 2 ? body.setInt16(at, value, little) : body.setInt32(at, value, little);
        };
        const signed = !/^u/.test(type);
        const values = [1, 2, 3, signed ? -4 : 4, 5, 6];
        // The columns are x, w, y, z.
        for (const [i, value] of values.entries()) {
          put(Math.floor(i / 3) * (3 * bytes + 1) + (i % 3) * bytes + (i % 3 > 0 ? 1 : 0), value);
        }
        const file = Uint8Array.of(...head, ...new Uint8Array(body.buffer));
        expect([...decodePly(file).positions]).toEqual(values);
      }
    }
  });

  it('colours of 16 bits, and by other names', () => {
    const file = (type: string, names: string[], row: string) =>
      text(`${header('1', names.map((name) => `property ${type} ${name}\n`).join(''))}0 0 0 ${row}`);
    const { colors } = decodePly(file('ushort', ['red', 'green', 'blue'], '65535 0 32896'));
    expect(colors![0]).toBe(1);
    expect(colors![2]).toBeCloseTo(0.2158605, 6);
    expect(decodePly(file('uchar', ['diffuse_red', 'diffuse_green', 'diffuse_blue'], '255 0 0')).colors![0]).toBe(1);
    expect(decodePly(file('uchar', ['r', 'g', 'b'], '255 0 0')).colors![0]).toBe(1);
  });

  it('elements before the vertices and after the faces, with lists', () => {
    const file = `ply\nformat ascii 1.0\nelement junk 2\nproperty list uchar int a\nproperty float b\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty uchar flags\nproperty list uchar uint vertex_indices\nelement more 1\nproperty list uchar int c\nend_header\n2 1 1 0.5\n0 0.5\n0 0 0\n1 0 0\n0 1 0\n9 3 0 1 2\n1 7\n`;
    expect([...decodePly(text(file)).indices]).toEqual([0, 1, 2]);
  });

  it('a view into a larger buffer, at any offset', () => {
    const bytes = encodePly(mesh);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(decodePly(larger.subarray(3))).toEqual(decodePly(bytes));
  });
});

describe('rejects', () => {
  const faces = (type: string) => `element face 1\nproperty list ${type} vertex_indices\n`;
  it.each([
    ['nothing', '', /begin with a ply header/],
    ['another file', 'plywood\n', /begin with a ply header/],
    ['a header without an end', 'ply\nformat ascii 1.0\n', /line 3: header must end in end_header/],
    ['a header without a format', header('1').replace('format ascii 1.0\n', ''), /must name the format/],
    ['another format', header('1').replace('ascii', 'utf8'), /line 2: format must be ascii or/],
    ['words in the header that resemble a keyword', header('1', 'elemental\n'), /line 7: header must have/],
    ['no vertices', 'ply\nformat ascii 1.0\nend_header\n', /must have vertices with x, y, z/],
    ['a count of billions', header('4000000000'), /must have at least 23999999999 bytes of elements, got 0/],
    ['a negative count', header('-1'), /line 3: element must have a name and a count/],
    ['a count in scientific notation', header('1e3'), /line 3: element must have a name and a count/],
    ['too few numbers', `${header('2')}0 0 0 0 0`, /cut short/],
    ['too few numbers, spaced', `${header('2')}0 0 0   \n\n\n   0 0`, /line 11: file must have all the numbers/],
    ['words instead of numbers', `${header('1')}0 zero 0`, /line 8: must be a number, got 'zero'/],
    [
      'NaN that a face uses',
      `${header('1', faces('uchar int'))}0 nan 0\n3 0 0 0`,
      /positions must be finite, got 0 NaN 0 at vertex 0/,
    ],
    [
      'vertices of which none is finite',
      `${header('1')}0 -inf 0`,
      /must have vertices that are finite numbers, got none/,
    ],
    ['an unknown type', header('1', 'property quad w\n'), /line 7: property must have a known type/],
    [
      'a type named like a property of Object',
      header('1', 'property constructor w\n'),
      /line 7: property must have a known type/,
    ],
    [
      'an index out of range',
      `${header('1', faces('uchar int'))}0 0 0\n3 0 0 1`,
      /face 0 must have corners that are integers below 1, got 0 0 1/,
    ],
    ['a negative index', `${header('1', faces('uchar int'))}0 0 0\n3 0 0 -1`, /face 0/],
    ['a fractional index', `${header('1', faces('uchar float'))}0 0 0\n3 0 0 0.5`, /face 0/],
    [
      'a list longer than the file',
      `${header('1', faces('int int'))}0 0 0\n999999999 0`,
      /face 0: list must have a length/,
    ],
    ['a list of negative length', `${header('1', faces('int int'))}0 0 0\n-1 0`, /face 0: list must have a length/],
  ])('%s', (_, content, message) => {
    expect(() => decodePly(text(content))).toThrow(message);
    expect(() => decodePly(text(content))).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });

  it('a binary file that ends in a face, naming the byte', () => {
    const bytes = encodePly({ positions: mesh.positions, indices: mesh.indices });
    const cut = bytes.slice(0, bytes.length - 3);
    expect(() => decodePly(cut)).toThrow(new RegExp(`byte ${bytes.length - 12}: .* must`));
  });

  it('unknown option values, and invalid meshes', () => {
    expect(() => encodePly(mesh, { format: 'text' as never })).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
    expect(() => encodePly(mesh, { colors: 'words' as never })).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
    expect(() => encodePly({ ...mesh, uvs: new Float32Array(1) })).toThrow(
      expect.objectContaining({ code: 'bad-mesh' }),
    );
  });
});
