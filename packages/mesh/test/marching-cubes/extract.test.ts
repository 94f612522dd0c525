// Tests that the arrays of a surface grow, and that a surface too large for memory causes a clear error; allocates no
// large array.
import { VolumetricError } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { grown } from '../../src/marching-cubes/extract.js';
import { marchingCubes } from '../../src/marching-cubes/marchingCubes.js';

const errorOf = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('grown', () => {
  it('keeps the elements, and at least doubles the length', () => {
    expect(grown(Uint32Array.of(1, 2, 3), 4)).toEqual(Uint32Array.of(1, 2, 3, 0, 0, 0));
    expect(grown(Float32Array.of(1.5), 5)).toEqual(Float32Array.of(1.5, 0, 0, 0, 0));
  });

  it('names the number of elements where no typed array is so long, and says what to do', () => {
    const error = errorOf(() => grown(new Float32Array(3), 2 ** 52));
    expect(error).toBeInstanceOf(VolumetricError);
    expect((error as VolumetricError).code).toBe('bad-volume');
    expect((error as VolumetricError).message).toMatch(
      /surface must fit into memory, got 4503599627370496 numbers: resample the volume, or extract parts/,
    );
  });
});

describe('marchingCubes', () => {
  it('rejects a volume of 2³¹ voxels by its shape, before it reads a voxel', () => {
    // Every voxel is the same element.
    const volume = { data: new Float32Array(1), shape: [2048, 1024, 1024], stride: [0, 0, 0], offset: 0 };
    expect(() => marchingCubes(volume)).toThrow(/fewer than 2³¹ voxels, got \[2048,1024,1024\]/);
  });
});
