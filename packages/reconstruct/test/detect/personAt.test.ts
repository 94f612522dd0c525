// Tests the choice of a person by a position in the picture.
import type { Landmark } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { personMask } from '../../src/crop/mask.js';
import { type Person, personAt } from '../../src/index.js';

/**
 * Creates a person with a mask of 39 × 39 pixels in the middle of a square of 100 × 100. One landmark is below the
 * mask, the others are in its middle.
 */
function person(number: number, left: number): Person {
  const square = { left, top: 0, side: 100 };
  const data = Float32Array.from({ length: 100 * 100 }, (_, at) => {
    return Number(Math.abs(Math.floor(at / 100) - 50) < 20 && Math.abs((at % 100) - 50) < 20);
  });
  const landmarks: Landmark[] = Array.from({ length: 16 }, (_, i) => [50, left + 50, i === 3 ? 0 : 1]);
  landmarks[0] = [75, left + 50, 1];
  const missing = { cutBy: [], landmarks: [] };
  return { number, square, mask: personMask(data, 100, square), landmarks, others: [], missing, warnings: [] };
}

const people = [person(1, 0), person(2, 60)];

describe('personAt', () => {
  it.each([
    ['the mask of the first', 50, 50, 1],
    ['the mask of the second', 50, 120, 2],
    ['beside a landmark of the second', 78, 112, 2],
  ])('returns the person at %s', (_, row, column, number) => {
    expect(personAt(people, row, column)?.number).toBe(number);
  });

  it('returns nobody far from everybody, and of no people', () => {
    expect(personAt(people, 5, 5)).toBeUndefined();
    expect(personAt([], 50, 50)).toBeUndefined();
  });

  it('refuses a position that is not finite', () => {
    expect(() => personAt(people, Number.NaN, 3)).toThrow(/personAt: row and column must be finite numbers, got NaN/);
  });
});
