// Regression: readable files were rejected for invalid attributes, which are now left out with a warning.
import { describe, expect, it } from 'vitest';
import { decodeObj } from '../../src/files/obj/decodeObj.js';
import { decodePly } from '../../src/files/ply/decodePly.js';
import { decodeStl } from '../../src/files/stl/decodeStl.js';
import { encodeStl } from '../../src/files/stl/encodeStl.js';
import { inspect } from '../../src/measure/inspect.js';

const text = (content: string) => new TextEncoder().encode(content);
const vertices = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\n';
const solid = (corner: string): string =>
  ['1 3 2', '1 2 4', '1 4 3', '2 3 4']
    .map(
      (face) =>
        `f ${face
          .split(' ')
          .map((v) => corner.replaceAll('#', v))
          .join(' ')}\n`,
    )
    .join('');

describe('obj', () => {
  it.each([
    ['corners that point at absent vt', `${vertices}vn 0 0 1\n${solid('#/#/1')}`, 1],
    [
      'corners that point at absent vt, written before the vertices',
      `${solid('#/-1')}${vertices}`.replaceAll('-1', '9'),
      1,
    ],
    ['corners that point at absent vn', `${vertices}${solid('#//#')}`, 1],
    ['texture coordinates before the first', `${vertices}vt 0 0\n${solid('#/-2')}`, 2],
    ['-nan(ind) normals', `${vertices}vn -nan(ind) -nan(ind) -nan(ind)\n${solid('#//1')}`, 2],
    ['1.#QNAN normals', `${vertices}vn 1.#QNAN -1.#IND 1.#INF\n${solid('#//1')}`, 2],
    ['decimal commas in vt', `${vertices}vt 0,5 0,5\n${solid('#/1')}`, 2],
    ['faces of two corners and of one', `${vertices}f 1 2\n${solid('#')}f 1\nf\n`, 1],
    ['CR-only line ends', `${vertices}${solid('#')}`.replaceAll('\n', '\r'), 0],
    ['CR CR LF line ends', `${vertices}${solid('#')}`.replaceAll('\n', '\r\r\n'), 0],
    ['vertices that are NaN', `${vertices}v nan 1.#IND inf\n${solid('#')}`, 1],
  ])('%s', (_, file, count) => {
    const { warnings, ...mesh } = decodeObj(file);
    expect(inspect(mesh)).toMatchObject({ closed: true, faces: 4, vertices: 4 });
    expect(warnings.length, warnings.join('; ')).toBe(count);
  });

  it('keeps complete statements and renumbers the remaining vertices', () => {
    const mesh = decodeObj(`v nan 0 0 1 1 1\n${vertices.replaceAll('\n', ' 1 0 0\n')}f 2 3 4\n`);
    expect([...mesh.indices]).toEqual([0, 1, 2]);
    expect([mesh.positions.length, mesh.colors!.length]).toEqual([12, 12]);
  });

  it('names decimal commas and UTF-16 in its error', () => {
    expect(() => decodeObj('v 0,5 1,5 2,5\n')).toThrow(/line 1: must be finite numbers, got '0,5'/);
    const utf16 = (mark: string) =>
      new Uint8Array(Uint16Array.from(mark + vertices, (letter) => letter.charCodeAt(0)).buffer);
    for (const mark of ['\ufeff', '']) expect(() => decodeObj(utf16(mark))).toThrow(/UTF-8, got UTF-16/);
    expect(() => decodeStl(utf16('\ufeff'))).toThrow(/UTF-8, got UTF-16/);
    expect(() => decodePly(utf16(''))).toThrow(/UTF-8, got UTF-16/);
  });
});

describe('stl', () => {
  const bytes = encodeStl({ positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1), indices: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3) }); // biome-ignore format: one line
  const withCount = (count: number, more = 0, name = '') => {
    const out = new Uint8Array(bytes.length + more);
    out.set(bytes);
    out.set(text(name));
    new DataView(out.buffer).setUint32(80, count, true);
    return out;
  };
  const facet = 'facet normal 0 0 1 outer loop vertex 0 0 0 vertex 1 0 0 vertex 0 1 0 endloop endfacet';

  it.each([
    ['trailing bytes', withCount(4, 2), 4, 1],
    ['trailing bytes after a name that begins with solid', withCount(4, 100, 'solid'), 4, 1],
    ['a count of 0', withCount(0), 4, 1],
    ['an unknown count', withCount(0xffffffff), 4, 1],
    ['a count of 0 and no triangles', withCount(0).subarray(0, 84), 0, 0],
    ['one line', text(`solid a ${facet} ${facet} endsolid a`), 2, 0],
    ['one line, without a name', text(`solid ${facet} endsolid`), 1, 0],
    [
      'CR-only line ends',
      text(`solid a b\n${facet.replaceAll(' endf', '\nendf')}\nendsolid a\n`.replaceAll('\n', '\r')),
      1,
      0,
    ],
    ['a name of keywords', text(`solid facet normal vertex\n${facet}\nendsolid facet\n`), 1, 0],
    ['nothing between solid and endsolid', text('solid Empty\nendsolid Empty'), 0, 0],
    ['nothing, on one line', text('solid endsolid'), 0, 0],
  ])('%s', (_, file, faces, count) => {
    const { indices, warnings } = decodeStl(file, { weld: false });
    expect([indices.length / 3, warnings.length]).toEqual([faces, count]);
  });
});

describe('ply', () => {
  const XYZ = 'property float x\nproperty float y\nproperty float z\n';
  const points = '0 0 0\n1 0 0\n0 1 0\n0 0 1\n';
  const faces = '3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n';
  const file = ({
    head = '',
    vertices: v = 'element vertex 4\n',
    more = '',
    list = 'list uchar int vertex_indices',
    rows = points,
    tail = faces,
    count = 4,
  } = {}) =>
    text(
      `ply\nformat ascii 1.0\n${head}${v}${XYZ}${more}element face ${count}\nproperty ${list}\nend_header\n${rows}${tail}`,
    );
  const row = (extra: string) => points.replaceAll('\n', `${extra}\n`);

  it.each([
    ['a header line without the word comment', file({ head: 'Created by a modeller\n' }), 1],
    ['rows with more numbers than the header says', file({ tail: faces.replaceAll('\n', ' 9 1 1 1\n') }), 1],
    ['a NaN point that no face uses', file({ vertices: 'element vertex 5\n', rows: `${points}nan nan nan\n` }), 1],
    [
      'NaN normals',
      file({ more: 'property float nx\nproperty float ny\nproperty float nz\n', rows: row(' nan 0 0') }),
      1,
    ],
    [
      'NaN texture coordinates and colours',
      file({
        more: ['s', 't', 'red', 'green', 'blue'].map((name) => `property float ${name}\n`).join(''),
        rows: row(' nan 0 1 nan 0'),
      }),
      2,
    ],
    ['faces of two corners and of none', file({ tail: `${faces}2 0 1\n0\n`, count: 6 }), 1],
    ['CR-only line ends', text(new TextDecoder().decode(file()).replaceAll('\n', '\r')), 0],
    [
      'types in capitals, blank lines, a byte order mark',
      text(`\ufeff${new TextDecoder().decode(file()).replaceAll('float', 'Float').replace('end_', '\nend_')}`),
      0,
    ],
    ['elements over several lines', file({ rows: points.replaceAll(' ', '\n'), tail: faces.replaceAll(' ', '\n') }), 0],
    ['all elements on one line', file({ rows: points.replaceAll('\n', ' '), tail: faces.replaceAll('\n', ' ') }), 0],
  ])('%s', (_, bytes, count) => {
    const { warnings, normals, uvs, colors, ...mesh } = decodePly(bytes);
    expect(inspect(mesh)).toMatchObject({ closed: true, faces: 4, vertices: 4 });
    expect([warnings.length, normals, uvs, colors]).toEqual([count, undefined, undefined, undefined]);
  });

  it('rejects words that resemble a keyword', () => {
    expect(() => decodePly(file({ head: 'elment face 3\n' }))).toThrow(/line 3: header must have/);
  });

  it('reads texture coordinates of corners', () => {
    const uvs = ' 6 0 0 1 0 1 1\n';
    const list = 'list uchar int vertex_indices\nproperty list uchar float texcoord';
    const mesh = decodePly(file({ list, count: 2, tail: `3 0 1 2${uvs}3 0 1 3 6 0 0 0.5 0 1 1\n` }), {
      seams: 'split',
    });
    expect([...mesh.indices]).toEqual([0, 1, 2, 0, 4, 3]);
    expect([...mesh.uvs!]).toEqual([0, 0, 1, 0, 1, 1, 1, 1, 0.5, 0]);
    const dropped = decodePly(file({ list, count: 2, tail: `3 0 1 2${uvs}3 0 1 3 6 0 0 0.5 0 1 1\n` }));
    expect([dropped.uvs, dropped.warnings.length]).toEqual([undefined, 1]);
    expect(decodePly(file({ list, count: 1, tail: `3 0 1 2${uvs}` })).uvs).toHaveLength(8);
    expect(decodePly(file({ list, count: 2, tail: `3 0 1 2${uvs}3 0 1 3 0\n` })).warnings[0]).toMatch(
      /some faces have none/,
    );
  });

  it('says why texture coordinates of corners are left out', () => {
    const list = 'list uchar int vertex_indices\nproperty list uchar float texcoord';
    const few = decodePly(file({ list, count: 1, tail: '3 0 1 2 2 0 0.5\n' }));
    expect(few.warnings[0]).toMatch(/left out, since some faces do not have two numbers per corner$/);
    const face = `3 0 1 2 6 0 0 1 0 1 1\n`;
    const both = (strips: number) =>
      decodePly(
        file({
          list: `${list}\nelement tristrips ${strips}\nproperty list uchar int vertex_indices\nproperty list uchar float texcoord`,
          ...{ count: 1, tail: face.repeat(1 + strips) },
        }),
        { seams: 'split' },
      );
    expect(both(1).warnings[0]).toMatch(/left out, since several elements have faces$/);
    // An element without entries has no effect.
    expect([both(0).warnings, [...both(0).uvs!].slice(0, 6)]).toEqual([[], [0, 0, 1, 0, 1, 1]]);
  });
});
