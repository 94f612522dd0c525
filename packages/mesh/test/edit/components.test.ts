// Tests the components and normals of meshes on solids with exact results.
import { cube, icosphere, insideOut, tetrahedron, together, torus } from '@vrn/test-utils';
import { random, scaleMesh, type TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { components, keepLargest } from '../../src/edit/components.js';
import { smooth } from '../../src/edit/smooth.js';
import { vertexNormals } from '../../src/edit/vertexNormals.js';
import { weld } from '../../src/edit/weld.js';
import { inspect } from '../../src/measure/inspect.js';
import { eulerCharacteristic, signedVolume, surfaceArea } from '../../src/measure/measure.js';
import { soup } from './soup.js';

const SPHERE = icosphere({ radius: 1, subdivisions: 3 });
const pair = together([cube({ side: 1 }), icosphere({ radius: 2, subdivisions: 2, centre: [5, 0, 0] })]);

describe('components', () => {
  it('keep the attributes of their vertices', () => {
    const colors = Float32Array.from(pair.positions, (_, i) => i);
    const uvs = Float32Array.from({ length: (2 * pair.positions.length) / 3 }, (_, i) => -i);
    const [first, second] = components({ ...pair, colors, uvs });
    expect([first!.indices.length, second!.indices.length]).toEqual([36, 960]);
    expect([...first!.colors!]).toEqual([...colors.subarray(0, 24)]);
    expect([second!.colors![0], second!.uvs![0]]).toEqual([24, -16]);
  });

  it('are found with shuffled faces and unused vertices', () => {
    const rng = random(2);
    const faces = Array.from({ length: pair.indices.length / 3 }, (_, f) => [
      ...pair.indices.subarray(3 * f, 3 * f + 3),
    ]);
    const order = faces.map((face) => ({ face, key: rng.uniform(0, 1) })).sort((a, b) => a.key - b.key);
    const positions = Float32Array.of(...pair.positions, 1, 1, 1);
    const pieces = components({ positions, indices: Uint32Array.from(order.flatMap(({ face }) => face)) });
    expect(pieces.map((piece) => inspect(piece)).sort((a, b) => a.faces - b.faces)).toMatchObject([
      { faces: 12, vertices: 8, closed: true },
      { faces: 320, vertices: 162, closed: true },
    ]);
    expect(soup(pieces[0]!).positions.subarray(0, 9)).toEqual(
      soup({ positions, indices: Uint32Array.from(order[0]!.face) }).positions,
    );
  });

  it('are single triangles if no vertices are shared', () => {
    expect(components(soup(SPHERE))).toHaveLength(SPHERE.indices.length / 3);
  });

  it('do not depend on the order of vertices', () => {
    // A strip whose vertices are numbered at random: unions occur in both directions.
    const rng = random(7);
    const name = Array.from({ length: 2000 }, (_, v) => v).map((v) => ({ v, key: rng.uniform(0, 1) }));
    name.sort((a, b) => a.key - b.key);
    const indices = Uint32Array.from({ length: 3 * 1998 }, (_, i) => name[Math.floor(i / 3) + (i % 3)]!.v);
    expect(components({ positions: new Float32Array(6000), indices })).toHaveLength(1);
  });
});

describe('keepLargest', () => {
  it('returns the largest component, the first of equal ones', () => {
    expect(surfaceArea(keepLargest(pair))).toBeGreaterThan(40);
    expect(inspect(keepLargest(pair))).toMatchObject({ components: 1, closed: true });
    const twins = together([cube({ side: 1 }), cube({ side: 1, centre: [3, 0, 0] })]);
    expect(inspect(keepLargest(twins)).max[0]).toBe(0.5);
  });

  it('removes cavities', () => {
    const hollow = together([cube({ side: 3 }), insideOut(cube({ side: 1 }))]);
    expect(signedVolume(keepLargest(hollow))).toBe(27);
  });

  it('returns the same mesh if it has one component', () => {
    const none = { positions: new Float32Array(), indices: new Uint32Array() };
    expect(components(none)).toEqual([]);
    expect(keepLargest(none)).toBe(none);
    expect(keepLargest(SPHERE)).toBe(SPHERE);
    const more = { ...SPHERE, positions: Float32Array.of(...SPHERE.positions, 9, 9, 9) };
    expect(keepLargest(more).positions).toEqual(SPHERE.positions);
  });
});

describe('vertexNormals', () => {
  it.each([1, 1e-30, 1e38])('point outwards on a sphere of radius %d', (radius) => {
    const normals = vertexNormals(scaleMesh(SPHERE, radius));
    // The sphere has 642 vertices: the normals of the polyhedron differ from exact ones by less than 1/50.
    const worst = normals.reduce((most, n, i) => Math.max(most, Math.abs(n - SPHERE.positions[i]!)), 0);
    expect(worst).toBeLessThan(0.02);
  });

  it('have unit length even for zero area', () => {
    const flat = { positions: new Float32Array(9), indices: Uint32Array.of(0, 1, 2) };
    expect([...vertexNormals(flat)]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]);
    const sheet = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2, 0, 2, 1) };
    expect([...vertexNormals(sheet)]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]);
  });
});

describe('bad meshes', () => {
  const solid = cube({ side: 2 });
  it.each([
    ['NaN', { ...solid, positions: solid.positions.map((n, i) => (i === 4 ? Number.NaN : n)) }],
    ['an index out of range', { ...solid, indices: Uint32Array.of(0, 1, 99) }],
    ['half a triangle', { ...solid, indices: Uint32Array.of(0, 1) }],
  ])('%s: every function rejects it in its own name', (_, mesh) => {
    const verbs = {
      ...{ signedVolume, surfaceArea, eulerCharacteristic, components, keepLargest, inspect },
      ...{ vertexNormals, smooth, weld },
    };
    for (const [name, verb] of Object.entries(verbs)) {
      expect(() => verb(mesh)).toThrow(
        expect.objectContaining({ code: 'bad-mesh', message: expect.stringContaining(name) }),
      );
    }
  });

  it('with too few or NaN colours, normals or uvs are rejected', () => {
    const broken: TriangleMesh[] = [
      { ...solid, colors: new Float32Array(3) },
      { ...solid, normals: new Float32Array(24).fill(Number.NaN) },
      { ...solid, uvs: new Float32Array(24) },
    ];
    for (const mesh of broken) {
      for (const verb of [components, keepLargest, smooth, weld]) {
        expect(() => verb(mesh)).toThrow(expect.objectContaining({ code: 'bad-mesh' }));
      }
    }
  });

  it('welding a triangle soup restores the solid', () => {
    for (const mesh of [tetrahedron({}), torus({ radius: 2, tube: 0.5 }), SPHERE]) {
      expect(inspect(weld(soup(mesh)))).toMatchObject({ closed: true, vertices: mesh.positions.length / 3 });
    }
  });
});
