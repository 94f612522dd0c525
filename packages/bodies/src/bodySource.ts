// Creates sources of random people: from capsules, or from the assets of MakeHuman.
import { check } from '@vrn/voxel';
import { capsulesSource } from './capsules/capsulesSource.js';
import { type MakehumanOptions, makehumanSource } from './makehuman/makehumanSource.js';
import type { BodySource } from './person/person.js';

export type { Body, BodyOptions, BodySource } from './person/person.js';

/**
 * Creates a source of people.
 *
 * `'capsules'` needs no files. The seed determines a person's bones, girths, clothes, joint angles and colours.
 * Capsules around the skeleton are blended into one body, which marching cubes converts to a mesh.
 *
 * `{ makehuman: directory }` reads MakeHuman's assets. Its people vary in sex, age, build and ancestry, with skin,
 * clothes, shoes and hair, in MakeHuman's poses and, with `mocap`, in poses of motion capture.
 *
 * @param what            `'capsules'`, or an object with the fields below.
 * @param what.makehuman  directory with the layout of MakeHuman's data (Node.js), or an object that lists and reads
 *   its files.
 * @param what.mocap      one or several directories of motion capture, or readers of their files: SUBJECT/*.bvh, or
 *   SUBJECT/*.amc with their .asf. Default none.
 * @param what.poses      whether MakeHuman's own poses are drawn, too. Default true.
 * @param what.yaw        maximum angle between +z and a person's heading, before the person is tilted, degrees, 0..180.
 *   Default 75.
 * @param what.standing   share of people who just stand, with their arms hanging, spread, level or raised, 0..1.
 *   Default 0.
 * @param what.exchange   share of captured poses in which limbs or the trunk come from another captured frame of the
 *   same split, 0..1. Default 0.
 * @param what.tilt       share of people who lean or lie, 0..1. Default 0.
 * @param what.people     number of distinct people. By default, nearly every sample shows a different person.
 * @param what.children   share of people aged 4 to 17 years, 0..1. Default 0.05.
 * @param what.thickness  minimum thickness of cloth, shoes and hair in the solid, metres, at most 0.1. Default 0.014.
 * @param what.plain      names of garments that may lack a texture; for all others a missing texture is an error.
 *   Default: see {@link MAKEHUMAN_DEFAULTS}.
 * @param what.omit       names of garments that nobody wears. Default: see {@link MAKEHUMAN_DEFAULTS}.
 * @param what.heldOut    `subjects` of motion capture and `outfits` (suits) that only the test split has. If any of a
 *   kind are given, the test split has no others of that kind. Default none.
 * @returns               the source, for `sample`.
 * @throws {VolumetricError} `bad-argument`; `not-found`, `bad-file`: naming the file that is missing or damaged
 * Cost: none for capsules; otherwise reads all of MakeHuman's assets and all clips once.
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
