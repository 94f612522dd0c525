// Where bodies come from: a person for every seed.
import { check } from '@vrn/voxel';
import { capsulesSource } from './capsules/capsulesSource.js';
import { type MakehumanOptions, makehumanSource } from './makehuman/makehumanSource.js';
import type { BodySource } from './person/person.js';

export type { Body, BodyOptions, BodySource } from './person/person.js';

/**
 * A source of people.
 *
 * `'capsules'` needs no file: a jointed skeleton whose bones, girths, clothes and angles come from the seed, capsules around
 * it that melt into one body, and our own marching cubes.
 *
 * `{ makehuman: directory }` reads MakeHuman's assets: people shaped by sex, age, build and ancestry, with skin, clothes,
 * shoes and hair, in MakeHuman's poses and, with `mocap`, in those of motion capture.
 *
 * @param what.makehuman  directory laid out as MakeHuman's data is (Node), or an object that lists and reads its files.
 * @param what.mocap      directories of motion capture, SUBJECT/*.bvh.
 * @param what.poses      whether MakeHuman's own poses are drawn as well; true by default.
 * @param what.people     how many people there are; by default hardly any two samples are of the same.
 * @param what.children   share of people of 4 to 17 years.
 * @param what.thickness  least thickness of cloth, shoes and hair in the solid, metres; 0.014 by default.
 * @param what.plain      names of garments that may lack their picture; of any other a missing picture is an error.
 * @param what.omit       names of garments that are not worn.
 * @throws {VolumetricError} `bad-argument`; `not-found`, `bad-file`: naming the file that is missing or damaged
 * Cost: 'capsules' nothing; MakeHuman's assets some 3 s.
 *
 * @example
 * const { mesh } = sample(bodySource('capsules'), 7, { shape: [64, 64, 64] });
 * const people = bodySource({ makehuman: '../shared/makehuman', mocap: '../shared/mocap' });
 */
export function bodySource(what: 'capsules' | MakehumanOptions): BodySource {
  if (what === 'capsules') return capsulesSource;
  check(typeof what === 'object' && what !== null && 'makehuman' in what, 'bad-argument', () => {
    return `bodySource: what must be 'capsules' or { makehuman: directory }, got ${JSON.stringify(what)}`;
  });
  return makehumanSource(what);
}
