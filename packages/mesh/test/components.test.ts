// Pieces, measures and repairs of meshes, on solids with exact answers.
import {
  cube,
  degenerateMeshes,
  icosphere,
  insideOut,
  octahedron,
  tetrahedron,
  together,
  torus,
} from '@vrn/test-utils';
import { random, scaleMesh, type TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { components, keepLargest } from '../src/components.js';
import { inspect } from '../src/inspect.js';
import { eulerCharacteristic, signedVolume, surfaceArea } from '../src/measure.js';
import { smooth } from '../src/smooth.js';
import { vertexNormals } from '../src/vertexNormals.js';
import { weld } from '../src/weld.js';

const SOLIDS = {
  cube: cube({ side: 2 }),
  tetrahedron: tetrahedron({}),
  octahedron: octahedron({ radius: 1.5 }),
  sphere: icosphere({ radius: 1, subdivisions: 3 }),
  torus: torus({ radius: 2, tube: 0.5 }),
};

/** Every triangle with corners of its own, as .stl has them. */
const soup = ({ positions, indices }: TriangleMesh): TriangleMesh => ({
  positions: Float32Array.from(
    { length: 3 * indices.length },
    (_, i) => positions[3 * indices[Math.floor(i / 3)]! + (i % 3)]!,
  ),
  indices: Uint32Array.from(indices, (_, corner) => corner),
});

describe.each(Object.entries(SOLIDS))('%s', (_, mesh) => {
  it('has its exact volume, area and characteristic', () => {
    expect(signedVolume(mesh)).toBeCloseTo(mesh.volume, 5);
    expect(surfaceArea(mesh)).toBeCloseTo(mesh.area, 4);
    expect(eulerCharacteristic(mesh)).toBe(mesh.euler);
    expect(signedVolume(insideOut(mesh))).toBeCloseTo(-mesh.volume, 5);
  });

  it('is closed, and open without a face', () => {
    expect(inspect(mesh)).toMatchObject({
      closed: true,
      components: 1,
      openEdges: 0,
      unusedVertices: 0,
      degenerateFaces: 0,
    });
    expect(inspect({ ...mesh, indices: mesh.indices.slice(3) })).toMatchObject({ closed: false, openEdges: 3 });
  });

  it('comes together again from loose triangles', () => {
    const loose = soup(mesh);
    expect(inspect(loose).components).toBe(mesh.indices.length / 3);
    expect(inspect(weld(loose))).toMatchObject({ closed: true, components: 1, vertices: mesh.positions.length / 3 });
  });
});

describe('measures', () => {
  it('hold far from the origin', () => {
    const far = { ...SOLIDS.cube, positions: SOLIDS.cube.positions.map((n) => n + 4096) };
    expect(signedVolume(far)).toBeCloseTo(8, 9);
    expect(surfaceArea(far)).toBeCloseTo(24, 9);
  });

  it('hold on the degenerate set', () => {
    for (const { mesh } of degenerateMeshes()) expect(inspect(mesh).volume).toBeCloseTo(mesh.volume, 4);
  });
});

describe('components', () => {
  const pair = together([cube({ side: 1 }), icosphere({ radius: 2, subdivisions: 2, centre: [5, 0, 0] })]);

  it('come apart with what belongs to each vertex', () => {
    const colors = Float32Array.from(pair.positions, (_, i) => i);
    const [first, second] = components({ ...pair, colors });
    expect([first!.indices.length, second!.indices.length]).toEqual([36, 960]);
    expect([...first!.colors!]).toEqual([...colors.subarray(0, 24)]);
    expect(second!.colors![0]).toBe(24);
  });

  it('leave the largest', () => {
    expect(surfaceArea(keepLargest(pair))).toBeGreaterThan(40);
    expect(inspect(keepLargest(pair))).toMatchObject({ components: 1, closed: true });
  });

  it('leave a mesh without faces as it is', () => {
    const none = { positions: new Float32Array(), indices: new Uint32Array() };
    expect(components(none)).toEqual([]);
    expect(keepLargest(none)).toBe(none);
  });
});

describe('vertexNormals', () => {
  it('point away from the middle of a sphere', () => {
    const normals = vertexNormals(SOLIDS.sphere);
    const worst = normals.reduce((most, n, i) => Math.max(most, Math.abs(n - SOLIDS.sphere.positions[i]!)), 0);
    expect(worst).toBeLessThan(0.02);
  });

  it('are of unit length also where there is no area', () => {
    const flat = { positions: new Float32Array(9), indices: Uint32Array.of(0, 1, 2) };
    expect([...vertexNormals(flat)]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]);
  });
});

describe('smooth', () => {
  it('takes roughness away and leaves the volume', () => {
    const { positions, indices } = icosphere({ radius: 1, subdivisions: 4 });
    const rng = random(1);
    const bumps = Array.from({ length: positions.length / 3 }, () => 1 + 0.02 * rng.uniform(-1, 1));
    const rough = { positions: positions.map((n, i) => n * bumps[Math.floor(i / 3)]!), indices };
    const spread = (mesh: TriangleMesh) => {
      const radii = Array.from({ length: mesh.positions.length / 3 }, (_, v) =>
        Math.hypot(...mesh.positions.subarray(3 * v, 3 * v + 3)),
      );
      const mean = radii.reduce((sum, r) => sum + r, 0) / radii.length;
      return Math.sqrt(radii.reduce((sum, r) => sum + (r - mean) ** 2, 0) / radii.length);
    };
    const done = smooth(rough);
    expect(spread(done)).toBeLessThan(0.6 * spread(rough));
    expect(signedVolume(done) / signedVolume(rough)).toBeCloseTo(1, 1);
    expect(inspect(done).closed).toBe(true);
  });

  it('refuses what would tear the mesh', () => {
    expect(() => smooth(SOLIDS.cube, { iterations: 0.5 })).toThrow(/iterations/);
    expect(() => smooth(SOLIDS.cube, { lambda: 2 })).toThrow(/lambda/);
  });
});

describe('bad meshes', () => {
  it.each([
    ['NaN', { ...SOLIDS.cube, positions: SOLIDS.cube.positions.map((n, i) => (i === 4 ? Number.NaN : n)) }],
    ['an index out of range', { ...SOLIDS.cube, indices: Uint32Array.of(0, 1, 99) }],
    ['half a triangle', { ...SOLIDS.cube, indices: Uint32Array.of(0, 1) }],
  ])('%s: every verb says so in its own name', (_, mesh) => {
    const verbs = { signedVolume, surfaceArea, eulerCharacteristic, components, inspect, vertexNormals, smooth, weld };
    for (const [name, verb] of Object.entries(verbs)) {
      expect(() => verb(mesh)).toThrow(
        expect.objectContaining({ code: 'bad-mesh', message: expect.stringContaining(name) }),
      );
    }
  });

  it('scales without a change of shape', () => {
    expect(signedVolume(scaleMesh(SOLIDS.cube, 0.5))).toBeCloseTo(1, 9);
  });
});
