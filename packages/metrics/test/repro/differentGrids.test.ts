// Tests volumes with grids: compared in place, rejected if the grids differ, or resampled onto one grid.
import { volumeFromPicture } from '@vrn/test-utils';
import { decodeBinvox, encodeBinvox, type Grid, packBits, packed, voxelize } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { dice, evaluate, iou, registeredIou, silhouetteIou, softIou, sweep } from '../../src/index.js';

const grid: Grid = { shape: [4, 4, 4], min: [0, 0, 0], max: [4, 4, 4] };
const moved: Grid = { shape: [4, 4, 4], min: [2, 0, 0], max: [6, 4, 4] };
const ones = packed(new Uint8Array(64).fill(1), [4, 4, 4]);
const MEASURES = { iou, dice, softIou, registeredIou, silhouetteIou, sweep, evaluate } as const;

describe.each(Object.entries(MEASURES))('%s', (name, measure) => {
  const compare = measure as unknown as typeof iou;

  it('rejects equal voxels on different grids', () => {
    expect(() => compare({ volume: ones, grid }, { volume: ones, grid: moved })).toThrow(
      new RegExp(`^${name}: \\w+ must have the grid of \\w+, .*; grid: 'common' resamples both$`),
    );
  });

  it('refuses a grid that does not fit its volume, and resampling without a grid', () => {
    expect(() => compare({ volume: ones, grid: { ...grid, shape: [2, 2, 2] } }, ones)).toThrow(
      'must have the shape of',
    );
    expect(() => compare(ones, { volume: ones, grid }, { grid: 'common' })).toThrow('must be { volume, grid }');
  });

  it('accepts grids that agree to a hundredth of a voxel, the precision of .binvox headers', () => {
    const near: Grid = { ...grid, min: [0.000001, 0, 0] };
    expect(compare({ volume: ones, grid }, { volume: ones, grid: near })).toEqual(compare(ones, ones));
  });
});

it('returns 1/3 for two cubes that overlap by half', () => {
  const pair = [
    { volume: ones, grid },
    { volume: ones, grid: moved },
  ] as const;
  expect(iou(...pair, { grid: 'common' })).toBe(1 / 3);
  expect(dice(...pair, { grid: 'common' })).toBe(1 / 2);
  expect(softIou(...pair, { grid: 'common' })).toBe(1 / 3);
  expect(silhouetteIou(...pair, { grid: 'common' })).toBe(1 / 3);
  expect(evaluate(...pair, { grid: 'common' })).toMatchObject({ iou: 1 / 3, precision: 1 / 2, recall: 1 / 2 });
  expect(sweep(...pair, { grid: 'common' }).best.iou).toBe(1 / 3);
  expect(iou(...pair, { grid })).toBe(1 / 2); // within the first grid alone
});

it('returns the same value for packed bits and .binvox files', () => {
  const bits = { volume: packBits(ones), grid };
  expect(iou(bits, { volume: packBits(ones), grid: moved }, { grid: 'common' })).toBe(1 / 3);
  const file = decodeBinvox(encodeBinvox(ones, { grid: { ...grid, max: [4, 4, 4] } }));
  const other = decodeBinvox(encodeBinvox(ones, { grid: moved }));
  expect(() => iou(file, other)).toThrow('must have the grid');
  expect(iou(file, other, { grid: 'common' })).toBe(1 / 3);
});

it('resamples voxels of different sizes, anisotropic voxels, and rows from the top', () => {
  // The same solid on a fine and on a coarse grid, whose voxels are 1 × 2 × 4 fine ones.
  const fine: Grid = { shape: [8, 8, 8], min: [-1, -1, -1], max: [1, 1, 1] };
  const coarse: Grid = { ...fine, shape: [4, 8, 2] };
  const mesh = {
    positions: Float32Array.of(-1, -1, -1, 0, -1, -1, 0, 0, -1, -1, 0, -1, -1, -1, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0),
    indices: Uint32Array.of(
      ...[0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4],
      ...[3, 7, 6, 3, 6, 2, 0, 4, 7, 0, 7, 3, 1, 2, 6, 1, 6, 5],
    ),
  };
  const [a, b] = [voxelize(mesh, fine), voxelize(mesh, coarse)];
  expect(iou({ volume: a, grid: fine }, { volume: b, grid: coarse }, { grid: 'common' })).toBe(1);
  const above: Grid = { ...fine, min: [-1, 0, -1], max: [1, 2, 1] };
  expect(iou({ volume: a, grid: fine }, { volume: a, grid: above }, { grid: 'common' })).toBe(0);
});

it('assigns a centre on the border of two voxels to the upper one, as voxelize does', () => {
  const line = volumeFromPicture(['##..']); // set from x = 0 to 2
  const half: Grid = { shape: [1, 1, 1], min: [1.5, 0, 0], max: [2.5, 1, 1] }; // its centre at x = 2
  const placed = { volume: line, grid: { shape: [1, 4, 1], min: [0, 0, 0], max: [4, 1, 1] } as Grid };
  expect(iou(placed, placed, { grid: half, empty: 0 })).toBe(0);
});

it('ignores the grid along the line of sight of a silhouette', () => {
  const far: Grid = { ...grid, min: [0, 0, 10], max: [4, 4, 14] };
  expect(silhouetteIou({ volume: ones, grid }, { volume: ones, grid: far })).toBe(1);
  expect(() => silhouetteIou({ volume: ones, grid }, { volume: ones, grid: far }, { axis: 0 })).toThrow('grid');
});

it('rejects oblique volumes with different rotations', () => {
  const matrix = [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  expect(() => iou({ volume: ones, grid, matrix }, { volume: ones, grid })).toThrow('turned');
  expect(iou({ volume: ones, grid, matrix }, { volume: ones, grid, matrix: [...matrix] })).toBe(1);
  expect(() => iou({ volume: ones, grid, matrix }, { volume: ones, grid, matrix }, { grid: 'common' })).toThrow('axes');
});

it('rejects boxes so far apart that the common grid would exceed the memory', () => {
  const far: Grid = { ...grid, min: [1e9, 0, 0], max: [1e9 + 4, 4, 4] };
  expect(() => iou({ volume: ones, grid }, { volume: ones, grid: far }, { grid: 'common' })).toThrow(
    'at most 2²⁸ voxels',
  );
});
