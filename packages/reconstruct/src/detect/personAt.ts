// Finds the person at a position of the picture.
import { check } from '@vrn/voxel';
import { COVERED, coverageAt } from '../crop/mask.js';
import type { Person } from './findPeople.js';

/** Maximum distance of the position from a person's nearest landmark, in sides of the person's square. */
const MAX_DISTANCE = 0.1;

/**
 * Returns the person whose mask covers a position of the picture, otherwise the one with the nearest landmark, relative
 * to the side of the person's square.
 *
 * @param people  result of `findPeople`.
 * @param row     in pixels of the picture, integers at pixel centres.
 * @param column  in pixels of the picture, integers at pixel centres.
 * @returns  undefined if no mask covers the position and no landmark is within a tenth of the side of its person's
 *           square.
 * @throws {VolumetricError} `bad-argument`
 *
 * @example
 * const person = personAt(people, 240, 610);
 * const body = await reconstruct(picture, { network, person });
 */
export function personAt(people: readonly Person[], row: number, column: number): Person | undefined {
  check(Number.isFinite(row) && Number.isFinite(column), 'bad-argument', () => {
    return `personAt: row and column must be finite numbers, got ${row} and ${column}`;
  });
  const covering = people.find(({ mask }) => coverageAt(mask, row, column) >= COVERED);
  if (covering !== undefined) return covering;
  const distances = people.map(({ landmarks, square }) => {
    const found = landmarks.filter(([, , confidence = 1]) => confidence > 0);
    return Math.min(...found.map(([i, j]) => Math.hypot(i - row, j - column))) / square.side;
  });
  const nearest = distances.indexOf(Math.min(...distances));
  return distances[nearest]! <= MAX_DISTANCE ? people[nearest] : undefined;
}
