// Tests the reader of Acclaim's skeletons and motions on a small example and against .bvh files of the same clips.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { VolumetricError } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { readAssets } from '../../../src/makehuman/assets/readAssets.js';
import { parseAmc, skeletonOf } from '../../../src/makehuman/motion/amc.js';
import { parseAsf } from '../../../src/makehuman/motion/asf.js';
import { localTurn } from '../../../src/makehuman/motion/clip.js';
import { readMotions } from '../../../src/makehuman/motion/readMotions.js';
import { boneOf, type Pose } from '../../../src/makehuman/pose/pose.js';
import { posedHead, poseSkeleton } from '../../../src/makehuman/pose/poseSkeleton.js';
import { rotate } from '../../../src/makehuman/pose/quaternions.js';
import type { Vector } from '../../../src/person/vectors.js';

const bytes = (text: string) => new TextEncoder().encode(text);

const SKELETON = `# made by hand
:version 1.10
:units
  length 0.45
  angle deg
:documentation
   anything: goes here
:root
   order TX TY TZ RX RY RZ
   axis XYZ
   position 0 0 0
   orientation 0 0 0
:bonedata
  begin
     id 1
     name back
     direction 0 1 0
     length 2
     axis 0 0 0 XYZ
    dof rx ry rz
    limits (-20.0 45.0)
           (-30.0 30.0)
           (-30.0 30.0)
  end
  begin
     id 2
     name lhand
     direction 1 0 0
     length 3
     axis 0 0 90 XYZ
    dof rx
  end
  begin
     name lfingers
     direction 1 0 0
     length 1
     axis 0 0 0 XYZ
  end
  begin
     name lthumb
     direction 0.7 0 0.7
     length 1
     axis 0 0 0 XYZ
  end
:hierarchy
  begin
    root back
    back lhand
    lhand lfingers lthumb
  end
`;

const MOTION = `#!OML:ASF somewhere
:FULLY-SPECIFIED
:DEGREES
1
root 1 2 3 90 0 90
back 0 90 0
lhand 90
41
root 0 0 0 0 0 0
back 10 20 30
lhand 0
`;

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(VolumetricError);
    expect((error as VolumetricError).code).toBe('bad-file');
    return (error as Error).message;
  }
  return 'no error';
};

const close = (v: readonly number[]) => v.map((x) => Math.round(1e5 * x) / 1e5 + 0);

describe('parseAsf', () => {
  it('reads bones, parents first, with the axes that they rotate about', () => {
    const { bones, inDegrees } = parseAsf(bytes(SKELETON), 'a.asf');
    expect(bones.map(({ name, parent, along, freedoms }) => [name, parent, close(along), freedoms.join(' ')])).toEqual([
      ['root', -1, [0, 0, 0], 'tx ty tz rx ry rz'],
      ['back', 0, [0, 2, 0], 'rx ry rz'],
      ['lhand', 1, [3, 0, 0], 'rx'],
      ['lfingers', 2, [1, 0, 0], ''],
      ['lthumb', 2, [0.7, 0, 0.7], ''],
    ]);
    expect(inDegrees).toBe(true);
    expect(close(rotate(bones[2]!.axes, [1, 0, 0]))).toEqual([0, 1, 0]);
    const radians = SKELETON.replace('angle deg', 'angle rad').replace('0 0 90', `0 0 ${Math.PI / 2}`);
    expect(close(parseAsf(bytes(radians), 'a.asf').bones[2]!.axes)).toEqual(close(bones[2]!.axes));
  });

  it.each([
    ['', 'a.asf line 1 must follow a :hierarchy'],
    ['version', 'a.asf line 1 must begin a section'],
    [SKELETON.replace('name back', 'name'), 'must follow name, direction and length'],
    [SKELETON.replace('length 2', 'length two'), 'a.asf line 18 must be length and a number'],
    [SKELETON.replace('direction 0 1 0', 'direction 0 1'), 'must be direction and three numbers'],
    [SKELETON.replace('90 XYZ', '90 XXZ'), 'must be axis, three angles and an order'],
    [SKELETON.replace('dof rx ry rz', 'dof rx ry rw'), 'must list some of rx ry rz'],
    [SKELETON.replace('name lhand', 'name back'), 'must end a bone of a new name'],
    [SKELETON.replace('root back', 'root spine'), 'must name bones of the skeleton'],
    [SKELETON.replace('back lhand', 'back lhand lhand'), 'each with one parent'],
    [SKELETON.slice(0, SKELETON.indexOf(':hierarchy')), 'must follow a :hierarchy'],
    [SKELETON.slice(0, SKELETON.indexOf('limits')), 'must be end'],
  ])('refuses damaged text %#', (text, expected) => {
    expect(message(() => parseAsf(bytes(text), 'a.asf'))).toContain(expected);
  });
});

describe('parseAmc', () => {
  const skeleton = parseAsf(bytes(SKELETON), 'a.asf');

  it('rotates bones about their own axes, the first value first', () => {
    const bvh = parseAmc(bytes(MOTION), 'a.amc', skeleton);
    expect([bvh.frames, bvh.joints.length]).toEqual([2, 7]);
    expect([...bvh.motion.subarray(0, 3)]).toEqual([1, 2, 3]);
    const turned = (joint: number, frame: number, v: Vector) =>
      close(rotate(localTurn(bvh, bvh.joints[joint]!, frame), v));
    // Rotates by 90° about x, then by 90° about z: y goes to z and stays there; x goes to y.
    expect(turned(0, 0, [0, 1, 0])).toEqual([0, 0, 1]);
    expect(turned(0, 0, [1, 0, 0])).toEqual([0, 1, 0]);
    // At 90° about y (gimbal lock) the angles about x and z are ambiguous, but the rotation is not.
    expect(turned(1, 0, [0, 0, 1])).toEqual([1, 0, 0]);
    expect(turned(1, 0, [0, 1, 0])).toEqual([0, 1, 0]);
    // The hand rotates about its own x axis, which is the y axis of the world.
    expect(turned(2, 0, [0, 0, 1])).toEqual([1, 0, 0]);
    const [x, y, z] = [10, 20, 30].map((degrees) => (degrees * Math.PI) / 180) as [number, number, number];
    // The rotation is Rz · Ry · Rx; this is its first column.
    expect(turned(1, 1, [1, 0, 0])).toEqual(
      close([Math.cos(z) * Math.cos(y), Math.sin(z) * Math.cos(y), -Math.sin(y)]),
    );
    expect(turned(1, 1, [0, 0, 1])[2]).toBeCloseTo(Math.cos(y) * Math.cos(x), 4);
    const inRadians = MOTION.replace(':DEGREES', ':RADIANS').replace('back 10 20 30', `back ${x} ${y} ${z}`);
    const other = parseAmc(bytes(inRadians), 'a.amc', skeleton);
    expect(close(localTurn(other, other.joints[1]!, 1))).toEqual(close(localTurn(bvh, bvh.joints[1]!, 1)));
  });

  it('places joints at the heads of bones, and knuckles on the side of the thumb', () => {
    const { joints } = parseAmc(bytes(MOTION), 'a.amc', skeleton);
    expect(joints.map(({ name, offset }) => [name, close(offset)])).toEqual([
      ['root', [0, 0, 0]],
      ['back', [0, 0, 0]],
      ['lhand', [0, 2, 0]],
      ['lfingers', [3, 0, 0]],
      ['lthumb', [3, 0, 0]],
      ['lIndex1', [3, 0, 1.2]],
      ['lPinky1', [3, 0, -1.2]],
    ]);
  });

  it.each([
    ['', 'must follow a frame'],
    [MOTION.replace('\n1\n', '\n'), 'a.amc line 4 must be the number of a frame, got'],
    [MOTION.replace('back 0 90 0', 'back 0 90'), 'a.amc line 6 must have 3 values of back'],
    [MOTION.replace('back 0 90 0', 'tail 0 90 0'), 'a.amc line 6 must be the number of a frame, or a bone'],
    [MOTION.replace('lhand 90', 'back 1 2 3'), 'a.amc line 7 must be the number of a frame, or a bone'],
    [MOTION.replace('lhand 90\n', ''), 'must follow 3 bones of frame 1, not 2'],
    [MOTION.replace('lhand 0\n', ''), 'must follow 3 bones of frame 2, not 2'],
    [MOTION.replace('lhand 90', 'lhand NaN'), 'must have 1 values of lhand'],
  ])('refuses damaged text %#', (text, expected) => {
    expect(message(() => parseAmc(bytes(text), 'a.amc', skeleton))).toContain(expected);
  });

  it('refuses skeletons without freedom, whose frames would take no bytes', () => {
    const stiff = parseAsf(bytes(SKELETON.replace(/^ *(?:dof|order).*$/gm, '')), 'a.asf');
    expect(message(() => parseAmc(bytes('1\n2\n3\n'), 'a.amc', stiff))).toContain('bones move');
  });

  it('belongs to the skeleton in its folder that begins its name, or to the only one', () => {
    expect(skeletonOf('01/01_02.amc', ['01/01.asf', '02/02.asf'])).toBe('01/01.asf');
    expect(skeletonOf('01_02.amc', ['01.asf', '02.asf', '01_02.amc'])).toBe('01.asf');
    expect(skeletonOf('x/walk.amc', ['x/anna.asf'])).toBe('x/anna.asf');
    expect(message(() => skeletonOf('x/walk.amc', ['x/anna.asf', 'x/ben.asf']))).toContain('got 2');
    expect(message(() => skeletonOf('x/walk.amc', ['y/anna.asf']))).toContain('x/walk.amc must have one .asf file');
  });
});

const shared = (name: string) => fileURLToPath(new URL(`../../../../../../shared/${name}`, import.meta.url));
const there = ['makehuman', 'mocap', 'mocap-asf'].every((name) => existsSync(shared(name)));

describe.skipIf(!there)("CMU's subject 01 (needs ../shared/makehuman, ../shared/mocap and ../shared/mocap-asf)", () => {
  it('has 14 clips of 1,378 frames', () => {
    const skeleton = parseAsf(readFileSync(`${shared('mocap-asf')}/01/01.asf`), '01.asf');
    const clips = readdirSync(`${shared('mocap-asf')}/01`).filter((name) => name.endsWith('.amc'));
    const frames = clips.map(
      (name) => parseAmc(readFileSync(`${shared('mocap-asf')}/01/${name}`), name, skeleton).frames,
    );
    expect([clips.length, frames.reduce((sum, each) => sum + each, 0)]).toEqual([14, 1378]);
  });

  it('is one subject in both formats, and poses the rig alike', () => {
    const motions = readMotions(readAssets(shared('makehuman')), [shared('mocap'), shared('mocap-asf')]);
    const subject = motions.subjects.find(({ name }) => name === '01')!;
    expect(subject.motions.map(({ name }) => name).slice(0, 3)).toEqual(['01_01', '01_01.amc', '01_02.amc']);
    expect(subject.motions).toHaveLength(17);
    const [bvh, amc] = ['01_08', '01_08.amc'].map((name) => subject.motions.find((each) => each.name === name)!);
    expect(amc!.frames()).toBe(bvh!.frames());
    const along = (pose: Pose, [from, to]: readonly [string, string]): Vector => {
      const matrices = poseSkeleton(motions.rig, motions.joints, pose);
      const [a, b] = [from, to].map((name) => posedHead(motions.joints, matrices, boneOf(motions.rig, name)));
      return [b![0] - a![0], b![1] - a![1], b![2] - a![2]];
    };
    const angle = (a: Vector, b: Vector) => {
      const length = Math.hypot(...a) * Math.hypot(...b);
      return (180 / Math.PI) * Math.acos(Math.min(1, (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / length));
    };
    // Median angle between the directions of a bone in the two files, in degrees. The rest poses differ: elbows of the
    // .bvh files are bent by 17°. Frame 0 is left out, because it is a T-pose in .bvh files.
    const median = (bone: readonly [string, string]) => {
      const angles: number[] = [];
      for (let frame = 1; frame < bvh!.frames(); frame += 3) {
        angles.push(angle(along(bvh!.pose(frame), bone), along(amc!.pose(frame), bone)));
      }
      return angles.sort((a, b) => a - b)[angles.length >> 1]!;
    };
    expect(median(['upperleg01.R', 'upperleg01.L'])).toBeLessThan(0.5);
    expect(median(['spine05', 'neck01'])).toBeLessThan(4);
    for (const side of ['L', 'R']) {
      expect(median([`upperleg01.${side}`, `lowerleg01.${side}`])).toBeLessThan(10);
      expect(median([`lowerleg01.${side}`, `foot.${side}`])).toBeLessThan(5);
      expect(median([`upperarm01.${side}`, `lowerarm01.${side}`])).toBeLessThan(9);
      expect(median([`lowerarm01.${side}`, `wrist.${side}`])).toBeLessThan(24);
    }
  });
});
