// Tests silhouetteIou along the three axes, and against a mask.

import { maskFromPicture, restride, volumeFromPicture } from '@vrn/test-utils';
import { emptyVolume, packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { silhouetteIou } from '../../src/index.js';

// Two rows, three columns, two slices. From the camera: ##. / ..# and ##. / #.#
const A = volumeFromPicture(['##.', '...'], ['...', '..#']);
const B = volumeFromPicture(['.#.', '..#'], ['#..', '#..']);

describe('silhouetteIou', () => {
  it('compares outlines along each axis', () => {
    expect(silhouetteIou(A, B)).toBe(3 / 4);
    // From the side, [rows, slices]: #. / .# and ## / ##
    expect(silhouetteIou(A, B, { axis: 1 })).toBe(2 / 4);
    // From above, [columns, slices]: #. / #. / .# and .# / #. / #.
    expect(silhouetteIou(A, B, { axis: 0 })).toBe(1 / 5);
  });

  it('accepts a mask as the second argument', () => {
    const mask = maskFromPicture(['##.', '.##']);
    expect(silhouetteIou(A, mask)).toBe(3 / 4);
    expect(silhouetteIou(A, restride(mask, { order: [1, 0], reversed: [0] }))).toBe(3 / 4);
    expect(silhouetteIou(A, maskFromPicture(['#.', '.#']), { axis: 1 })).toBe(1);
    expect(silhouetteIou(A, maskFromPicture(['#.', '#.', '.#']), { axis: 0 })).toBe(1);
  });

  it('applies one threshold to mask and volume', () => {
    const body = packed(Float32Array.of(0.25, 0, 0.75, 0), [2, 1, 2]);
    const mask = packed(Float32Array.of(0.25, 0.5), [2, 1]);
    expect(silhouetteIou(body, mask)).toBe(1);
    expect(silhouetteIou(body, mask, { threshold: 0.25 })).toBe(1);
    expect(silhouetteIou(body, mask, { threshold: 0.6 })).toBe(0);
    // Values and threshold may lie outside 0..1.
    expect(
      silhouetteIou(packed(Uint8Array.of(0, 200), [2, 1, 1]), packed(Uint8Array.of(90, 255), [2, 1]), {
        threshold: 128,
      }),
    ).toBe(1);
  });

  it('returns `empty` for two empty silhouettes', () => {
    const nothing = emptyVolume([2, 3, 2]);
    expect(silhouetteIou(nothing, nothing)).toBe(1);
    expect(silhouetteIou(nothing, maskFromPicture(['...', '...']), { empty: 0 })).toBe(0);
    expect(silhouetteIou(A, nothing)).toBe(0);
  });

  it('accepts volumes of different depths', () => {
    expect(silhouetteIou(A, volumeFromPicture(['##.', '..#']))).toBe(1);
  });

  it('rejects silhouettes of different shapes, NaN, and invalid axes', () => {
    expect(() => silhouetteIou(A, maskFromPicture(['##', '..', '..']))).toThrow(
      'b must have the shape of a, [2, 3], got [3, 2]',
    );
    expect(() => silhouetteIou(A, packed(Float32Array.of(0, 0, 0, 0, 0, Number.NaN), [2, 3]))).toThrow('NaN');
    expect(() => silhouetteIou(packed(Float32Array.of(1, Number.NaN), [1, 1, 2]), maskFromPicture(['#']))).toThrow(
      'NaN',
    );
    expect(() => silhouetteIou(A, B, { axis: 3 as 2 })).toThrow('silhouetteIou: axis must be 0, 1 or 2, got 3');
    expect(() => silhouetteIou(maskFromPicture(['#']), A)).toThrow('silhouetteIou: a must have 3 axes');
  });
});
