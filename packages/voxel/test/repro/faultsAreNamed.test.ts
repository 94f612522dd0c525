// Tests that voxelizeReport names the faults of a mesh and the rule that helps, and that voxelize chooses a rule.
import { box, cube, insideOut } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { type TriangleMesh, voxelize, voxelizeReport } from '../../src/index.js';

const grid = { shape: [16, 16, 16], min: [-2, -2, -2], max: [2, 2, 2] } as const;
const solid = cube({ side: 2 });
const faces = (mesh: TriangleMesh, change: (indices: number[]) => number[]): TriangleMesh => ({
  positions: mesh.positions,
  indices: Uint32Array.from(change([...mesh.indices])),
});
const twice = faces(solid, (indices) => [...indices, ...indices]);
const bothWays = faces(solid, (indices) => [...indices, ...indices.toReversed()]);
const open = faces(solid, (indices) => indices.slice(6));
const reversed = faces(solid, (indices) =>
  indices.flatMap((_, n) =>
    n % 6 === 0 ? [indices[n + 1]!, indices[n]!, indices[n + 2]!] : n % 6 === 3 ? indices.slice(n, n + 3) : [],
  ),
);
const flat: TriangleMesh = {
  positions: Float32Array.of(0, 0, 0, 1, 0, 0.5, 1, 1, 0.5, 0, 1, 0),
  indices: Uint32Array.of(0, 1, 2, 0, 2, 3),
};

const count = (mesh: TriangleMesh, rule: 'nonzero' | 'parity' | 'winding' | 'auto') =>
  voxelize(mesh, grid, { rule }).data.reduce((sum, value) => sum + value, 0);

describe('voxelizeReport', () => {
  it.each([
    ['sound', solid, [], 'nonzero'],
    ['open', open, [/^open: 4 open edges; rule 'winding'/], 'winding'],
    ['doubled', twice, [/^doubled: 12 triangles/], 'nonzero'],
    ['doubled both ways', bothWays, [/^doubled: 12 triangles .* no rule fills it/], undefined],
    ['reversed', reversed, [/^reversed: \d+ edges .* rule 'parity'/], 'parity'],
    ['inside out', insideOut(solid), [/^inside out: /], 'nonzero'],
    ['flat', flat, [/^open: 4/, /^flat: /], undefined],
  ] as const)('names the fault and the rule that helps: %s', (_, mesh, faults, rule) => {
    const report = voxelizeReport(mesh, grid);
    expect(report.faults).toEqual(faults.map((fault) => expect.stringMatching(fault)));
    expect(report.suggestedRule).toBe(rule);
    // The suggested rule fills the solid. Without a suggestion, no rule finds an inside.
    if (rule !== undefined) expect(count(mesh, rule)).toBe(512);
    else if (report.closed) for (const each of ['nonzero', 'parity'] as const) expect(count(mesh, each)).toBe(0);
  });

  it('calls a thin plate neither flat nor doubled', () => {
    const plate = box({ min: [-1, -1, 0], max: [1, 1, 1e-4] });
    expect(voxelizeReport(plate, grid)).toMatchObject({ flat: false, faults: [], suggestedRule: 'nonzero' });
  });

  it('resolves rule auto, and takes a mesh without faces', () => {
    expect(voxelizeReport(open, grid, { rule: 'auto' }).disagreements).toBe(0);
    const none = voxelizeReport({ positions: new Float32Array(), indices: new Uint32Array() }, grid);
    expect(none).toMatchObject({ faults: [], flat: false });
    expect(none.suggestedRule).toBeUndefined();
  });
});

describe("voxelize with rule 'auto'", () => {
  it.each([
    ['closed', solid],
    ['open', open],
    ['doubled', twice],
    ['reversed', reversed],
    ['inside out', insideOut(solid)],
  ])('fills what is %s', (_, mesh) => {
    expect(count(mesh, 'auto')).toBe(512);
  });

  it('takes fractions of closed meshes', () => {
    const { data } = voxelize(solid, grid, { rule: 'auto', occupancy: 'fraction' });
    expect(data.reduce((sum: number, value: number) => sum + value, 0)).toBe(512);
  });
});
