// Generates posed people, with or without clothes, from MakeHuman's assets. Equal seeds and options give equal people.

import { vertexNormals } from '@vrn/mesh';
import { check, type Random, random } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import type { Body, BodySource, Split, Surface } from '../person/person.js';
import { solidOf } from '../person/solidOf.js';
import { splitOf } from '../person/splitOf.js';
import type { FileReader } from './assets/fileReader.js';
import { readAssets } from './assets/readAssets.js';
import { jointsOf } from './assets/skeleton.js';
import { skin } from './assets/skinning.js';
import type { GarmentKind } from './clothes/garment.js';
import { hideBody } from './clothes/hideBody.js';
import { tuckBody } from './clothes/tuckBody.js';
import { dress } from './dress.js';
import { drawPose } from './motion/drawPose.js';
import { type MotionSet, readMotions } from './motion/readMotions.js';
import { easePose } from './pose/easePose.js';
import { landmarksOf } from './pose/landmarksOf.js';
import { poseSkeleton } from './pose/poseSkeleton.js';
import { bodyPart, gatherVertices } from './shape/bodyPart.js';
import { DRAW_SHAPE_DEFAULTS, type DrawShapeOptions, drawShape, type MacroShape } from './shape/drawShape.js';
import { eyeMesh, eyesOf } from './shape/eyes.js';
import { shapePositions } from './shape/shapePositions.js';
import { checkWardrobe, type Outfit, wardrobe } from './wardrobe.js';

export interface MakehumanOptions extends DrawShapeOptions {
  /** Directory laid out like MakeHuman's data, or a reader of its files. */
  readonly makehuman: string | FileReader;
  /**
   * Directories of motion capture clips, or readers of their files: SUBJECT/*.bvh, or SUBJECT/*.amc beside an .asf
   * file. Default: none.
   */
  readonly mocap?: string | FileReader | readonly (string | FileReader)[];
  /** Whether MakeHuman's own poses are drawn in addition to captured ones. Default: true. */
  readonly poses?: boolean;
  /** Maximum angle between +z and the heading of people, before they are tilted, in degrees, 0..180. */
  readonly yaw?: number;
  /** Share of people who just stand, with their arms hanging, spread, level or raised, 0..1. */
  readonly standing?: number;
  /** Share of captured poses with one or two parts (arm, leg, trunk) taken from another frame of the split, 0..1. */
  readonly exchange?: number;
  /** Share of people who are tilted as a whole, 0..1. Half of these lean by 10–40°, half lie. */
  readonly tilt?: number;
  /** Number of distinct people, 1 to 2³². Default: 2³², so that two samples hardly ever show the same person. */
  readonly people?: number;
  /**
   * Minimum thickness of clothes, shoes and hair in the solid, in metres. Solids extend to the skin where it is close.
   */
  readonly thickness?: number;
  /**
   * Names of garments whose texture image may be missing; they are then plain in colour. For all other garments, the
   * image that the material names must exist.
   */
  readonly plain?: readonly string[];
  /** Names of garments that are never worn. Default: one garment, whose texture does not match its mesh. */
  readonly omit?: readonly string[];
  /**
   * Subjects of motion capture, and suits, that are reserved for the test split. If subjects are given, the test split
   * has no other captured subjects; if suits are given, it has no other suits.
   */
  readonly heldOut?: HeldOut;
}

/** Names that are reserved for the test split. */
export interface HeldOut {
  /** Names of subjects of motion capture. By default a hash of the names assigns subjects to splits. */
  readonly subjects?: readonly string[];
  /**
   * Names of suits. Both these and the remaining suits must include one for women and one for men. By default all
   * splits share all suits.
   */
  readonly outfits?: readonly string[];
}

export const MAKEHUMAN_DEFAULTS = {
  mocap: [],
  poses: true,
  yaw: 75,
  standing: 0,
  exchange: 0,
  tilt: 0,
  people: 2 ** 32,
  thickness: 0.014,
  plain: ['braid01', 'fedora', 'fedora_cocked'],
  omit: ['male_worksuit01'],
  heldOut: {},
} as const satisfies Partial<MakehumanOptions>;

/**
 * Preset of poses like those in photographs, to go with `camera: 'photographs'` in `sample`: 30 % of the people just
 * stand, 25 % of the captured poses get limbs or the trunk of another frame, and 8 % of the people lean or lie. Before
 * they are tilted, people face +z; the camera turns around them. The shares are chosen, not measured.
 */
export const PHOTOGRAPH_POSES = { yaw: 0, standing: 0.3, exchange: 0.25, tilt: 0.08 } as const;

/**
 * Creates a source of people from MakeHuman's assets. Reads and checks all files that it uses before it returns, except
 * that texture images are decoded when they are first drawn.
 *
 * Every person has a number, which determines the split (train, validation, test) that the person belongs to and, with
 * `children`, shape, skin and eyes. Pose, clothes and their colours are drawn anew for each sample.
 *
 * @param options.people     number of people, 1 to 2³²; default 2³².
 * @param options.thickness  metres, above 0 and at most 0.1; default 0.014.
 * @returns  the source. Its `body` throws `bad-file` for a damaged texture, or if the assets lack targets or bones that
 *   a person needs; and `bad-argument` for a split without people or motions.
 * @throws {VolumetricError} `not-found` for a missing directory; `bad-file`, naming the file; `bad-argument` for
 *   unknown or invalid options
 * Cost: reads all files once; then O(V log V + F) per person, for V vertices and F faces of body and clothes.
 */
export function makehumanSource(options: MakehumanOptions): BodySource {
  checkOptions('bodySource', options, [...Object.keys(MAKEHUMAN_DEFAULTS), 'makehuman', 'mocap', 'children']);
  const { people, thickness, plain, omit, poses, mocap, yaw, standing, exchange, tilt, heldOut } = {
    ...MAKEHUMAN_DEFAULTS,
    ...options,
  };
  checkOptions('bodySource: heldOut', heldOut, ['subjects', 'outfits']);
  const { subjects, outfits = [] } = heldOut as HeldOut;
  check(Number.isInteger(people) && people > 0 && people <= MAKEHUMAN_DEFAULTS.people, 'bad-argument', () => {
    return `makehumanSource: people must be an integer from 1 to 2³², got ${people}`;
  });
  check(thickness > 0 && thickness <= 0.1, 'bad-argument', () => {
    return `makehumanSource: thickness must be above 0 and at most 0.1 m, got ${thickness}`;
  });
  check(yaw >= 0 && yaw <= 180, 'bad-argument', () => `makehumanSource: yaw must be 0 to 180 degrees, got ${yaw}`);
  const { children } = { ...DRAW_SHAPE_DEFAULTS, ...defined(options) };
  for (const [name, share] of Object.entries({ standing, exchange, tilt, children })) {
    check(share >= 0 && share <= 1, 'bad-argument', () => {
      return `makehumanSource: ${name} must be a share, 0..1, got ${JSON.stringify(share)}`;
    });
  }
  const assets = readAssets(options.makehuman);
  const [rig, part, eyes] = [assets.rig(), bodyPart(assets), eyesOf(assets)];
  const count = assets.base().positions.length / 3;
  const directories = Array.isArray(mocap) ? mocap : [mocap as string | FileReader];
  const motions = readMotions(poses ? assets : { ...assets, poses: [] }, directories);
  checkSubjects(motions, subjects);
  const clothes = wardrobe(assets, { plain, omit, heldOut: outfits });
  checkWardrobe(clothes, assets.name, outfits);
  // Reads every target and every clip now, so that damaged files are reported before the first sample.
  for (const name of assets.targets) assets.target(name);
  for (const { motions: clips } of motions.subjects) for (const clip of clips) clip.pose(0);
  return {
    name: 'makehuman',
    body: (rng, { colours, dressed = true, split }) => {
      const number = drawPerson(rng.fork(1), people, split);
      const own = random(number).fork(1);
      const shape = drawShape(own.fork(1), options);
      const skinOf = clothes.skin(own.fork(2), shape);
      const base = shapePositions(assets, shape);
      const joints = jointsOf(rig, base);
      const drawn = drawPose(rng.fork(2), motions, split, {
        ...{ yaw, standing, exchange, tilt },
        ...(subjects && { heldOut: subjects }),
      });
      const rest = part.gather(base);
      const { indices } = part;
      const eased = easePose(rig, drawn.pose, (pose) => {
        return { positions: skin(rest, part.skin, poseSkeleton(rig, joints, pose)), indices };
      });
      const { positions } = eased.mesh;
      const matrices = poseSkeleton(rig, joints, eased.pose);
      const outfit = dressed ? clothes.outfit(rng.fork(3), shape, split) : [];
      const posedNormals = colours || dressed ? vertexNormals({ positions, indices }) : rest;
      const restNormals = dressed ? vertexNormals({ positions: rest, indices }) : rest;
      const worn = dress({ base, rest, restNormals, posedNormals, matrices, thickness }, outfit);
      const solids = worn.map(({ solid }) => solid);
      const person: Body = {
        mesh: solidOf(eased.mesh, solids),
        landmarks: landmarksOf(assets, { positions: base, joints, matrices }),
        provenance: {
          source: 'makehuman',
          person: personName(number),
          ...aboutShape(shape, rest),
          ...(skinOf !== undefined && { skin: skinOf.name }),
          ...(drawn.subject !== undefined && { subject: drawn.subject }),
          motion: drawn.motion,
          ...(eased.eased > 0 && { eased: eased.eased }),
          ...namesOf(outfit),
        },
      };
      if (!colours) return person;
      const garments = outfit.map(({ garment }) => garment);
      const bare = {
        positions: gatherVertices(tuckBody(positions, garments, worn), part.drawn.vertices),
        indices: hideBody(part, garments, count),
        normals: gatherVertices(posedNormals, part.drawn.vertices),
        uvs: part.drawn.uvs,
      };
      const surfaces: Surface[] = [
        { what: 'body', name: 'skin', mesh: bare, ...(skinOf && { texture: skinOf.texture }) },
        ...(eyes ? [{ what: 'body', name: 'eyes', mesh: eyeMesh(eyes, base, matrices, own.fork(3)) } as const] : []),
        ...outfit.map(({ garment, texture }, at) => {
          const what = KINDS[garment.kind];
          return { what, name: garment.name, mesh: worn[at]!.seen, texture, twoSided: true };
        }),
      ];
      return { ...person, surfaces };
    },
  };
}

const KINDS: Readonly<Record<GarmentKind, Surface['what']>> = {
  suit: 'clothes',
  hat: 'clothes',
  shoes: 'shoes',
  hair: 'hair',
};

/**
 * Checks the names of held-out subjects.
 *
 * @throws {VolumetricError} `bad-argument` for a name that no subject of motion capture has, or if all are held out
 */
function checkSubjects(motions: MotionSet, heldOut: readonly string[] = []): void {
  const names = motions.subjects.filter(({ kind }) => kind === 'capture').map(({ name }) => name);
  const unknown = heldOut.find((name) => !names.includes(name));
  check(unknown === undefined, 'bad-argument', () => {
    return `makehumanSource: heldOut.subjects must be of ${names.join(', ')}, got '${unknown}'`;
  });
  check(heldOut.length === 0 || new Set(heldOut).size < names.length, 'bad-argument', () => {
    return `makehumanSource: heldOut.subjects must leave some for training, got all of ${names.join(', ')}`;
  });
}

/**
 * Draws the number of a person who belongs to the split.
 *
 * @throws {VolumetricError} `bad-argument` if 10,000 draws find none
 */
function drawPerson(rng: Random, people: number, split: Split | undefined): number {
  for (let tries = 0; tries < 10_000; tries++) {
    const number = rng.integer(people);
    if (split === undefined || splitOf(personName(number)) === split) return number;
  }
  check(
    false,
    'bad-argument',
    () => `makehumanSource: people must be large enough for split '${split}' to have some, got ${people}`,
  );
}

const personName = (number: number): string => `makehuman ${number}`;

/** Describes a person: sex, age in years, height at rest in metres. */
function aboutShape({ sex, age }: MacroShape, rest: Float32Array): { sex: string; age: number; height: number } {
  let [low, high] = [rest[1]!, rest[1]!];
  for (let at = 1; at < rest.length; at += 3) {
    low = Math.min(low, rest[at]!);
    high = Math.max(high, rest[at]!);
  }
  return { sex: sex > 0.5 ? 'male' : 'female', age: Math.round(age), height: Math.round(1000 * (high - low)) / 1000 };
}

/** Maps the kind of each garment of an outfit to its name, followed by the number of its colour variant. */
const namesOf = (outfit: readonly Outfit[]): Readonly<Record<string, string>> =>
  Object.fromEntries(outfit.map(({ garment, colours }) => [garment.kind, `${garment.name} ${colours}`]));
