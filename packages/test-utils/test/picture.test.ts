// Tests the conversion of pictures to volumes and back, and the memory layouts of restride().
import { describe, expect, it } from 'vitest';
import { maskFromPicture, picture, pictures, restride, volumeFromPicture } from '../src/index.js';

describe('pictures', () => {
  it('draws a parsed picture unchanged', () => {
    expect(picture(maskFromPicture(['.#.', '##.']))).toEqual(['.#.', '##.']);
    expect(pictures(volumeFromPicture(['#.', '..'], ['##', '.#'], ['..', '#.']))).toEqual([
      ['#.', '..'],
      ['##', '.#'],
      ['..', '#.'],
    ]);
  });

  it('distinguishes rows, columns and slices', () => {
    const volume = volumeFromPicture(['..#', '...'], ['...', '#..']);
    expect(volume.shape).toEqual([2, 3, 2]);
    expect([volume.get(0, 2, 0), volume.get(1, 0, 1)]).toEqual([1, 1]);
    expect(Array.from(volume.data)).toEqual([0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0]);
  });

  it('refuses ragged pictures and unknown characters', () => {
    expect(() => maskFromPicture(['..', '.'])).toThrow('row 1 must have 2 columns');
    expect(() => maskFromPicture(['.x'])).toThrow('row 0 must consist of');
    expect(() => volumeFromPicture(['..'], ['..', '..'])).toThrow('slice 1 must be [1, 2]');
  });
});

describe('restride', () => {
  it('changes the memory layout, not the elements', () => {
    const mask = maskFromPicture(['.#.', '##.']);
    const moved = restride(mask, { order: [1, 0], reversed: [0], gap: 1 });
    expect(picture(moved)).toEqual(['.#.', '##.']);
    expect(moved.stride).toEqual([-2, 4]);
  });
});
