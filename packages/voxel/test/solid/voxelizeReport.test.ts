// Tests reports about meshes that are sound, open, inside out, duplicated or damaged.
import { cube, degenerateMeshes, icosphere, insideOut, together, torus } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import type { Grid } from '../../src/core/grid.js';
import type { TriangleMesh } from '../../src/core/triangleMesh.js';
import { voxelize } from '../../src/solid/voxelize.js';
import { voxelizeReport } from '../../src/solid/voxelizeReport.js';
import { joined, soup, without } from './windingOracle.js';

const grid: Grid = { shape: [20, 24, 28], min: [-1.1, -1, -1.2], max: [1, 1.2, 1] };
const ball = icosphere({ radius: 0.8, subdivisions: 2 });
const inside = voxelize(ball, grid).data.reduce((sum, value) => sum + value, 0);

describe('voxelizeReport', () => {
  it('finds nothing wrong with a closed mesh', () => {
    expect(voxelizeReport(ball, grid)).toEqual({
      triangles: 320,
      nonFiniteTriangles: 0,
      degenerateTriangles: 0,
      duplicateTriangles: 0,
      openEdges: 0,
      nonManifoldEdges: 0,
      inconsistentEdges: 0,
      closed: true,
      insideOut: false,
      insideAlong: { x: inside, y: inside, z: inside },
      disagreements: 0,
      flat: false,
      faults: [],
      suggestedRule: 'nonzero',
      summary: '320 triangles: closed, all three axes agree',
    });
  });

  it('sees the same mesh in loose triangles as in shared ones', () => {
    expect(voxelizeReport(soup(ball), grid)).toEqual(voxelizeReport(ball, grid));
  });

  it('looks along each axis at the same centres', () => {
    // A cube without its two faces across x: lines along x meet nothing, lines along y or z meet both walls.
    const bar = joined(cube({ side: 0.5 }));
    const open = without(bar, (face) => Math.abs(sideways(bar, face)) === 1);
    expect(open.indices).toHaveLength(24);
    const report = voxelizeReport(open, grid);
    const whole = voxelize(bar, grid).data.reduce((sum, value) => sum + value, 0);
    expect(report.insideAlong).toEqual({ x: 0, y: whole, z: whole });
    expect(report.disagreements).toBe(whole);
    const turned = (by: number): TriangleMesh => ({
      indices: open.indices,
      positions: open.positions.map((_, n) => open.positions[n - (n % 3) + (((n % 3) + by) % 3)]!),
    });
    // After one cyclic permutation of the axes the open ends lie along z, after two along y.
    expect(voxelizeReport(turned(1), grid).insideAlong.z).toBe(0);
    expect(voxelizeReport(turned(2), grid).insideAlong.y).toBe(0);
    expect(voxelizeReport(turned(1), grid).insideAlong.x).toBeGreaterThan(0);
  });

  it('counts a hole and the voxels that it affects', () => {
    const report = voxelizeReport(
      without(ball, (face) => face === 17),
      grid,
    );
    expect(report).toMatchObject({ openEdges: 3, closed: false, insideOut: false, nonManifoldEdges: 0 });
    expect(report.disagreements).toBeGreaterThan(0);
    expect(report.summary).toBe(
      `319 triangles: not closed, 3 open edges, the axes disagree about ${report.disagreements} of 13440 voxels`,
    );
    // Rule 'winding' does not depend on an axis.
    expect(
      voxelizeReport(
        without(ball, (face) => face === 17),
        grid,
        { rule: 'winding' },
      ).disagreements,
    ).toBe(0);
  });

  it('tells a mesh that is inside out', () => {
    const report = voxelizeReport(insideOut(ball), grid);
    expect(report).toMatchObject({ closed: true, insideOut: true, disagreements: 0 });
    expect(report.insideAlong.y).toBe(inside);
    expect(report.summary).toBe('320 triangles: closed, inside out, all three axes agree');
  });

  it('reports NaN and infinity, and goes on without those triangles', () => {
    const positions = ball.positions.slice();
    positions[3 * ball.indices[3 * 40]!] = Number.NaN;
    const gone = Array.from({ length: 320 }, (_, face) => face).filter((face) =>
      ball.indices.subarray(3 * face, 3 * face + 3).includes(ball.indices[3 * 40]!),
    );
    const report = voxelizeReport({ ...ball, positions }, grid);
    const rest = voxelizeReport(
      without(ball, (face) => gone.includes(face)),
      grid,
    );
    expect(report).toMatchObject({ triangles: 320, nonFiniteTriangles: gone.length, openEdges: gone.length });
    expect({ ...report, triangles: 0, nonFiniteTriangles: 0, summary: '' }).toEqual({
      ...rest,
      triangles: 0,
      summary: '',
    });
    const lost = { positions: positions.fill(Number.POSITIVE_INFINITY), indices: ball.indices };
    expect(voxelizeReport(lost, grid)).toMatchObject({ nonFiniteTriangles: 320, closed: false, disagreements: 0 });
    // A vertex that no face uses has no effect.
    const unused = { positions: Float32Array.from([...ball.positions, Number.NaN, 0, 0]), indices: ball.indices };
    expect(voxelizeReport(unused, grid)).toEqual(voxelizeReport(ball, grid));
  });

  it('counts doubles, slivers, turned triangles and edges of three', () => {
    const twice = { ...ball, indices: Uint32Array.from([...ball.indices, ...ball.indices.subarray(0, 6)]) };
    expect(voxelizeReport(twice, grid)).toMatchObject({
      duplicateTriangles: 2,
      closed: false,
      nonManifoldEdges: 6,
    });
    const back = { ...ball, indices: Uint32Array.from([...ball.indices, ...ball.indices.slice(0, 3).reverse()]) };
    expect(voxelizeReport(back, grid).duplicateTriangles).toBe(1);
    const turned = { ...ball, indices: ball.indices.slice() };
    turned.indices.subarray(0, 3).reverse();
    expect(voxelizeReport(turned, grid)).toMatchObject({ inconsistentEdges: 3, closed: false });
    const slivers = { ...ball, indices: Uint32Array.from([...ball.indices, 0, 0, 0, 0, 11, 0]) };
    expect(voxelizeReport(slivers, grid)).toMatchObject({
      degenerateTriangles: 2,
      closed: true,
      duplicateTriangles: 0,
    });
  });

  it('calls cubes that share an edge closed, though the edge is of four', () => {
    const pair = together([cube({ side: 1, centre: [-0.5, -0.5, 0] }), cube({ side: 1, centre: [0.5, 0.5, 0] })]);
    expect(voxelizeReport(pair, grid)).toMatchObject({ closed: true, nonManifoldEdges: 1, disagreements: 0 });
  });

  it('suggests a rule for parts that face opposite ways, and none for parts that cancel', () => {
    const cubes = [cube({ side: 0.5, centre: [-0.5, 0, 0] }), cube({ side: 0.5, centre: [0.5, 0, 0] })] as const;
    const opposite = voxelizeReport(together([cubes[0], insideOut(cubes[1])]), grid);
    expect(opposite).toMatchObject({ closed: true, insideOut: false, faults: [], suggestedRule: 'nonzero' });
    expect(opposite.insideAlong).toEqual(voxelizeReport(together([...cubes]), grid).insideAlong);
    const cancelled = voxelizeReport(together([cubes[0], insideOut(cubes[0])]), grid);
    expect(cancelled).toMatchObject({ closed: true, insideAlong: { x: 0, y: 0, z: 0 }, duplicateTriangles: 12 });
    expect(cancelled).not.toHaveProperty('suggestedRule');
  });

  it.each(degenerateMeshes())('keeps its promise but on the surface: $name', ({ mesh, grid: on, voxels }) => {
    const { insideAlong } = voxelizeReport(mesh, on);
    // The axis determines which centres on the surface are inside, but not how many.
    expect(insideAlong).toEqual({ x: voxels, y: voxels, z: voxels });
  });

  it('is plain JSON, and takes a mesh without faces', () => {
    const report = voxelizeReport(torus({ radius: 0.6, tube: 0.2 }), grid, { rule: 'parity' });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    const none = voxelizeReport({ positions: new Float32Array(), indices: new Uint32Array() }, grid);
    expect(none.summary).toBe('0 triangles: not closed, all three axes agree');
  });

  it('refuses what is no mesh and no grid', () => {
    const call =
      (mesh: unknown, on: unknown = grid) =>
      () =>
        voxelizeReport(mesh as TriangleMesh, on as Grid);
    expect(call(null)).toThrow(/^voxelizeReport: mesh must be/);
    expect(call({ positions: new Float32Array(3) })).toThrow(/^voxelizeReport: mesh must be/);
    expect(call({ positions: new Float32Array(3), indices: Uint32Array.of(0, 0, 1) })).toThrow(
      /indices must be below 1/,
    );
    expect(call(ball, { ...grid, shape: [0, 1, 1] })).toThrow(/^voxelizeReport: grid/);
    expect(() => voxelizeReport(ball, grid, { rule: 'odd' as 'parity' })).toThrow(/rule must be/);
  });
});

/** Returns 1 or −1 for a face whose vertices all lie at one end along x of a cube around the origin, else 0. */
function sideways({ positions, indices }: TriangleMesh, face: number): number {
  const ends = [0, 1, 2].map((corner) => Math.sign(positions[3 * indices[3 * face + corner]!]!));
  return ends.every((end) => end === ends[0]) ? ends[0]! : 0;
}
