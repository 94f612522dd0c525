// Tests properties of all volumes in all layouts: bounds, symmetry, identity, and agreement with brute force.

import { arbitraryShape, arbitraryView, arbitraryVolume, close } from '@vrn/test-utils';
import { packBits, packed, unpackBits, type View } from '@vrn/voxel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dice, evaluate, iou, registeredIou, silhouetteIou, softIou, sweep } from '../../src/index.js';
import { naiveIou, naiveRegisteredIou, naiveSilhouetteIou, naiveSoftIou } from './naive.js';

const SEED = 20180904;

/** Two volumes of one shape, each packed or in any other layout. */
const pair = (kind: 'binary' | 'soft', shapes = arbitraryShape(5)): fc.Arbitrary<[View, View]> =>
  shapes.chain((shape) => {
    const either = arbitraryVolume({ shape, kind }).chain((v) => fc.oneof(fc.constant<View>(v), arbitraryView(v)));
    return fc.tuple(either, either);
  });

const threshold = fc.constantFrom(0.1, 0.5, 0.9);

describe('agreement with brute force', () => {
  it('iou', () => {
    fc.assert(
      fc.property(pair('soft'), threshold, ([a, b], t) => {
        expect(iou(a, b, { threshold: t })).toBe(naiveIou(a, b, t));
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('iou of bits, of bytes, of floats and of plain arrays, over many words', () => {
    // Lengths from 1 to more than 31 groups of four words (3,968 voxels).
    const long = fc.integer({ min: 1, max: 4200 }).chain((length) => {
      const either = arbitraryVolume({ shape: [1, 1, length], kind: 'soft' });
      return fc.tuple(either, either);
    });
    fc.assert(
      fc.property(long, threshold, ([a, b], t) => {
        const expected = naiveIou(a, b, t);
        const cut = (view: View) =>
          packed(
            Uint8Array.from(view.data, (value) => Number(value >= t)),
            view.shape,
          );
        const plain = (view: View): View => ({
          ...view,
          data: Array.from(view.data),
          shape: view.shape,
          stride: view.stride,
          offset: 0,
        });
        const bits = (view: View) => packBits(view, { threshold: t });
        expect(iou(a, b, { threshold: t })).toBe(expected);
        expect(iou(cut(a), cut(b), { threshold: t })).toBe(expected);
        expect(iou(plain(a), b, { threshold: t })).toBe(expected);
        expect(iou(bits(a), bits(b))).toBe(expected);
        expect(iou(bits(a), b, { threshold: t })).toBe(expected);
      }),
      { seed: SEED, numRuns: 40 },
    );
  });

  it('sweep', () => {
    const rising = fc
      .uniqueArray(fc.float({ min: -1, max: 2, noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 30 })
      .map((list) => list.sort((p, q) => p - q));
    fc.assert(
      fc.property(pair('soft'), rising, ([a, b], thresholds) => {
        const truth = packed(Uint8Array.from(unpackBits(packBits(b)).data), b.shape);
        for (const row of sweep(a, truth, { thresholds }).rows) {
          const mask = packed(Uint8Array.from(unpackBits(packBits(a, { threshold: row.threshold })).data), a.shape);
          expect(row.iou).toBe(naiveIou(mask, truth));
          expect(row.dice).toBe(dice(mask, truth));
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('silhouetteIou', () => {
    fc.assert(
      fc.property(pair('binary'), fc.constantFrom(0, 1, 2), ([a, b], axis) => {
        expect(silhouetteIou(a, b, { axis })).toBe(naiveSilhouetteIou(a, b, axis));
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('registeredIou, across words of bits', () => {
    const shapes = fc.tuple(
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 70 }),
    );
    fc.assert(
      fc.property(pair('binary', shapes), fc.integer({ min: 0, max: 40 }), ([a, b], range) => {
        expect(registeredIou(a, b, { range })).toEqual(naiveRegisteredIou(a, b, range));
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('softIou', () => {
    fc.assert(
      // Sums of up to 125 values of 0..1 in another order have relative errors of at most 125 · 2⁻⁵².
      fc.property(pair('soft'), ([a, b]) => void close(softIou(a, b), naiveSoftIou(a, b), 1e-13)),
      { seed: SEED, numRuns: 200 },
    );
  });
});

describe('laws', () => {
  it('returns scores in 0..1, and a registered IoU not below the plain IoU', () => {
    fc.assert(
      fc.property(pair('soft'), ([a, b]) => {
        const { depthShift, voxels, ...scores } = evaluate(a, b);
        for (const score of Object.values(scores)) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
        expect(scores.registeredIou).toBeGreaterThanOrEqual(scores.iou);
        close(scores.dice, (2 * scores.iou) / (1 + scores.iou), 1e-15);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it.each(Object.entries({ iou, dice, softIou, silhouetteIou }))('%s is symmetric', (_, measure) => {
    fc.assert(
      fc.property(pair('soft'), ([a, b]) => {
        expect(measure(a, b)).toBe(measure(b, a));
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('returns 1 for a volume and itself in any layout', () => {
    const twins = arbitraryVolume({ kind: 'soft' }).chain((v) => fc.tuple(fc.constant(v), arbitraryView(v)));
    fc.assert(
      fc.property(twins, ([a, b]) => {
        const { voxels, ...scores } = evaluate(a, b);
        expect(scores).toEqual({ ...PERFECT, depthShift: 0 });
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('recovers a shift exactly', () => {
    const body = fc.tuple(arbitraryVolume({ shape: [4, 4, 20] }), fc.integer({ min: -6, max: 6 }));
    fc.assert(
      fc.property(body, ([seedVolume, shift]) => {
        const at = (move: number) =>
          packed(
            Float32Array.from(seedVolume.data, (_, p) => {
              const k = (p % 20) - move;
              return k >= 6 && k < 14 ? seedVolume.data[p - move]! : 0;
            }),
            [4, 4, 20],
          );
        const found = registeredIou(at(0), at(shift));
        expect(found.iou).toBe(1);
        // An empty body has no shift.
        expect(found.shift).toBe(at(0).data.some((value) => value > 0) ? shift : 0);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});

const PERFECT = { iou: 1, softIou: 1, dice: 1, silhouetteIou: 1, registeredIou: 1, precision: 1, recall: 1 };
