// Tests meshIou of open and flat meshes and of duplicate and flipped triangles: a suitable rule, or an error.
import { box } from '@vrn/test-utils';
import type { Grid, TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { evaluate, meshIou, meshIouConvergence } from '../../src/index.js';

const grid: Grid = { shape: [32, 32, 32], min: [-2, -2, -2], max: [2, 2, 2] };
const solid = box({ min: [-1, -1, -1], max: [1, 1, 1] });
const withFaces = (indices: ArrayLike<number>): TriangleMesh => ({ ...solid, indices: Uint32Array.from(indices) });
const faces = Array.from({ length: 12 }, (_, face) => [...solid.indices.slice(3 * face, 3 * face + 3)]);
const reversed = faces.map(([a, b, c]) => [a!, c!, b!]);

const open = withFaces(faces.slice(2).flat());
const doubled = withFaces([...faces, ...faces].flat());
const cancelled = withFaces([...faces, ...reversed].flat());
const turned = withFaces(faces.flatMap((face, n) => (n % 4 < 2 ? face : reversed[n]!)));
const insideOut = withFaces(reversed.flat());
const flat: TriangleMesh = {
  positions: Float32Array.of(-1, -1, 0.1, 1, -1, 0.1, 1, 1, 0.1, -1, 1, 0.1),
  indices: Uint32Array.of(0, 1, 2, 0, 2, 3),
};

describe('meshIou chooses the rule that fills', () => {
  it.each([
    ['an open box', open],
    ['a doubled box', doubled],
    ['a box with flipped faces', turned],
    ['a box inside out', insideOut],
  ])('%s', (_, mesh) => {
    expect(meshIou(solid, mesh, grid)).toBeCloseTo(1, 1);
    expect(meshIou(mesh, solid, grid)).toBeCloseTo(1, 1);
  });

  it('returns the exact IoU if the rule is exact', () => {
    for (const mesh of [doubled, turned, insideOut]) expect(meshIou(solid, mesh, grid)).toBe(1);
  });
});

describe('meshIou rejects meshes that no rule fills', () => {
  it.each([
    ['a flat square', flat, '4 open edges'],
    ['a box doubled the other way round', cancelled, '12 doubled triangles'],
  ])('%s', (_, mesh, fault) => {
    const words = new RegExp(`^meshIou: b must enclose a volume, got b has .*${fault}.*: no rule finds an inside$`);
    expect(() => meshIou(solid, mesh, grid)).toThrow(words);
    expect(() => meshIouConvergence(solid, mesh, grid)).toThrow('no rule finds an inside');
  });

  it('accepts a thin closed plate between two voxel centres', () => {
    const plate = box({ min: [-1, -1, 0.01], max: [1, 1, 0.02] });
    expect(meshIou(plate, plate, grid, { empty: 0 })).toBe(0);
  });
});

describe('warnings', () => {
  it('name the faults and the rule', () => {
    expect(meshIouConvergence(solid, solid, grid).warnings).toEqual([]);
    expect(meshIouConvergence(solid, insideOut, grid).warnings).toEqual([]);
    expect(meshIouConvergence(solid, open, grid).warnings).toEqual(["b has 4 open edges: filled by rule 'winding'"]);
    expect(meshIouConvergence(solid, doubled, grid).warnings).toEqual([
      "b has 12 doubled triangles: filled by rule 'nonzero'",
    ]);
    expect(meshIouConvergence(solid, turned, grid).warnings).toEqual([
      expect.stringMatching(/^b has \d+ inconsistent edges: filled by rule 'parity'$/),
    ]);
  });

  it('suggest a rule other than the requested one', () => {
    const { warnings } = meshIouConvergence(solid, open, grid, { rule: 'nonzero' });
    expect(warnings).toEqual([expect.stringContaining("rule 'winding'")]);
  });

  it('are returned by evaluate, which computes the other measures of flat meshes', () => {
    const found = evaluate(solid, open, { samples: 100 });
    expect(found.warnings).toEqual(["truth has 4 open edges: filled by rule 'winding'"]);
    expect(found.meshIou).toBeCloseTo(1, 1);
    const flatOnes = evaluate(flat, flat, { samples: 100 });
    expect(flatOnes.chamferL1).toBe(0);
    expect(flatOnes.warnings).toEqual([
      'prediction has 4 open edges: no rule finds an inside',
      'truth has 4 open edges: no rule finds an inside',
    ]);
  });
});

it('recognises open and closed meshes whose vertices are split', () => {
  const split = (mesh: TriangleMesh): TriangleMesh => ({
    positions: Float32Array.from([...mesh.indices].flatMap((v) => [...mesh.positions.slice(3 * v, 3 * v + 3)])),
    indices: Uint32Array.from(mesh.indices, (_, n) => n),
  });
  expect(meshIouConvergence(split(solid), split(open), grid).warnings).toEqual([
    "b has 4 open edges: filled by rule 'winding'",
  ]);
});

it('refuses unknown rules', () => {
  expect(() => meshIou(solid, solid, grid, { rule: 'evenodd' as never })).toThrow(
    'meshIou: rule must be auto or nonzero or parity or winding, got evenodd',
  );
});
