// Creates the text of a .bvh file of one frame, for a figure that rests in a T-pose and has arbitrary joint names.

/** A joint: its name, the name of its parent (empty for the root), and its offset from the parent. */
export type FigureJoint = readonly [name: string, parent: string, offset: readonly [number, number, number]];

const side = (letter: 'l' | 'r', sign: 1 | -1): FigureJoint[] => [
  [`${letter}Collar`, 'chest', [2.7 * sign, 19, -5]],
  [`${letter}Shldr`, `${letter}Collar`, [9 * sign, -2, 1.5]],
  [`${letter}ForeArm`, `${letter}Shldr`, [28 * sign, -1.7, 0.5]],
  [`${letter}Hand`, `${letter}ForeArm`, [22.6 * sign, 0.8, 7]],
  [`${letter}Index1`, `${letter}Hand`, [7.8 * sign, 0.9, 5.6]],
  [`${letter}Mid1`, `${letter}Hand`, [8.2 * sign, 1.2, 3.4]],
  [`${letter}Pinky1`, `${letter}Hand`, [8.3 * sign, 0, -0.5]],
  [`${letter}Thigh`, 'hip', [8.8 * sign, 2.6, -1]],
  [`${letter}Shin`, `${letter}Thigh`, [0, -37, 0.7]],
  [`${letter}Foot`, `${letter}Shin`, [-0.7 * sign, -45, -5]],
];

/** Joints with the names that CMU's motions have in their .bvh conversion for Daz. */
export const DAZ: readonly FigureJoint[] = [
  ['hip', '', [0, 0, 0]],
  ['abdomen', 'hip', [0, 20.7, -0.7]],
  ['chest', 'abdomen', [0, 11.7, -0.5]],
  ['neck', 'chest', [0, 22, -2]],
  ['head', 'neck', [0, 7, 1]],
  ...side('r', -1),
  ...side('l', 1),
];

/** MotionBuilder's names of the joints of {@link DAZ}. Keys and values lack the prefix for left or right. */
export const MOTION_BUILDER: Readonly<Record<string, string>> = {
  hip: 'Hips',
  abdomen: 'Spine',
  chest: 'Spine1',
  neck: 'Neck',
  head: 'Head',
  Collar: 'Shoulder',
  Shldr: 'Arm',
  ForeArm: 'ForeArm',
  Hand: 'Hand',
  Index1: 'HandIndex1',
  Mid1: 'HandMiddle1',
  Pinky1: 'HandPinky1',
  Thigh: 'UpLeg',
  Shin: 'Leg',
  Foot: 'Foot',
};

/** Returns the .bvh text. `turns` gives the rotations about z, x and y in degrees, by joint name; default 0. */
export function figure(
  joints: readonly FigureJoint[],
  turns: Readonly<Record<string, readonly [z: number, x: number, y: number]>> = {},
): string {
  const frame: number[] = [];
  const write = (name: string, indent: string): string => {
    const [, parent, offset] = joints.find(([own]) => own === name)!;
    const root = parent === '';
    frame.push(...(root ? [0, 0, 0] : []), ...(turns[name] ?? [0, 0, 0]));
    const below = joints.filter(([, above]) => above === name).map(([child]) => write(child, `${indent}  `));
    const end = `${indent}  End Site\n${indent}  {\n${indent}    OFFSET 0 -4 12\n${indent}  }\n`;
    return [
      `${indent}${root ? 'ROOT' : 'JOINT'} ${name}\n${indent}{\n${indent}  OFFSET ${offset.join(' ')}\n`,
      `${indent}  CHANNELS ${root ? '6 Xposition Yposition Zposition' : '3'} Zrotation Xrotation Yrotation\n`,
      ...(below.length > 0 ? below : [end]),
      `${indent}}\n`,
    ].join('');
  };
  const hierarchy = write(joints.find(([, parent]) => parent === '')![0], '');
  return `HIERARCHY\n${hierarchy}MOTION\nFrames: 1\nFrame Time: 0.1\n${frame.join(' ')}\n`;
}
