// Tests readers of MakeHuman's .mhclo and .mhmat files: contents, and messages about damaged files.
import { describe, expect, it } from 'vitest';
import { mhclo } from '../../../src/makehuman/assets/mhclo.js';
import { mhmat } from '../../../src/makehuman/assets/mhmat.js';

const TIE = `# a comment
uuid 1
basemesh hm08
tag Male
tag Elegant
name tie
obj_file tie.obj
x_scale 5 9 1.5
z_scale 6 7 2.0
z_depth 40
material tie.mhmat
vertexboneweights_file tie.mhw
verts 0
17 18 19 0.5 0.25 0.25 0.1 -0.2 0.3
12

delete_verts
3 5 - 7 11
20 - 21
`;

describe('mhclo', () => {
  it('reads how each vertex is attached to the body, and which vertices are hidden', () => {
    const cloth = mhclo(TIE, 'tie.mhclo');
    expect(cloth).toMatchObject({ name: 'tie', objFile: 'tie.obj', material: 'tie.mhmat', zDepth: 40 });
    expect(cloth.tags).toEqual(['Male', 'Elegant']);
    expect(cloth.scales).toEqual([
      { from: 5, to: 9, originalDistance: 1.5 },
      undefined,
      { from: 6, to: 7, originalDistance: 2 },
    ]);
    expect([...cloth.bases]).toEqual([17, 18, 19, 12, 12, 12]);
    expect([...cloth.weights]).toEqual([0.5, 0.25, 0.25, 1, 0, 0]);
    expect([...cloth.offsets]).toEqual([0.1, -0.2, 0.3, 0, 0, 0].map(Math.fround));
    expect([...cloth.hidden]).toEqual([3, 5, 6, 7, 11, 20, 21]);
  });

  it('accepts fields after the vertices', () => {
    expect(mhclo('obj_file a.obj\nverts 0\n1\nmaterial a.mhmat', 'a.mhclo').material).toBe('a.mhmat');
  });

  it.each([
    [
      'a row of too few numbers',
      'verts 0\n1 2 3 0.5',
      /mhclo: a\.mhclo line 3 must have 1 or 9 numbers, got '1 2 3 0\.5'/,
    ],
    ['a weight that is not a number', 'verts 0\n1 2 3 x 0 0 0 0 0', /line 3 must have finite numbers/],
    ['a vertex that is not an integer', 'verts 0\n1.5', /line 3 must name vertices by integers/],
    ['vertices before their heading', '12', /line 2 must have its vertices after a line 'verts'/],
    ['a scale of length 0', 'x_scale 1 2 0', /line 2 must have a length above 0/],
    ['a descending range', 'verts 0\n1\ndelete_verts\n9 - 3', /line 5 must have ascending ranges/],
    ['an incomplete range', 'verts 0\n1\ndelete_verts\n9 -', /line 5 must name vertices/],
    ['ranges of too many vertices', 'verts 0\n1\ndelete_verts\n0 - 16000000', /line 5 must not hide more vertices/],
    ['no vertices', 'verts 0', /a\.mhclo must have verts, got none/],
  ])('names file and line of %s', (_, lines, message) => {
    expect(() => mhclo(`obj_file a.obj\n${lines}`, 'a.mhclo')).toThrow(message);
  });

  it('rejects a file without a mesh', () => {
    expect(() => mhclo('verts 0\n1', 'a.mhclo')).toThrow(/a\.mhclo must have obj_file, got none/);
  });
});

describe('mhmat', () => {
  it('reads colour, texture and transparency', () => {
    const text = '# m\nname wool\ndiffuseColor 1.0 0.5 0\ntransparent True\n\ndiffuseTexture my wool.png\nshininess 1';
    expect(mhmat(text, 'w.mhmat')).toEqual({
      name: 'wool',
      diffuseColor: [1, 0.5, 0],
      transparent: true,
      diffuseTexture: { file: 'my wool.png', line: 6 },
    });
    expect(mhmat('', 'w.mhmat').diffuseTexture).toBeUndefined();
  });

  it('names file and line of damaged fields', () => {
    expect(() => mhmat('\ndiffuseTexture', 'w.mhmat')).toThrow(/mhmat: w\.mhmat line 2 must name a file/);
    expect(() => mhmat('diffuseColor 1 x 1', 'w.mhmat')).toThrow(/w\.mhmat line 1 must have three numbers/);
  });
});
