// Regression: oblique NRRD files had no grid, so that voxels of 1 × 1 × 5 mm became cubes.
import { inspect, marchingCubes, signedVolume } from '@vrn/mesh';
import { describe, expect, it } from 'vitest';
import { decodeNrrd, indexToWorld, type Triple, transformMesh } from '../../src/index.js';

const SIZES: Triple = [20, 20, 10];

/** Returns an NRRD file with a box of 10 × 10 × 4 ones, which starts at index (5, 5, 3) of the file. */
function file(directions: readonly (readonly number[])[], origin: readonly number[]): Uint8Array {
  const data = new Uint8Array(SIZES[0] * SIZES[1] * SIZES[2]);
  for (let k = 3; k < 7; k++) {
    for (let j = 5; j < 15; j++) for (let i = 5; i < 15; i++) data[i + SIZES[0] * (j + SIZES[1] * k)] = 1;
  }
  const head = [
    'NRRD0004',
    'type: uchar',
    'dimension: 3',
    `sizes: ${SIZES.join(' ')}`,
    'encoding: raw',
    'space: left-posterior-superior',
    `space directions: ${directions.map((each) => `(${each.join(',')})`).join(' ')}`,
    `space origin: (${origin.join(',')})`,
    '',
    '',
  ].join('\n');
  return new Uint8Array(Buffer.concat([Buffer.from(head), data]));
}

const [c, s] = [Math.cos(0.05), Math.sin(0.05)];

describe('oblique NRRD files', () => {
  it.each([
    [
      'turned by 3°',
      [
        [c, s, 0],
        [-s, c, 0],
        [0, 0, 5],
      ],
      [0, 0, 0],
    ],
    [
      'turned by 3°, far from the origin, axes falling',
      [
        [-c, -s, 0],
        [s, -c, 0],
        [0, 0, -5],
      ],
      [100, -50, 30],
    ],
    [
      'turned by 40° around x',
      [
        [1, 0, 0],
        [0, Math.cos(0.7), Math.sin(0.7)],
        [0, -5 * Math.sin(0.7), 5 * Math.cos(0.7)],
      ],
      [1, 2, 3],
    ],
    [
      'axes in another order',
      [[0, c, s], [5 * s, 0, 0].map((x, n) => (n === 0 ? 1 : x)), [0, -5 * s, 5 * c]],
      [0, 0, 0],
    ],
  ] as const)('keep their spacing, and the matrix brings them to their place: %s', async (_, directions, origin) => {
    const { volume, grid, matrix, warnings } = await decodeNrrd(file(directions, origin));
    expect(warnings).toEqual([]);
    expect(matrix).toHaveLength(16);
    const mesh = marchingCubes(volume, { grid: grid! });
    const inPlace = transformMesh(mesh, matrix!);
    const exact = 10 * 10 * 4 * directions.reduce((product, step) => product * Math.hypot(...step), 1);
    // Marching cubes cuts off the edges of a box.
    for (const each of [mesh, inPlace]) expect(Math.abs(signedVolume(each) / exact - 1)).toBeLessThan(0.1);
    expect(inspect(inPlace).closed).toBe(true);
    // The middle of the box is at index (9.5, 9.5, 4.5) of the file.
    const middle = [0, 1, 2].map(
      (axis) => origin[axis]! + 9.5 * directions[0][axis]! + 9.5 * directions[1][axis]! + 4.5 * directions[2][axis]!,
    );
    const mean = [0, 1, 2].map((axis) => {
      const all = inPlace.positions.filter((_, n) => n % 3 === axis);
      return (Math.min(...all) + Math.max(...all)) / 2;
    });
    for (const axis of [0, 1, 2]) expect(mean[axis]).toBeCloseTo(middle[axis]!, 3);
  });

  it('place every sample where the directions say', async () => {
    const directions = [
      [c, s, 0],
      [-s, c, 0],
      [0, 0, 5],
    ];
    const { volume, grid, matrix } = await decodeNrrd(file(directions, [7, 8, 9]));
    const [rows, , slices] = volume.shape as [number, number, number];
    // File index (i, j, k) is column i, row rows − 1 − j, slice slices − 1 − k.
    const [x, y, z] = indexToWorld(grid!, [rows - 1 - 5, 3, slices - 1 - 2]);
    const m = matrix!;
    const at = [0, 1, 2].map((n) => m[n]! * x + m[4 + n]! * y + m[8 + n]! * z + m[12 + n]!);
    const expected = [0, 1, 2].map(
      (n) => [7, 8, 9][n]! + 3 * directions[0]![n]! + 5 * directions[1]![n]! + 2 * directions[2]![n]!,
    );
    for (const n of [0, 1, 2]) expect(at[n]).toBeCloseTo(expected[n]!, 9);
  });

  it('have no matrix where axes are along the space’s, and no grid but a warning where directions lie in a plane', async () => {
    const straight = await decodeNrrd(
      file(
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 5],
        ],
        [0, 0, 0],
      ),
    );
    expect([straight.matrix, straight.warnings]).toEqual([undefined, []]);
    const flat = await decodeNrrd(
      file(
        [
          [1, 0.1, 0.2],
          [1, 0.3, 0.4],
          [2, 0.4, 0.6],
        ],
        [0, 0, 0],
      ),
    );
    expect([flat.grid, flat.warnings]).toEqual([undefined, [expect.stringMatching(/lie in a plane/)]]);
  });
});
