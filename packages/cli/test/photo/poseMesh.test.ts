// Tests that the surface of a volume to be measured is in the coordinates of its file.
import { inspect } from '@vrn/mesh';
import { packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { surfaceOfVolume } from '../../src/photo/poseMesh.js';

/** A volume of 4 rows, 3 columns and 2 slices whose voxels are all set. */
const volume = packed(new Uint8Array(24).fill(1), [4, 3, 2]);

const sizeOf = (placed: Parameters<typeof surfaceOfVolume>[0]): number[] => {
  const { min, max } = inspect(surfaceOfVolume(placed).mesh);
  return max.map((value, axis) => value - min[axis]!);
};

describe('surfaceOfVolume', () => {
  it('takes voxels for cubes of side 1 if the file states no grid', () => {
    const { min, max } = inspect(surfaceOfVolume({ volume }).mesh);
    expect(min.every((value) => value <= 0.5)).toBe(true);
    expect(max.map(Math.floor)).toEqual([3, 4, 2]);
  });

  it('rotates the surface of oblique axes into the coordinates of the file', () => {
    const [x, y, z] = sizeOf({ volume });
    // Maps y to z and z to −y; column-major.
    const matrix = [1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1];
    expect(sizeOf({ volume, matrix })).toEqual([x, z, y]);
  });
});
