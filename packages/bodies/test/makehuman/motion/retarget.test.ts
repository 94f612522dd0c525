// Tests poses drawn from motion clips and from MakeHuman's own poses: joint angles, and skin that follows the bones.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspect } from '@vrn/mesh';
import { LANDMARK_FLIP_PAIRS, random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { readAssets } from '../../../src/makehuman/assets/readAssets.js';
import { jointsOf } from '../../../src/makehuman/assets/skeleton.js';
import { skin } from '../../../src/makehuman/assets/skinning.js';
import { readClip } from '../../../src/makehuman/motion/clip.js';
import { drawPose, subjectsOf } from '../../../src/makehuman/motion/drawPose.js';
import { readMotions } from '../../../src/makehuman/motion/readMotions.js';
import { retarget, retargeting } from '../../../src/makehuman/motion/retarget.js';
import { headingOf } from '../../../src/makehuman/pose/heading.js';
import { limitPose } from '../../../src/makehuman/pose/jointLimits.js';
import { landmarksOf } from '../../../src/makehuman/pose/landmarksOf.js';
import { boneOf, mirrorPose, type Pose, restPose, setTurn } from '../../../src/makehuman/pose/pose.js';
import { posedHead, poseSkeleton } from '../../../src/makehuman/pose/poseSkeleton.js';
import { fromAxisAngle } from '../../../src/makehuman/pose/quaternions.js';
import { drawShape } from '../../../src/makehuman/shape/drawShape.js';
import { shapePositions } from '../../../src/makehuman/shape/shapePositions.js';
import type { Vector } from '../../../src/person/vectors.js';
import { DAZ, figure, MOTION_BUILDER } from '../figure.js';

const shared = (name: string) => fileURLToPath(new URL(`../../../../../../shared/${name}`, import.meta.url));
const there = existsSync(shared('makehuman')) && existsSync(shared('mocap'));

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const length = (a: Vector) => Math.sqrt(dot(a, a));
const angle = (a: Vector, b: Vector) =>
  (180 / Math.PI) * Math.acos(Math.min(1, Math.max(-1, dot(a, b) / length(a) / length(b))));

describe.skipIf(!there)('poses (needs ../shared/makehuman and ../shared/mocap)', () => {
  const assets = there ? readAssets(shared('makehuman')) : undefined!;
  const motions = there ? readMotions(assets, [shared('mocap')]) : undefined!;
  const rig = there ? assets.rig() : undefined!;

  /** Poses a person: with a seed, one of random shape; without a seed, the average person, who has joints only. */
  const person = (pose: Pose, seed?: number) => {
    const positions = seed === undefined ? undefined : shapePositions(assets, drawShape(random(seed)));
    const joints = positions ? jointsOf(rig, positions) : motions.joints;
    const matrices = poseSkeleton(rig, joints, pose);
    const at = (name: string) => posedHead(joints, matrices, boneOf(rig, name));
    return { positions: positions!, joints, matrices, at };
  };
  const drawn = Array.from({ length: there ? 60 : 0 }, (_, seed) => drawPose(random(seed), motions));

  it('has ten subjects of motion capture and six kinds of poses', () => {
    expect(motions.subjects.map(({ name, kind, motions: own }) => `${kind} ${name} ${own.length}`)).toEqual([
      ...['01 3', '02 10', '03 2', '05 20', '06 14', '07 12', '09 12', '11 1', '12 3', '14 22'].map(
        (each) => `capture ${each}`,
      ),
      ...['fight 4', 'fly 2', 'gym 1', 'run 1', 'sit 1', 'standing 6'].map((each) => `static pose-${each}`),
    ]);
  });

  it('splits subjects, so that no two splits share one', () => {
    const splits = (['train', 'validation', 'test'] as const).map((split) =>
      subjectsOf(motions, split).map(({ name }) => name),
    );
    expect(splits.flat().sort()).toEqual(motions.subjects.map(({ name }) => name).sort());
    for (const own of splits) expect(own.some((name) => /^\d\d$/.test(name))).toBe(true);
    for (let seed = 0; seed < 30; seed++) {
      expect(splits[2]).toContain(drawPose(random(seed), motions, 'test').subject);
    }
  });

  it('draws equal poses for equal seeds', () => {
    expect(drawPose(random(11), motions, 'train')).toEqual(
      drawPose(random(11), readMotions(assets, [shared('mocap')]), 'train'),
    );
    expect(new Set(drawn.map(({ motion }) => motion)).size).toBeGreaterThan(50);
    expect(drawn.filter(({ motion }) => motion.endsWith('mirrored')).length).toBeGreaterThan(15);
    expect(drawn.filter(({ motion }) => motion.includes('×')).length).toBeGreaterThan(8);
  });

  it('reproduces a T-pose of the clip: limbs are parallel to those of the clip within 1°, palms face down', () => {
    const clip = readClip(new TextEncoder().encode(figure(DAZ)), 'T');
    const { at } = person(retarget(retargeting(rig, motions.joints, clip), clip, 0));
    for (const [side, sign] of [
      ['L', 1],
      ['R', -1],
    ] as const) {
      expect(angle(minus(at(`lowerarm01.${side}`), at(`upperarm01.${side}`)), [28 * sign, -1.7, 0.5])).toBeLessThan(1);
      expect(angle(minus(at(`wrist.${side}`), at(`lowerarm01.${side}`)), [22.6 * sign, 0.8, 7])).toBeLessThan(1);
      expect(angle(minus(at(`lowerleg01.${side}`), at(`upperleg01.${side}`)), [0, -37, 0.7])).toBeLessThan(1);
      expect(angle(minus(at(`foot.${side}`), at(`lowerleg01.${side}`)), [-0.7 * sign, -45, -5])).toBeLessThan(1);
      // The direction from the little finger's knuckle to the index's is forward, so the palm faces down.
      expect(angle(minus(at(`finger2-1.${side}`), at(`finger5-1.${side}`)), [0, 0, 1])).toBeLessThan(15);
      expect(minus(at(`toe3-1.${side}`), at(`foot.${side}`))[2]).toBeGreaterThan(0.08);
    }
  });

  it('gives equal poses for other joint names, and follows the rotations of joints', () => {
    const turns = {
      hip: [5, 10, 60],
      abdomen: [0, 20, 5],
      lShldr: [-70, 5, 10],
      lForeArm: [0, 0, -90],
      rThigh: [0, -80, 0],
      rShin: [0, 70, 0],
    } as const;
    const renamed = (text: string) =>
      text.replace(/(ROOT|JOINT) (\w+)/g, (_, kind: string, name: string) => {
        const sided = /^([lr])([A-Z]\w+)$/.exec(name);
        if (!sided) return `${kind} mixamorig:${MOTION_BUILDER[name]}`;
        return `${kind} mixamorig:${sided[1] === 'l' ? 'Left' : 'Right'}${MOTION_BUILDER[sided[2]!]}`;
      });
    const of = (text: string) => {
      const clip = readClip(new TextEncoder().encode(text), 'clip');
      return retarget(retargeting(rig, motions.joints, clip), clip, 0);
    };
    const text = figure(DAZ, turns);
    expect([...of(renamed(text))]).toEqual([...of(text)]);
    const { at } = person(of(text));
    const bend = (a: string, b: string, c: string) => angle(minus(at(b), at(a)), minus(at(c), at(b)));
    expect(Math.abs(bend('upperleg01.R', 'lowerleg01.R', 'foot.R') - 77.4)).toBeLessThan(1);
    expect(headingOf(of(text), motions)! * (180 / Math.PI)).toBeGreaterThan(45);
  });

  it('faces the camera within 75°, and covers that range', () => {
    const headings = drawn.map(({ pose }) => (headingOf(pose, motions) ?? 0) * (180 / Math.PI));
    expect(Math.max(...headings.map(Math.abs))).toBeLessThan(75.01);
    expect(headings.filter((degrees) => Math.abs(degrees) > 25).length).toBeGreaterThan(10);
    expect(headings.filter((degrees) => degrees > 0).length).toBeGreaterThan(15);
    for (let seed = 0; seed < 10; seed++) {
      expect(
        Math.abs(headingOf(drawPose(random(seed), motions, undefined, { yaw: 0 }).pose, motions) ?? 0),
      ).toBeLessThan(1e-6);
    }
  });

  it('bends knees and elbows forwards only', () => {
    for (const { pose, motion } of drawn) {
      const { matrices, at } = person(pose);
      for (const side of ['L', 'R']) {
        // At rest, the knee bends about the x axis, which points to the person's left. The axis moves with the thigh.
        const m = 12 * boneOf(rig, `upperleg02.${side}`);
        const axis: Vector = [matrices[m]!, matrices[m + 4]!, matrices[m + 8]!];
        const [thigh, shin] = [
          minus(at(`lowerleg01.${side}`), at(`upperleg01.${side}`)),
          minus(at(`foot.${side}`), at(`lowerleg01.${side}`)),
        ];
        const across: Vector = [
          thigh[1] * shin[2] - thigh[2] * shin[1],
          thigh[2] * shin[0] - thigh[0] * shin[2],
          thigh[0] * shin[1] - thigh[1] * shin[0],
        ];
        const sine = dot(across, axis) / length(thigh) / length(shin);
        expect(sine, `${motion} knee ${side}`).toBeGreaterThan(-0.12);
        const bend = angle(
          minus(at(`lowerarm01.${side}`), at(`upperarm01.${side}`)),
          minus(at(`wrist.${side}`), at(`lowerarm01.${side}`)),
        );
        expect(bend, `${motion} elbow ${side}`).toBeLessThan(155);
      }
    }
  });

  it('limits joints that are bent too far, and does not change the others', () => {
    const pose = restPose(rig);
    expect(limitPose(rig, motions.joints, pose)).toEqual(pose);
    setTurn(pose, boneOf(rig, 'lowerleg01.L'), fromAxisAngle([1, 0, 0], -1));
    setTurn(pose, boneOf(rig, 'head'), fromAxisAngle([0, 1, 0], 2.5));
    setTurn(pose, boneOf(rig, 'upperleg01.R'), fromAxisAngle([1, 0, 0], 2));
    const held = limitPose(rig, motions.joints, pose);
    const { at } = person(held);
    expect(angle(minus(at('lowerleg01.L'), at('upperleg01.L')), minus(at('foot.L'), at('lowerleg01.L')))).toBeLessThan(
      8,
    );
    expect(minus(at('lowerleg01.R'), at('upperleg01.R'))[2]).toBeGreaterThan(-0.3);
    const again = limitPose(rig, motions.joints, held);
    expect(Math.max(...again.map((x, i) => Math.abs(x - held[i]!)))).toBeLessThan(1e-6);
  });

  it('mirrors landmarks when it mirrors poses, within 5 mm (the mesh is not quite symmetric)', () => {
    for (const { pose } of drawn.slice(0, 12)) {
      const [own, other] = [pose, mirrorPose(rig, pose)].map((each) => {
        const { positions, joints, matrices } = person(each, 3);
        return landmarksOf(assets, { positions, joints, matrices });
      });
      for (const [a, b] of LANDMARK_FLIP_PAIRS) {
        const [x, y, z] = own![a]!;
        expect(length(minus(other![b]!, [-x, y, z]))).toBeLessThan(0.005);
      }
      expect(length(minus(other![9]!, [-own![9]![0], own![9]![1], own![9]![2]]))).toBeLessThan(0.005);
    }
  });

  it('returns landmarks in MPII order: right at −x, head on top', () => {
    const { positions, joints, matrices } = person(restPose(rig), 5);
    const marks = landmarksOf(assets, { positions, joints, matrices });
    expect(marks).toHaveLength(16);
    for (const right of [0, 1, 2, 10, 11, 12]) expect(marks[right]![0]).toBeLessThan(-0.05);
    for (const left of [3, 4, 5, 13, 14, 15]) expect(marks[left]![0]).toBeGreaterThan(0.05);
    const heights = [9, 8, 7, 6, 1, 0].map((at) => marks[at]![1]);
    expect([...heights].sort((a, b) => b - a)).toEqual(heights);
    expect(marks[10]![1]).toBeLessThan(marks[12]![1]);
  });

  it('keeps hands and feet on the skeleton: skin around wrists and ankles deviates by less than 1 cm', () => {
    for (const [at, { pose }] of drawn.slice(0, 25).entries()) {
      const { positions, joints, matrices } = person(pose, at);
      const skinned = skin(positions, assets.weights(), matrices);
      for (const name of ['wrist.L', 'wrist.R', 'foot.L', 'foot.R', 'lowerarm01.L', 'lowerleg01.R']) {
        const bone = boneOf(rig, name);
        const head: Vector = [joints.heads[3 * bone]!, joints.heads[3 * bone + 1]!, joints.heads[3 * bone + 2]!];
        const ring = ringAt(positions, head, rig.parents[bone]!, joints.heads);
        expect(ring.length).toBeGreaterThan(8);
        const rest = length(minus(middle(positions, ring), head));
        const posed = length(minus(middle(skinned, ring), posedHead(joints, matrices, bone)));
        expect(Math.abs(posed - rest)).toBeLessThan(0.01);
        if (!name.startsWith('foot')) expect(posed).toBeLessThan(0.025);
      }
    }
  });

  it('does not tear skin: of 60 people, 99 % of edges keep their length within a factor of 3; bodies stay closed', () => {
    const { body } = assets.base();
    for (const [seed, { pose, motion }] of drawn.entries()) {
      const { positions, matrices } = person(pose, seed);
      const skinned = skin(positions, assets.weights(), matrices);
      let [torn, edges] = [0, 0];
      for (let i = 0; i < body.length; i++) {
        const [a, b] = [body[i]!, body[i % 3 === 2 ? i - 2 : i + 1]!];
        const ratio = edge(skinned, a, b) / edge(positions, a, b);
        edges++;
        if (ratio > 3 || ratio < 1 / 3) torn++;
      }
      expect(torn / edges, motion).toBeLessThan(0.01);
      if (seed % 12 === 0) {
        const { closed, eulerCharacteristic, volume } = inspect({ positions: skinned, indices: body });
        expect([closed, eulerCharacteristic]).toEqual([true, 2]);
        expect(volume / inspect({ positions, indices: body }).volume).toBeGreaterThan(0.85);
      }
    }
  });

  it('reports errors of motion directories', () => {
    expect(() => readMotions(assets, [shared('photos')])).toThrow(/photos must have \.bvh or \.amc files, got none/);
    expect(() => readMotions(assets, [shared('nowhere')])).toThrow(/nowhere/);
    const files = {
      name: 'mine',
      list: () => ['a/x.bvh'],
      read: () => new TextEncoder().encode(figure(DAZ).replaceAll('lShin', 'wing')),
    };
    const mine = readMotions({ ...assets, poses: [] }, [files]);
    expect(() => drawPose(random(1), mine)).toThrow(/mine\/a\/x\.bvh .*unknown joints wing/);
    expect(() => drawPose(random(1), { ...mine, subjects: [] }, 'test')).toThrow(
      /motions must have subjects for test, got 0/,
    );
  });

  const edge = (positions: Float32Array, a: number, b: number) =>
    Math.hypot(
      positions[3 * a]! - positions[3 * b]!,
      positions[3 * a + 1]! - positions[3 * b + 1]!,
      positions[3 * a + 2]! - positions[3 * b + 2]!,
    );

  /**
   * Returns a ring of body vertices around a joint: within 9 cm of the joint, and within 1.2 cm of the plane through it
   * that is perpendicular to the parent bone `above`.
   */
  function ringAt(positions: Float32Array, head: Vector, above: number, heads: Float64Array): number[] {
    const bone = minus(head, [heads[3 * above]!, heads[3 * above + 1]!, heads[3 * above + 2]!]);
    return [...assets.base().isBody.keys()].filter((v) => {
      if (assets.base().isBody[v] === 0) return false;
      const from = minus([positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!], head);
      return length(from) < 0.09 && Math.abs(dot(from, bone) / length(bone)) < 0.012;
    });
  }

  function middle(positions: Float32Array, ring: readonly number[]): Vector {
    const sum = [0, 1, 2].map((c) => ring.reduce((before, v) => before + positions[3 * v + c]!, 0) / ring.length);
    return [sum[0]!, sum[1]!, sum[2]!];
  }
});
