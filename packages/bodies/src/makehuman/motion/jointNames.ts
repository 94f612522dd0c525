// Maps joint names of motion capture files to body parts.

/** A body part. `rest` stands for known joints whose motion is ignored, such as fingers, eyes and ends of toes. */
export type Part =
  | 'hips'
  | 'spine'
  | 'neck'
  | 'head'
  | `${'left' | 'right'} ${'collar' | 'upper arm' | 'forearm' | 'hand' | 'buttock' | 'thigh' | 'shin' | 'foot' | 'toes'}`
  | `${'left' | 'right'} ${'index' | 'middle' | 'pinky'}`
  | 'rest';

/** Joints of head and trunk, as named by Daz (CMU conversions), CMU (BVH and ASF), MotionBuilder and Mixamo. */
const CENTRAL: Readonly<Record<string, Part>> = {
  hip: 'hips',
  hips: 'hips',
  root: 'hips',
  pelvis: 'hips',
  abdomen: 'spine',
  chest: 'spine',
  lowerback: 'spine',
  upperback: 'spine',
  thorax: 'spine',
  spine: 'spine',
  spine1: 'spine',
  spine2: 'spine',
  spine3: 'spine',
  neck: 'neck',
  neck1: 'neck',
  lowerneck: 'neck',
  upperneck: 'neck',
  head: 'head',
  lefteye: 'rest',
  righteye: 'rest',
  headtopend: 'rest',
  headend: 'rest',
};

/** Joints of the limbs, without the prefixes 'l', 'left', 'r' and 'right'. */
const SIDED: Readonly<Record<string, string>> = {
  collar: 'collar',
  shldr: 'upper arm',
  shoulder: 'collar',
  arm: 'upper arm',
  forearm: 'forearm',
  hand: 'hand',
  buttock: 'buttock',
  hipjoint: 'buttock',
  thigh: 'thigh',
  upleg: 'thigh',
  shin: 'shin',
  leg: 'shin',
  foot: 'foot',
  toebase: 'toes',
  toe: 'toes',
  clavicle: 'collar',
  humerus: 'upper arm',
  radius: 'forearm',
  femur: 'thigh',
  tibia: 'shin',
  toes: 'toes',
  fingers: 'middle',
  index1: 'index',
  mid1: 'middle',
  pinky1: 'pinky',
  handindex1: 'index',
  handmiddle1: 'middle',
  handpinky1: 'pinky',
};

/** Limb joints that are ignored: other joints of fingers, ends of toes, the twist of CMU's forearms (wrist). */
const IGNORED = /^(?:(?:hand)?(?:thumb|index|mid|middle|ring|pinky|fingerbase)\d*|toeend|footend|wrist)$/;

/** Returns the body part of a joint; undefined for unknown names. */
export function partOf(name: string): Part | undefined {
  const plain = name
    .replace(/^mixamorig:?/i, '')
    .replace(/[\s_]/g, '')
    .toLowerCase();
  if (Object.hasOwn(CENTRAL, plain)) return CENTRAL[plain];
  const match = /^(left|right|l|r)(.+)$/.exec(plain);
  if (match === null) return undefined;
  const side = match[1]!.startsWith('l') ? 'left' : 'right';
  const rest = match[2]!;
  if (Object.hasOwn(SIDED, rest)) return `${side} ${SIDED[rest]!}` as Part;
  return IGNORED.test(rest) ? 'rest' : undefined;
}
