// Tests reading and writing .stl files, binary and ASCII: round trips, files of other programs, invalid files.
import { cube, icosphere } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { decodeStl } from '../../../src/files/stl/decodeStl.js';
import { encodeStl } from '../../../src/files/stl/encodeStl.js';
import { inspect } from '../../../src/measure/inspect.js';
import { bits, soup } from '../../edit/soup.js';

const ball = icosphere({ radius: 1.234567, subdivisions: 2 });
const text = (content: string) => new TextEncoder().encode(content);
const FORMATS = ['binary', 'ascii'] as const;

describe.each(FORMATS)('%s', (format) => {
  it('returns the same triangles as a closed mesh', () => {
    const back = decodeStl(encodeStl(ball, { format }));
    expect(inspect(back)).toMatchObject({ closed: true, vertices: ball.positions.length / 3 });
    expect(bits(soup(back).positions)).toEqual(bits(soup(ball).positions));
  });

  it('returns every triangle exactly without welding', () => {
    const positions = Float32Array.of(-0, 1e-45, 3.4028235e38, 1 / 3, -1e-38, 16777217, 0, 0, 0, 5, 5, 5);
    const indices = Uint32Array.of(0, 1, 2, 3, 3, 3, 2, 1, 0);
    const back = decodeStl(encodeStl({ positions, indices }, { format }), { weld: false });
    expect(bits(back.positions)).toEqual(bits(soup({ positions, indices }).positions));
    expect([...back.indices]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('writes unit normals at any size, and 0 0 0 for zero area', () => {
    const normal = (size: number) => {
      const positions = Float32Array.of(0, 0, 0, size, 0, 0, 0, size, 0);
      const bytes = encodeStl({ positions, indices: Uint32Array.of(0, 1, 2, 0, 0, 1) }, { format });
      if (format === 'ascii')
        return [...new TextDecoder().decode(bytes).matchAll(/normal (.*)/g)].map((found) => found[1]);
      const view = new DataView(bytes.buffer);
      return [84, 134].map((at) => [0, 4, 8].map((axis) => view.getFloat32(at + axis, true)).join(' '));
    };
    for (const size of [1, 1e-40, 3e38]) expect(normal(size)).toEqual(['0 0 1', '0 0 0']);
  });

  it('accepts a mesh without faces', () => {
    const none = decodeStl(encodeStl({ positions: new Float32Array(9), indices: new Uint32Array() }, { format }));
    expect([none.positions.length, none.indices.length]).toEqual([0, 0]);
  });
});

describe('reads', () => {
  it('a binary file that begins with solid', () => {
    const bytes = encodeStl(cube({ side: 1 }));
    bytes.set(text('solid '));
    expect(inspect(decodeStl(bytes)).closed).toBe(true);
  });

  it('upper case, carriage returns, names of many words, several solids, and files of one line', () => {
    const facet =
      'FACET NORMAL 0 0 1\r\nOUTER LOOP\r\nVERTEX 0 0 0\r\nVERTEX 1 0 0\r\nVERTEX 0 1 0\r\nENDLOOP\r\nENDFACET\r\n';
    const file = `SOLID a vertex and more\r\n${facet}ENDSOLID a vertex and more\r\nsolid b\n${facet.replaceAll('\r\n', ' ')} endsolid`;
    expect(decodeStl(text(file), { weld: false }).indices).toHaveLength(6);
    expect(decodeStl(text(file)).positions).toHaveLength(9);
  });

  it('facets of four corners, and leaves out those of two with a warning', () => {
    const square = 'vertex 0 0 0 vertex 1 0 0 vertex 1 1 0 vertex 0 1 0 endloop vertex 0 0 0 vertex 1 0 0 endloop';
    const { indices, warnings } = decodeStl(text(`solid a\nfacet loop ${square} endsolid`));
    expect([...indices]).toEqual([0, 1, 2, 0, 2, 3]);
    expect(warnings).toEqual(['facets of fewer than three corners were left out (line 2)']);
  });

  it('a view into a larger buffer, at any offset', () => {
    const bytes = encodeStl(ball);
    const larger = new Uint8Array(bytes.length + 1);
    larger.set(bytes, 1);
    expect(decodeStl(larger.subarray(1))).toEqual(decodeStl(bytes));
  });
});

describe('rejects', () => {
  const broken = encodeStl(ball);
  new DataView(broken.buffer).setFloat32(84 + 50 + 12, Number.NaN, true);
  const open = 'solid x\nfacet normal 0 0 1\nouter loop\n';
  const vertex = 'vertex 0 0 0\n';
  it.each([
    ['nothing', new Uint8Array(), /must begin with solid/],
    ['a cut binary file', encodeStl(ball).subarray(0, 500), /must begin with solid, or have 16084 bytes, got 500/],
    ['NaN in a binary file', broken, /byte 146: must be a finite number, got NaN/],
    [
      'a facet cut off',
      text(`${open}${vertex}${vertex}`),
      /line 6: file must end in endsolid, got a file cut short after 2 vertices/,
    ],
    ['a file cut between facets', text(`${open}${vertex.repeat(3)}endloop\nendfacet\n`), /cut short/],
    ['words', text('solid x\nvertex 0 zero 0\n'), /line 2: vertex must have three finite numbers, got 'zero'/],
    [
      'two numbers',
      text('solid x\nvertex 0 0\nendloop'),
      /line 3: vertex must have three finite numbers, got 'endloop'/,
    ],
    ['numbers that overflow single precision', text('solid x\nvertex 0 1e39 0\n'), /line 2/],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeStl(bytes)).toThrow(message);
    expect(() => decodeStl(bytes)).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });

  it('unknown option values', () => {
    expect(() => encodeStl(ball, { format: 'text' as never })).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
    expect(() => decodeStl(encodeStl(ball), { weld: 'no' as never })).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
  });
});
