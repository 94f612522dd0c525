// Tests prints of solids: closed, thick enough, of the right size, standing.
import { components, decodeStl, inspect, selfIntersections, signedVolume, wallThickness } from '@vrn/mesh';
import { box, close, cube, icosphere, together, torus } from '@vrn/test-utils';
import type { TriangleMesh } from '@vrn/voxel';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type ToPrintOptions, toPrint } from '../../src/index.js';

/** Small prints, so that tests take only seconds: 1 mm of 24 mm is in proportion to about 4 mm of 100 mm. */
const SMALL = { height: 24, minThickness: 1, format: 'stl' } as const;

const plate = box({ min: [0, 0, 0], max: [20, 24, 0.3] });
const needle = together([
  box({ min: [-6, 0, -6], max: [6, 8, 6] }),
  box({ min: [-0.1, 7, -0.1], max: [0.1, 24, 0.1] }),
]);

const SOLIDS: readonly (readonly [string, TriangleMesh, ToPrintOptions])[] = [
  ['cube', cube({ side: 5 }), { height: 12 }],
  ['torus', torus({ radius: 3, tube: 1, sides: 48, rings: 24 }), { height: 8, base: false }],
  ['thin plate', plate, {}],
  ['thin plate on a base', plate, { base: true }],
  ['needle on a block', needle, {}],
  [
    'two balls that touch',
    together([
      icosphere({ radius: 1, subdivisions: 3 }),
      icosphere({ radius: 1, subdivisions: 3, centre: [0.02, 1.998, 0] }),
    ]),
    { base: false },
  ],
];

describe('toPrint', () => {
  it.each(SOLIDS)('makes a %s printable', (_, solid, options) => {
    const { mesh, facts } = toPrint(solid, { ...SMALL, ...options });
    const seen = inspect(mesh);
    expect(seen.closed).toBe(true);
    expect(components(mesh)).toHaveLength(1);
    expect(signedVolume(mesh)).toBeGreaterThan(0);
    expect(selfIntersections(mesh)).toHaveLength(0);
    expect(wallThickness(mesh).min).toBeGreaterThanOrEqual(1);
    expect(facts).toMatchObject({ closed: true, selfIntersections: 0, piecesDropped: 0, triangles: seen.faces });
    expect(facts.thickness.after).toBe(wallThickness(mesh).min);
    // The voxels are a third of a millimetre wide.
    expect(Math.abs(facts.size[2] - (options.height ?? 24))).toBeLessThan(0.8);
    expect(seen.min[2]).toBeCloseTo(0, 5);
  });

  it('keeps the genus and the volume of a torus', () => {
    const ring = torus({ radius: 3, tube: 1, sides: 48, rings: 24 });
    const { mesh, facts } = toPrint(ring, { ...SMALL, height: 8, base: false });
    expect(inspect(mesh).eulerCharacteristic).toBe(0);
    const { min, max } = inspect(ring);
    const scale = 8 / (max[1]! - min[1]!);
    close([facts.cubicCentimetres], [(ring.volume * scale ** 3) / 1000], { relative: 0.03 });
  });

  it('thickens a plate to the minimum thickness and no further', () => {
    const { facts } = toPrint(plate, SMALL);
    expect(facts.thickness.before).toBeLessThan(0.35);
    expect(facts.size[1]).toBeGreaterThan(1);
    expect(facts.size[1]).toBeLessThan(1.25);
  });

  it('leaves what is thick in its place', () => {
    const { facts } = toPrint(icosphere({ radius: 1, subdivisions: 4 }), { ...SMALL, base: false });
    for (const side of facts.size) expect(Math.abs(side - 24)).toBeLessThan(0.1);
  });

  it('cuts feet flat: the bottom is a face of area, on z = 0', () => {
    const ball = icosphere({ radius: 1, subdivisions: 4 });
    const { mesh, facts } = toPrint(ball, SMALL);
    expect(facts.cut).toBeGreaterThan(0);
    expect(facts.stable).toBe(true);
    const bottom = [...mesh.positions].filter((z, n) => n % 3 === 2 && Math.abs(z) < 1e-5);
    expect(bottom.length).toBeGreaterThan(20);
  });

  it('says when a body does not stand, and puts it on a base', () => {
    const leaning = together([
      box({ min: [-0.5, 0, -0.5], max: [0.5, 4, 0.5] }),
      box({ min: [-0.5, 3, -0.5], max: [9, 6, 0.5] }),
    ]);
    const falls = toPrint(leaning, SMALL);
    expect(falls.facts.stable).toBe(false);
    expect(falls.facts.warnings).toEqual(['the body does not stand on its own feet: print it with a base']);
    const based = toPrint(leaning, { ...SMALL, base: true });
    expect(based.facts).toMatchObject({ stable: true, warnings: [], cut: 0 });
    expect(based.facts.size[2]).toBeCloseTo(24, 0);
  });

  it('makes the base of small prints as thick as walls need, and keeps their height', () => {
    const { facts, mesh } = toPrint(box({ min: [-0.5, 0, -0.5], max: [0.5, 4, 0.5] }), { height: 12, base: true });
    expect(Math.abs(facts.size[2] - 12)).toBeLessThan(0.4);
    // The plate extends beyond the column and is 1.5 mm thick.
    const [column, wide] = [12 / 8, facts.size[0] / 2];
    const edge = Array.from({ length: mesh.positions.length / 3 }, (_, v) => mesh.positions.subarray(3 * v, 3 * v + 3));
    const plate = edge.filter(([x]) => Math.abs(x!) > (column + wide) / 2).map(([, , z]) => z!);
    expect(Math.max(...plate)).toBeGreaterThan(1.2);
  });

  it('drops smaller pieces and says so', () => {
    const { facts } = toPrint(together([cube({ side: 4 }), cube({ side: 1, centre: [5, 0, 0] })]), SMALL);
    expect(facts.piecesDropped).toBe(1);
    expect(facts.size[0]).toBeLessThan(25);
  });

  it('writes the mesh as STL and as 3MF, the same bytes each time', () => {
    const options = { ...SMALL, height: 8 };
    const { file, mesh } = toPrint(cube(), options);
    const read = decodeStl(file);
    expect(read.indices).toHaveLength(mesh.indices.length);
    expect(inspect(read).closed).toBe(true);
    const other = toPrint(cube(), { ...options, format: '3mf' });
    expect(toPrint(cube(), { ...options, format: '3mf' }).file).toEqual(other.file);
    const files = unzipSync(other.file);
    expect(Object.keys(files)).toEqual(['[Content_Types].xml', '_rels/.rels', '3D/3dmodel.model']);
    const model = strFromU8(files['3D/3dmodel.model']!);
    expect(model).toContain('unit="millimeter"');
    const numbers = [...model.matchAll(/<vertex x="([^"]+)" y="([^"]+)" z="([^"]+)"\/>/g)];
    expect(Float32Array.from(numbers.flatMap((match) => match.slice(1).map(Number)))).toEqual(mesh.positions);
    const faces = [...model.matchAll(/<triangle v1="(\d+)" v2="(\d+)" v3="(\d+)"\/>/g)];
    expect(Uint32Array.from(faces.flatMap((match) => match.slice(1).map(Number)))).toEqual(mesh.indices);
  });

  it.each([
    ['a height of 0', cube(), { height: 0 }, /height must be a number of millimetres above 0, got 0/],
    ['a base of stone', cube(), { base: 'stone' }, /base must be 'feet', true or false, got stone/],
    ['another format', cube(), { format: 'obj' }, /format must be '3mf' or 'stl', got obj/],
    ['a misspelt option', cube(), { hight: 3 }, /did you mean 'height'/],
    ['too fine a thickness', cube(), { minThickness: 0.01 }, /minThickness must be at least 0\.\d+ mm at this height/],
  ])('refuses %s', (_, solid, options, message) => {
    expect(() => toPrint(solid, options as never)).toThrow(message);
  });
});
