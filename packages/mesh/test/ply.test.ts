// .ply and .stl: round trips in every format, what others write, broken files.
import { cube, icosphere } from '@vrn/test-utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspect } from '../src/inspect.js';
import { decodePly, encodePly } from '../src/ply.js';
import { decodeStl, encodeStl } from '../src/stl.js';
import { vertexNormals } from '../src/vertexNormals.js';

const ball = icosphere({ radius: 1.234567, subdivisions: 2 });
const mesh = {
  positions: ball.positions,
  indices: ball.indices,
  normals: vertexNormals(ball),
  colors: Float32Array.from(ball.positions, (_, i) => (i % 11) / 10),
};
const text = (content: string) => new TextEncoder().encode(content);
const thrown = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
};

/** A little-endian file that this project wrote, as a big-endian machine would have. */
function bigEndian(bytes: Uint8Array, stride: number, floats: number): Uint8Array {
  const header = new TextDecoder('latin1').decode(bytes).indexOf('end_header\n') + 11;
  const out = bytes.slice();
  const swap = (at: number) => out.set(bytes.slice(at, at + 4).reverse(), at);
  const vertices = mesh.positions.length / 3;
  for (let v = 0; v < vertices; v++) for (let i = 0; i < floats; i++) swap(header + stride * v + 4 * i);
  for (let f = 0; f < mesh.indices.length / 3; f++)
    for (let i = 0; i < 3; i++) swap(header + stride * vertices + 13 * f + 1 + 4 * i);
  const changed = new TextDecoder('latin1').decode(out.subarray(0, header)).replace('little', 'big');
  return Uint8Array.from([...text(changed), ...out.subarray(header)]);
}

describe('ply', () => {
  it.each(['binary', 'ascii'] as const)('goes round in %s: numbers to the bit, colours to a byte', (format) => {
    const back = decodePly(encodePly(mesh, { format }));
    expect([back.positions, back.indices, back.normals]).toEqual([mesh.positions, mesh.indices, mesh.normals]);
    for (const [i, value] of back.colors!.entries()) expect(Math.abs(value - mesh.colors[i]!)).toBeLessThan(0.005);
    const plain = decodePly(encodePly(ball, { format }));
    expect([plain.normals, plain.colors]).toEqual([undefined, undefined]);
  });

  it('reads the other byte order', () => {
    expect(decodePly(bigEndian(encodePly(mesh), 27, 6))).toEqual(decodePly(encodePly(mesh)));
  });

  it('reads polygons, other types and elements, float colours', () => {
    const file = `ply\r\nformat ascii 1.0\r\ncomment x\r\nelement vertex 4\r\nproperty double x\r\nproperty double y\r\nproperty double z\r\nproperty float red\r\nproperty float green\r\nproperty float blue\r\nelement edge 1\r\nproperty int a\r\nelement face 1\r\nproperty list uchar int vertex_index\r\nproperty list uchar float texcoord\r\nend_header\r\n0 0 0 1 0 0.5\r\n1 0 0 1 0 0.5\r\n1 1 0 1 0 0.5\r\n0 1 0 1 0 0.5\r\n7\r\n4 0 1 2 3 2 0.5 0.5\r\n`;
    const { indices, colors } = decodePly(text(file));
    expect([...indices]).toEqual([0, 1, 2, 0, 2, 3]);
    expect([...colors!.subarray(0, 3)]).toEqual([1, 0, 0.5]);
  });

  const header = (vertices: string, more = '') =>
    `ply\nformat ascii 1.0\nelement vertex ${vertices}\nproperty float x\nproperty float y\nproperty float z\n${more}end_header\n`;
  it.each([
    ['nothing', '', /begin with ply/],
    ['a header without an end', 'ply\nformat ascii 1.0\n', /end_header/],
    ['a promise of billions', header('4000000000'), /cut short/],
    ['a negative count', header('-1'), /element must have a name and a count/],
    ['too few numbers', `${header('2')}0 0 0 0 0`, /cut short/],
    ['words', `${header('1')}0 zero 0`, /must be a number, got 'zero'/],
    ['NaN', `${header('1')}0 nan 0`, /finite/],
    ['a type there is not', header('1', 'property quad w\n'), /known type/],
    [
      'an index out of range',
      `${header('1', 'element face 1\nproperty list uchar int vertex_indices\n')}0 0 0\n3 0 0 1`,
      /each below 1/,
    ],
    [
      'a list longer than the file',
      `${header('1', 'element face 1\nproperty list int int vertex_indices\n')}0 0 0\n999999999 0`,
      /a length that the file can hold/,
    ],
  ])('refuses %s', (_, content, message) => {
    expect(() => decodePly(text(content))).toThrow(message);
    expect(() => decodePly(text(content))).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });
});

describe('stl', () => {
  it.each(['binary', 'ascii'] as const)('goes round in %s: the same triangles, closed again', (format) => {
    const back = decodeStl(encodeStl(mesh, { format }));
    expect(inspect(back)).toMatchObject({
      closed: true,
      vertices: mesh.positions.length / 3,
      faces: mesh.indices.length / 3,
    });
    const corners = (m: { positions: Float32Array; indices: Uint32Array }) =>
      Array.from(m.indices, (v) => [...m.positions.subarray(3 * v, 3 * v + 3)]);
    expect(corners(back)).toEqual(corners(mesh));
  });

  it('reads a binary file that begins with solid', () => {
    const bytes = encodeStl(cube({ side: 1 }));
    bytes.set(text('solid '));
    expect(inspect(decodeStl(bytes)).closed).toBe(true);
  });

  it.each([
    ['nothing', new Uint8Array(), /must begin with solid/],
    ['a cut binary file', encodeStl(mesh).subarray(0, 500), /must begin with solid, or have/],
    ['a cut ASCII file', text('solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\n'), /cut short/],
    ['words', text('solid x\nvertex 0 zero 0\n'), /line 2: vertex must have three finite numbers/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeStl(bytes)).toThrow(message);
    expect(() => decodeStl(bytes)).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });
});

it('no file, however broken, gives anything but a mesh or our error', () => {
  const whole = [
    encodePly(mesh),
    encodePly(mesh, { format: 'ascii' }),
    encodeStl(mesh),
    encodeStl(mesh, { format: 'ascii' }),
  ];
  const broken = fc
    .tuple(
      fc.constantFrom(...whole),
      fc.nat(),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
    )
    .map(([bytes, cut, changes]) => {
      const copy = bytes.slice(0, cut % 3 === 0 ? cut % bytes.length : bytes.length);
      for (const [at, value] of changes) if (copy.length > 0) copy[at % Math.min(copy.length, 600)] = value;
      return copy;
    });
  fc.assert(
    fc.property(broken, (bytes) => {
      for (const decode of [decodePly, decodeStl]) {
        const error = thrown(() => decode(bytes));
        if (error !== undefined) expect(error).toMatchObject({ code: expect.stringMatching(/^bad-(file|mesh)$/) });
      }
    }),
    { seed: 20_180_910, numRuns: 300 },
  );
});
