// Finds the people in a photograph whom the option --people selects.
import { type Detectors, findPeople, type Person, personAt, type ReconstructStep } from '@vrn/reconstruct';
import { check } from '@vrn/voxel';
import type { Photo } from './photo.js';
import { placeOf } from './place.js';

/** People to reconstruct: all, the one with a number from 1, or the one at a position in pixels of the photograph. */
export type PeopleChoice = 'all' | { readonly number: number } | { readonly x: number; readonly y: number };

/**
 * Returns the people to reconstruct. An undefined entry stands for the best person, whom `reconstruct` finds.
 *
 * @throws {VolumetricError} `no-person` if nobody is found, or nobody whom the choice selects.
 */
export async function choosePeople(
  photo: Photo,
  choice: PeopleChoice | undefined,
  { detectors, onStep }: { readonly detectors: Detectors; readonly onStep: (step: ReconstructStep) => void },
): Promise<readonly (Person | undefined)[]> {
  if (choice === undefined) return [undefined];
  onStep('find');
  const people = await findPeople(photo, detectors);
  check(people.length > 0, 'no-person', () => 'must show a person, got none that could be found');
  if (choice === 'all') return people;
  if ('number' in choice) {
    const person = people[choice.number - 1];
    check(person !== undefined, 'no-person', () => {
      return `must show at least ${choice.number} people for --people ${choice.number}, got ${people.length}`;
    });
    return [person];
  }
  const { x, y } = choice;
  const person = personAt(people, y * photo.scale, x * photo.scale);
  check(person !== undefined, 'no-person', () => {
    const places = people.map((each) => `${each.number} at ${placeOf(each.square, photo.scale)}`);
    return `must show a person at --people ${x},${y}, got none there; people found: ${places.join('; ')}`;
  });
  return [person];
}
