// What the joints of a motion capture file are called: whose name is which part of a person.

/** A part of a person that a motion moves. `rest` joints are known, and their motion is left out: fingers, eyes, toes. */
export type Part =
  | 'hips'
  | 'spine'
  | 'neck'
  | 'head'
  | `${'left' | 'right'} ${'collar' | 'upper arm' | 'forearm' | 'hand' | 'buttock' | 'thigh' | 'shin' | 'foot' | 'toes'}`
  | `${'left' | 'right'} ${'index' | 'middle' | 'pinky'}`
  | 'rest';

/** Parts of the middle: Daz (CMU conversions), CMU's own, MotionBuilder and Mixamo. */
const MIDDLE: Readonly<Record<string, Part>> = {
  hip: 'hips',
  hips: 'hips',
  root: 'hips',
  pelvis: 'hips',
  abdomen: 'spine',
  chest: 'spine',
  lowerback: 'spine',
  spine: 'spine',
  spine1: 'spine',
  spine2: 'spine',
  spine3: 'spine',
  neck: 'neck',
  neck1: 'neck',
  head: 'head',
  lefteye: 'rest',
  righteye: 'rest',
  headtopend: 'rest',
  headend: 'rest',
};

/** Parts of a side, without 'l', 'left', 'r' or 'right' before them. */
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
  index1: 'index',
  mid1: 'middle',
  pinky1: 'pinky',
  handindex1: 'index',
  handmiddle1: 'middle',
  handpinky1: 'pinky',
};

/** Of a side and left out: other joints of fingers, ends of toes. */
const LEFT_OUT = /^(?:(?:hand)?(?:thumb|index|mid|middle|ring|pinky|fingerbase)\d*|toeend|footend)$/;

/** The part that a joint is; undefined for names that are not known. */
export function partOf(name: string): Part | undefined {
  const plain = name
    .replace(/^mixamorig:?/i, '')
    .replace(/[\s_]/g, '')
    .toLowerCase();
  if (Object.hasOwn(MIDDLE, plain)) return MIDDLE[plain];
  const match = /^(left|right|l|r)(.+)$/.exec(plain);
  if (match === null) return undefined;
  const side = match[1]!.startsWith('l') ? 'left' : 'right';
  const rest = match[2]!;
  if (Object.hasOwn(SIDED, rest)) return `${side} ${SIDED[rest]!}` as Part;
  return LEFT_OUT.test(rest) ? 'rest' : undefined;
}
