// Tests the surface of a volume: closed, indexed and correctly placed for any volume.
import { packed, random, voxelize } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { components } from '../../src/edit/components.js';
import { CASES } from '../../src/marching-cubes/caseTable.js';
import { marchingCubes } from '../../src/marching-cubes/marchingCubes.js';
import { inspect } from '../../src/measure/inspect.js';
import { signedVolume, surfaceArea } from '../../src/measure/measure.js';

/** Creates a volume from a function of the index. */
const volumeOf = (shape: readonly [number, number, number], value: (i: number, j: number, k: number) => number) => {
  const [rows, columns, slices] = shape;
  const data = new Float32Array(rows * columns * slices);
  for (let at = 0; at < data.length; at++) {
    data[at] = value(Math.floor(at / (columns * slices)), Math.floor(at / slices) % columns, at % slices);
  }
  return packed(data, shape);
};

const expectClosed = (volume: Parameters<typeof marchingCubes>[0], level = 0.5) => {
  const mesh = marchingCubes(volume, { level });
  const { openEdges, nonManifoldEdges, inconsistentEdges, degenerateFaces, unusedVertices } = inspect(mesh);
  expect({ openEdges, nonManifoldEdges, inconsistentEdges, degenerateFaces, unusedVertices }).toEqual({
    openEdges: 0,
    nonManifoldEdges: 0,
    inconsistentEdges: 0,
    degenerateFaces: 0,
    unusedVertices: 0,
  });
  return mesh;
};

describe('marchingCubes', () => {
  it('closes all 256 cases, inside the volume and at the border', () => {
    expect(CASES).toHaveLength(256);
    for (let which = 1; which < 256; which++) {
      const cell = (i: number, j: number, k: number) => (which >> (i + 2 * j + 4 * k)) & 1;
      const atBorder = expectClosed(volumeOf([2, 2, 2], cell));
      const within = (n: number) => n === 1 || n === 2;
      const inner = expectClosed(
        volumeOf([4, 4, 4], (i, j, k) => (within(i) && within(j) && within(k) ? cell(i - 1, j - 1, k - 1) : 0)),
      );
      expect(signedVolume(atBorder)).toBeGreaterThan(0);
      expect(signedVolume(inner)).toBeCloseTo(signedVolume(atBorder), 5);
    }
  });

  it('turns one voxel into an octahedron of half a voxel, in world coordinates', () => {
    const grid = { shape: [3, 3, 3], min: [-3, -3, -3], max: [3, 3, 3] } as const;
    const mesh = marchingCubes(
      volumeOf([3, 3, 3], (i, j, k) => (i + j + k === 3 && i === 1 && j === 1 ? 1 : 0)),
      { grid, normals: true },
    );
    expect(mesh.positions).toHaveLength(18);
    expect(mesh.indices).toHaveLength(24);
    expect(signedVolume(mesh)).toBeCloseTo(4 / 3, 6);
    for (let v = 0; v < 18; v++) expect(Math.abs(mesh.normals![v]! - mesh.positions![v]!)).toBeLessThan(1e-6);
  });

  it('maps rows from the top, columns from the left, slices from the front', () => {
    const grid = { shape: [3, 4, 5], min: [0, 0, 0], max: [4, 3, 5] } as const;
    const { min, max } = inspect(
      marchingCubes(
        volumeOf([3, 4, 5], (i, j, k) => (i === 0 && j === 2 && k === 1 ? 1 : 0)),
        { grid },
      ),
    );
    expect([min, max]).toEqual([
      [2, 2, 3],
      [3, 3, 4],
    ]);
  });

  it.each([0.1, 0.5, 0.93])('extracts a soft sphere at level %f to 2 % of its volume', (level) => {
    const [n, c] = [48, 23.5];
    const soft = (i: number, j: number, k: number) => 1 / (1 + Math.exp(0.5 * (Math.hypot(i - c, j - c, k - c) - 15)));
    const mesh = expectClosed(volumeOf([n, n, n], soft), level);
    const radius = 15 + 2 * Math.log(1 / level - 1);
    expect(signedVolume(mesh) / ((4 / 3) * Math.PI * radius ** 3)).toBeGreaterThan(0.98);
    expect(signedVolume(mesh) / ((4 / 3) * Math.PI * radius ** 3)).toBeLessThan(1.01);
    expect(surfaceArea(mesh) / (4 * Math.PI * radius ** 2)).toBeCloseTo(1, 1.5);
    expect(inspect(mesh).eulerCharacteristic).toBe(2);
  });

  it('creates no zero-area faces where samples equal the level', () => {
    for (const level of [0, 1, 2])
      expectClosed(
        volumeOf([9, 9, 9], (i, j, k) => (i * j + j * k + i) % 4),
        level,
      );
  });

  it('closes noise', () => {
    const rng = random(1);
    expectClosed(volumeOf([17, 15, 13], () => rng.uniform()));
    expectClosed(volumeOf([17, 15, 13], () => rng.integer(2)));
  });

  it('closes a full volume at the box of its grid', () => {
    const grid = { shape: [6, 5, 4], min: [0, 0, 0], max: [5, 6, 4] } as const;
    const mesh = marchingCubes(
      volumeOf([6, 5, 4], () => 1),
      { grid },
    );
    expect(inspect(mesh)).toMatchObject({ closed: true, min: [0, 0, 0], max: [5, 6, 4], components: 1 });
    expect(voxelize(mesh, grid).data.every((value) => value === 1)).toBe(true);
  });

  it('leaves the surface open at the border if close is false', () => {
    const ball = volumeOf([8, 8, 8], (i, j, k) => 4 - Math.hypot(i, j - 4, k - 4));
    const open = marchingCubes(ball, { close: false });
    expect(inspect(open)).toMatchObject({ unusedVertices: 0, nonManifoldEdges: 0, inconsistentEdges: 0 });
    expect(inspect(open).openEdges).toBeGreaterThan(8);
    expect(inspect(marchingCubes(ball)).closed).toBe(true);
  });

  it('has room for the largest cells, with tunnels everywhere', () => {
    for (const slices of [30, 62]) {
      const alternating = volumeOf([8, 8, slices], (i, j, k) =>
        i % 2 === j % 2 && j % 2 === k % 2 ? 8 : -1 - 0.01 * ((i + j + k) % 3),
      );
      const mesh = marchingCubes(alternating, { level: 0, topology: 'exact' });
      expect(inspect(mesh)).toMatchObject({ closed: true, degenerateFaces: 0, unusedVertices: 0 });
    }
  });

  it('is empty if nothing is inside', () => {
    expect(marchingCubes(volumeOf([2, 2, 2], () => 0)).indices).toHaveLength(0);
  });

  it('separates components and orients cavities inwards', () => {
    const shell = volumeOf([16, 16, 16], (i, j, k) => {
      const r = Math.hypot(i - 7.5, j - 7.5, k - 7.5);
      return r < 6 && r > 3 ? 1 : 0;
    });
    const [outer, inner] = components(marchingCubes(shell))
      .map(signedVolume)
      .sort((a, b) => b - a);
    expect(outer).toBeGreaterThan(0);
    expect(inner).toBeLessThan(0);
  });

  it.each([
    ['NaN', () => marchingCubes(volumeOf([2, 2, 2], () => Number.NaN)), 'bad-volume'],
    [
      'a level that is no number',
      () =>
        marchingCubes(
          volumeOf([2, 2, 2], () => 1),
          { level: Number.NaN },
        ),
      'bad-argument',
    ],
    ['a picture', () => marchingCubes(packed(new Float32Array(4), [2, 2])), 'bad-volume'],
    [
      'a grid of another shape',
      () =>
        marchingCubes(
          volumeOf([2, 2, 2], () => 1),
          { grid: { shape: [3, 2, 2], min: [0, 0, 0], max: [1, 1, 1] } },
        ),
      'shape-mismatch',
    ],
  ] as const)('rejects %s', (_, call, code) => {
    expect(call).toThrow(expect.objectContaining({ code }));
  });
});
