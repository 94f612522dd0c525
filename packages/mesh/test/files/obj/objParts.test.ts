// Tests the shared reader of .obj files: groups, materials, quads, material libraries.
import { describe, expect, it } from 'vitest';
import { facesByName, NONE, objParts, polygonTriangles, readMtl, readObj } from '../../../src/internal.js';
import { cpuTime } from '../../cpuTime.js';

const read = (text: string) => readObj(new TextEncoder().encode(text), { caller: 'test' });
const square = 'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n';

describe('readObj', () => {
  it('keeps polygons, corners without texture coordinates, groups and materials', () => {
    const obj = read(
      `${square}vt 0 0\nf 1/1 2 3 4\ng left hand\nusemtl skin #1\nf -4 -3 -2\ng empty\ng right\nf 1 2 4\ng left hand\nf 1 3 4\n`,
    );
    expect(obj.starts).toEqual(Uint32Array.of(0, 4, 7, 10, 13));
    expect([...obj.corners.subarray(0, 7)]).toEqual([0, 1, 2, 3, 0, 1, 2]);
    expect([...obj.uvCorners!.subarray(0, 4)]).toEqual([0, NONE, NONE, NONE]);
    expect(obj.normalCorners).toBeUndefined();
    expect(Object.fromEntries(facesByName(obj.groups))).toEqual({
      '': Uint32Array.of(0),
      'left hand': Uint32Array.of(1, 3),
      right: Uint32Array.of(2),
    });
    expect(obj.materials.names).toEqual(['', 'skin #1']);
    expect([...polygonTriangles(obj)].slice(0, 9)).toEqual([0, 1, 2, 0, 2, 3, 4, 5, 6]);
    expect([...polygonTriangles(obj, Uint32Array.of(3))]).toEqual([10, 11, 12]);
  });

  it.each([
    ['mtllib a.mtl', ['a.mtl']],
    ['mtllib a.mtl b.mtl', ['a.mtl', 'b.mtl']],
    ['mtllib my body.mtl the clothes.MTL', ['my body.mtl', 'the clothes.MTL']],
    ['mtllib "C:\\scans\\my body.mtl"', ['C:/scans/my body.mtl']],
    ['mtllib plain', ['plain']],
    ['mtllib   ', []],
    ['mtllib a.mtl\r\nmtllib b.mtl\r\nmtllib a.mtl', ['a.mtl', 'b.mtl']],
  ])('%s', (line, names) => expect(read(`${line}\n${square}`).libraries).toEqual(names));

  it('reads a lone carriage return as a line end, but as a space before a number', () => {
    expect([...read(`${square}f 1 2 3\rf 1 3 4\r`).corners]).toEqual([0, 1, 2, 0, 2, 3]);
    expect([...read(`${square}f 1 2\r 3\nf 1 3 4\n`).corners]).toEqual([0, 1, 2, 0, 2, 3]);
    expect([...read(`${square}# note\rf 1 2 3\r\r\nf 1 3 4`).corners]).toEqual([0, 1, 2, 0, 2, 3]);
  });
});

describe('objParts', () => {
  it('returns for each material its faces and the vertices that they use, with split seams', () => {
    const parts = objParts(
      read(
        `${square}vt 0 0\nvt 1 0\nvt 1 1\nusemtl a\nf 2/1 3/2 4/3\nf 2/2 3/2 4/3\nusemtl b\nf 1 2 4\nusemtl a\nf 4/1 2/1 3/2\n`,
      ),
    );
    expect(parts.map(({ material }) => material)).toEqual(['a', 'b']);
    const [a, b] = parts.map(({ mesh }) => mesh);
    expect([...a!.positions.subarray(0, 9)]).toEqual([1, 0, 0, 1, 1, 0, 0, 1, 0]);
    expect([...a!.indices]).toEqual([0, 1, 2, 3, 1, 2, 4, 0, 1]);
    expect([...a!.uvs!]).toEqual([0, 0, 1, 0, 1, 1, 1, 0, 0, 0]);
    expect([...b!.indices]).toEqual([0, 1, 2]);
    expect([...b!.positions]).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0]);
    expect(b!.uvs).toBeUndefined();
  });

  it('reads 20,000 materials in linear time', async () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => `usemtl m${n}\nf 1 2 3\n`);
    // The file has 20,004 vertices: a copy of all of them for each material would take 4.8 GB in total.
    const time = await cpuTime(() => {
      expect(objParts(read(`${square}${square.repeat(5000)}${lines.join('')}`))).toHaveLength(20_000);
    });
    expect(time).toBeLessThan(5000);
  });
});

describe('readMtl', () => {
  const mtl = (text: string) => readMtl(new TextEncoder().encode(text), 'x.mtl');

  it('reads names, colours and images with options, spaces and Windows paths', () => {
    expect(
      mtl(
        'newmtl a b\nKd 0.5 0.25 1\nmap_Kd -s 1 1 1 -bm 2 my skin.png\r\nnewmtl c\nKd spectral x.rfl\nmap_kd "C:\\t\\s.jpg"\nnewmtl d\nKd .5\nmap_Kd\n',
      ),
    ).toEqual([
      { name: 'a b', colour: [0.5, 0.25, 1], picture: 'my skin.png' },
      { name: 'c', picture: 'C:/t/s.jpg' },
      { name: 'd', colour: [0.5, 0.5, 0.5] },
    ]);
  });

  it('rejects statements before the first material', () => {
    expect(() => mtl('# x\nKd 1 1 1\n')).toThrow(/x.mtl: line 2: kd must follow a newmtl/);
  });

  it('rejects a colour of two numbers', () => {
    expect(() => mtl('newmtl a\nKd 0.5 0.25 # green\n')).toThrow(
      'x.mtl: line 2: kd must have one number or three, got 0.5 0.25',
    );
    expect(mtl('newmtl a\nKd 0.5 # grey\n')).toEqual([{ name: 'a', colour: [0.5, 0.5, 0.5] }]);
  });

  it('reads a million spaces after a keyword in linear time', async () => {
    const spaces = ' '.repeat(1_000_000);
    const time = await cpuTime(() => {
      expect(mtl(`newmtl a\nmap_Kd${spaces}x.png${spaces}\nmap_Kd -s${spaces}\n`)).toEqual([
        { name: 'a', picture: 'x.png' },
      ]);
      expect(read(`mtllib${spaces}a.mtl${spaces}b\nusemtl${spaces}\n${square}`).libraries).toEqual(['a.mtl', 'b']);
    });
    expect(time).toBeLessThan(3000);
  });
});
