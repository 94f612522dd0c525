// Tests readers of motion files on small examples: BVH parsing, joint names, and the axes of MakeHuman's poses.
import { VolumetricError } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import type { Rig } from '../../../src/makehuman/assets/skeleton.js';
import { parseBvh } from '../../../src/makehuman/motion/bvh.js';
import { localTurn, readClip } from '../../../src/makehuman/motion/clip.js';
import { partOf } from '../../../src/makehuman/motion/jointNames.js';
import { splitSubjects } from '../../../src/makehuman/motion/splitSubjects.js';
import { readStaticPose } from '../../../src/makehuman/motion/staticPose.js';
import { turnOf } from '../../../src/makehuman/pose/pose.js';
import { rotate } from '../../../src/makehuman/pose/quaternions.js';
import { DAZ, figure } from '../figure.js';

const bytes = (text: string) => new TextEncoder().encode(text);

const SMALL = `HIERARCHY
ROOT hip
{
  OFFSET 0 1 0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Yrotation Xrotation
  JOINT chest
  {
    OFFSET 0 2 0
    CHANNELS 3 Zrotation Xrotation Yrotation
    End Site
    {
      OFFSET 0 0 3
    }
  }
}
MOTION
Frames: 2
Frame Time: 0.5
0 0 0 90 0 0 0 90 0
1 2 3 90 90 0 0 0 0
`;

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(VolumetricError);
    expect((error as VolumetricError).code).toBe('bad-file');
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
  return 'no error';
}

describe('parseBvh', () => {
  it('reads joints, channels and frames', () => {
    const { joints, frames, frameTime, motion } = parseBvh(bytes(SMALL), 'a.bvh');
    expect(joints.map(({ name, parent, first }) => [name, parent, first])).toEqual([
      ['hip', -1, 0],
      ['chest', 0, 6],
    ]);
    expect(joints[1]!.offset).toEqual([0, 2, 0]);
    expect(joints[1]!.end).toEqual([0, 0, 3]);
    expect([frames, frameTime, motion.length]).toEqual([2, 0.5, 18]);
    expect(parseBvh(bytes(SMALL.replaceAll('\n', '\r\n')), 'a.bvh').motion).toEqual(motion);
  });

  it('multiplies channels in their order, the first outermost', () => {
    const bvh = parseBvh(bytes(SMALL), 'a.bvh');
    const close = (v: readonly number[]) => v.map((x) => Math.round(1e6 * x) / 1e6 + 0);
    // A rotation by 90° about z takes x to y.
    expect(close(rotate(localTurn(bvh, bvh.joints[0]!, 0), [1, 0, 0]))).toEqual([0, 1, 0]);
    // A rotation by 90° about x takes y to z.
    expect(close(rotate(localTurn(bvh, bvh.joints[1]!, 0), [0, 1, 0]))).toEqual([0, 0, 1]);
    // The rotation by 90° about y applies first and takes z to x; then that about z takes x to y.
    expect(close(rotate(localTurn(bvh, bvh.joints[0]!, 1), [0, 0, 1]))).toEqual([0, 1, 0]);
  });

  it.each([
    ['', 'a.bvh line 1 must be HIERARCHY'],
    [SMALL.replace('ROOT hip', 'ROOT'), 'a.bvh line 2 must be ROOT and a name'],
    [SMALL.replace('OFFSET 0 1 0', 'OFFSET 0 1'), 'a.bvh line 4 must be OFFSET x y z'],
    [SMALL.replace('Xposition', 'Xplace'), 'a.bvh line 5 must be CHANNELS'],
    [SMALL.replace('CHANNELS 3', 'CHANNELS 2'), 'a.bvh line 9 must be CHANNELS'],
    [SMALL.replace('MOTION', 'NOTHING'), 'a.bvh line 16 must be MOTION'],
    [SMALL.replace('Frames: 2', 'Frames: 0'), 'a.bvh line 17 must be Frames'],
    [SMALL.replace('Frames: 2', 'Frames: 3'), 'a.bvh line 21 must be frame 3 of 3: 9 numbers, got the end of the file'],
    [SMALL.replace('Frames: 2', 'Frames: 99999999'), 'must be'],
    [SMALL.replace('1 2 3', '1 two 3'), 'a.bvh line 20 must be frame 2 of 2: 9 numbers'],
    [
      SMALL.slice(0, SMALL.indexOf('End')),
      'a.bvh line 10 must be CHANNELS, JOINT, End Site or }, got the end of the file',
    ],
    [SMALL.replace('OFFSET 0 0 3', 'OFFSET 0 0 x'), 'a.bvh line 12 must be OFFSET x y z'],
  ])('names path and line of errors (%#)', (text, message) => {
    expect(failure(() => parseBvh(bytes(text), 'a.bvh'))).toContain(message);
  });

  it('gives a result or one clear message wherever the file is truncated', () => {
    for (let length = 0; length < SMALL.length - 9; length++) {
      expect(failure(() => parseBvh(bytes(SMALL.slice(0, length)), 'a.bvh'))).toMatch(
        /^parseBvh: a\.bvh line \d+ must /,
      );
    }
  });
});

describe('partOf', () => {
  it.each([
    ['hip', 'hips'],
    ['mixamorig:Hips', 'hips'],
    ['abdomen', 'spine'],
    ['LowerBack', 'spine'],
    ['Neck1', 'neck'],
    ['rShldr', 'right upper arm'],
    ['RightArm', 'right upper arm'],
    ['LeftShoulder', 'left collar'],
    ['lCollar', 'left collar'],
    ['lForeArm', 'left forearm'],
    ['mixamorig:LeftUpLeg', 'left thigh'],
    ['LHipJoint', 'left buttock'],
    ['RightLeg', 'right shin'],
    ['rFoot', 'right foot'],
    ['LeftToeBase', 'left toes'],
    ['LeftHandIndex1', 'left index'],
    ['rRing2', 'rest'],
    ['LThumb', 'rest'],
    ['mixamorig:HeadTop_End', 'rest'],
    ['leftEye', 'rest'],
    ['tail', undefined],
    ['leg', undefined],
    ['constructor', undefined],
  ])('%s is %s', (name, part) => expect(partOf(name)).toBe(part));
});

describe('readClip', () => {
  it('assigns every joint of a figure', () => {
    const clip = readClip(bytes(figure(DAZ)), 'f.bvh');
    expect(clip.parts.get('left shin')).toHaveLength(1);
    expect(clip.parts.get('spine')).toHaveLength(2);
    expect(clip.places[clip.parts.get('left hand')![0]!]![0]).toBeGreaterThan(50);
  });

  it('names unknown joints and missing body parts', () => {
    const odd = figure(DAZ).replace('JOINT lShin', 'JOINT wing').replace('JOINT head', 'JOINT beak');
    expect(failure(() => readClip(bytes(odd), 'odd.bvh'))).toBe(
      'readClip: odd.bvh must name joints as CMU, Daz, MotionBuilder or Mixamo do, got unknown joints beak, wing',
    );
    const short = figure(DAZ.filter(([name]) => name !== 'rFoot'));
    expect(failure(() => readClip(bytes(short), 'short.bvh'))).toContain(
      'short.bvh must have all joints, got none for right foot',
    );
  });
});

describe('readStaticPose', () => {
  const rig: Rig = {
    names: ['hip', 'chest'],
    parents: Int32Array.of(-1, 0),
    indexOf: new Map([
      ['hip', 0],
      ['chest', 1],
    ]),
    heads: [],
    tails: [],
  };

  it('rotates in Z-up axes: X about x, Y about −z, Z about y', () => {
    const at = (channel: string) => {
      const text = SMALL.replace('Zrotation Xrotation Yrotation', `${channel} Zposition Yposition`).replace(
        '0 90 0\n',
        '90 0 0\n',
      );
      return rotate(turnOf(readStaticPose(bytes(text), 'p.bvh', rig), 1), [1, 2, 3]).map((x) => Math.round(x) + 0);
    };
    expect(at('Xrotation')).toEqual([1, -3, 2]);
    expect(at('Yrotation')).toEqual([2, -1, 3]);
    expect(at('Zrotation')).toEqual([3, 2, -1]);
  });

  it('names joints that are not bones', () => {
    const text = SMALL.replace('JOINT chest', 'JOINT wing');
    expect(failure(() => readStaticPose(bytes(text), 'p.bvh', rig))).toBe(
      'readStaticPose: p.bvh must name bones of the rig, got unknown joints wing',
    );
  });
});

describe('splitSubjects', () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `subject ${at}`);

  it.each([3, 4, 5, 8, 10, 40])('gives every split a subject, for %i subjects', (count) => {
    for (let start = 0; start < 20; start++) {
      const splits = [...splitSubjects(names(count).map((name) => `${start} ${name}`)).values()];
      expect(splits).toHaveLength(count);
      for (const split of ['train', 'validation', 'test'] as const) expect(splits).toContain(split);
    }
  });

  it('depends on names only, not on their order; most are for training; further subjects hardly move others', () => {
    const [few, many] = [splitSubjects(names(100)), splitSubjects([...names(200)].reverse())];
    expect([...few].filter(([name, split]) => many.get(name) !== split)).toEqual([]);
    const train = [...many.values()].filter((split) => split === 'train').length / 200;
    expect(train).toBeGreaterThan(0.6);
    expect(train).toBeLessThan(0.8);
  });
});
