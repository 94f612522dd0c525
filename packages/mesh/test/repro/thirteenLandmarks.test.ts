// Regression: textures accepted any number of landmarks, and assigned parts of the body by the wrong ones.
import { cube } from '@vrn/test-utils';
import { type Grid, type Landmark, packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { projectTexture, textureAtlas } from '../../src/index.js';

const grid: Grid = { shape: [8, 8, 8], min: [-1, -1, -1], max: [1, 1, 1] };
const image = packed(new Float32Array(8 * 8 * 3).fill(0.5), [8, 8, 3]);
const marks = (count: number): Landmark[] => Array.from({ length: count }, (_, n) => [n % 8, 4]);

describe.each([
  ['textureAtlas', (landmarks: never) => textureAtlas(cube({ side: 1 }), image, grid, { landmarks })],
  ['projectTexture', (landmarks: never) => projectTexture(cube({ side: 1 }), image, grid, { landmarks })],
])('%s', (name, run) => {
  it.each([
    ['13 landmarks', marks(13), /the 16 of MPII, got 13/],
    ['17 landmarks', marks(17), /the 16 of MPII, got 17/],
    ['none', [], /the 16 of MPII, got 0/],
    ['something else', 7, /the 16 of MPII, got number/],
    ['null', null, /the 16 of MPII, got object/],
    ['a landmark of one number', [...marks(15), [3]], /must be \[row, column, confidence\?\], got 3 at 15/],
    ['an object', [...marks(15), { row: 1 }], /at 15/],
  ])('refuses %s', (_, landmarks, message) => {
    expect(() => run(landmarks as never)).toThrow(message);
    expect(() => run(landmarks as never)).toThrow(`${name}:`);
  });

  it('accepts 16, also unknown ones', () => {
    const unknown: Landmark[] = [...marks(14), [Number.NaN, Number.NaN], [1, 2, 0]];
    expect(() => run(unknown as never)).not.toThrow();
  });
});
