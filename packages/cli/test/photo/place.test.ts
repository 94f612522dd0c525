// Tests the line that states which of several people was reconstructed or measured.
import { expect, it } from 'vitest';
import { describePerson } from '../../src/photo/place.js';

const square = { left: 10, top: -5, side: 50 };

it('names the person and the place in pixels of the file, if there are several', () => {
  expect(describePerson({ facts: { people: { number: 2, found: 3, others: [] } }, square }, 0.5)).toEqual([
    '  person 2 of 3 (1 is the largest and clearest), at pixels 20..120 × -10..90',
  ]);
  expect(describePerson({ facts: { people: { number: 1, found: 1, others: [] } }, square }, 1)).toEqual([]);
});
