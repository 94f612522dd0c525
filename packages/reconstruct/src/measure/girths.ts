// Defines where each girth is measured, and measures it.
import type { TriangleMesh, Triple } from '@vrn/voxel';
import type { Side } from '../detect/missing.js';
import { lerp, sub } from '../geometry/vectors.js';
import { type Bone, type Section, sectionAt } from './sections.js';

/** Names of girths, from top to bottom. */
export const GIRTHS = ['neck', 'chest', 'upper arm', 'waist', 'hip', 'thigh', 'calf'] as const;

export type GirthName = (typeof GIRTHS)[number];

/** The 16 joints in MPII's order, `[x, y, z]` in the frame of the mesh; undefined where unknown. */
export type Joints = readonly (Triple | undefined)[];

/**
 * Where a girth is measured: in planes across the line between two joints, at fractions of that line in `range`. `pick`
 * selects the smallest or the largest girth, or the first ('middle'). An end with several joints is at their mean.
 */
interface Rule {
  readonly name: GirthName;
  readonly side?: 'left' | 'right';
  readonly limb: string;
  readonly also?: readonly string[];
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly range: readonly [number, number];
  readonly pick: 'middle' | 'min' | 'max';
}

/**
 * Result of measuring a girth. `section` is absent if no plane cuts the body, or if every section touches another limb
 * that cannot be cut off. `touching` names the limbs that could not be cut off, in any of the planes.
 */
export interface Taken {
  readonly name: GirthName;
  readonly side?: 'left' | 'right';
  readonly section?: Section;
  readonly touching: readonly string[];
}

/** Indices of joints, `[right, left]`. */
const ANKLE = [0, 5] as const;
const KNEE = [1, 4] as const;
const HIP = [2, 3] as const;
const WRIST = [10, 15] as const;
const ELBOW = [11, 14] as const;
const SHOULDER = [12, 13] as const;
const [PELVIS, THORAX, NECK, HEAD] = [6, 7, 8, 9] as const;

const SIDES = ['right', 'left'] as const satisfies readonly Side[];

/** Number of intervals into which a range is divided; sections are taken at their ends. */
const STEPS = 16;

const RULES: readonly Rule[] = [
  { name: 'neck', limb: 'head', from: [THORAX], to: [HEAD], range: [0.05, 0.5], pick: 'min' },
  { name: 'chest', limb: 'trunk', from: [PELVIS], to: [THORAX], range: [0.64, 0.64], pick: 'middle' },
  { name: 'waist', limb: 'trunk', from: [PELVIS], to: [THORAX], range: [0.2, 0.6], pick: 'min' },
  {
    name: 'hip',
    limb: 'trunk',
    also: ['right leg', 'left leg'],
    from: [PELVIS],
    to: [THORAX],
    range: [-0.15, 0.2],
    pick: 'max',
  },
  ...SIDES.flatMap((side, n): Rule[] => [
    {
      name: 'upper arm',
      side,
      limb: `${side} arm`,
      from: [SHOULDER[n]!],
      to: [ELBOW[n]!],
      range: [0.5, 0.7],
      pick: 'middle',
    },
    { name: 'thigh', side, limb: `${side} leg`, from: [HIP[n]!], to: [KNEE[n]!], range: [0.5, 0.7], pick: 'middle' },
    { name: 'calf', side, limb: `${side} leg`, from: [KNEE[n]!], to: [ANKLE[n]!], range: [0.15, 0.5], pick: 'max' },
  ]),
];

/** How far a hand extends beyond the wrist, as a fraction of the forearm's length. */
const EXTENSION = 0.4;

/** Measures all girths for which the joints are known; `grain` is that of `sectionAt`. */
export function takeGirths(mesh: TriangleMesh, joints: Joints, grain: number): Taken[] {
  const bones = bonesOf(joints);
  return [...RULES]
    .sort((a, b) => GIRTHS.indexOf(a.name) - GIRTHS.indexOf(b.name))
    .flatMap((rule) => {
      const [from, to] = [mean(joints, rule.from), mean(joints, rule.to)];
      if (from === undefined || to === undefined) return [];
      const sections = Array.from({ length: STEPS + 1 }, (_, n) => {
        const share = rule.range[0] + ((rule.range[1] - rule.range[0]) * n) / STEPS;
        return () =>
          sectionAt(mesh, { point: lerp(from, to, share), normal: sub(to, from) }, { bones, grain, ...rule });
      });
      const side = rule.side === undefined ? {} : { side: rule.side };
      return [{ name: rule.name, ...side, ...pick(sections, rule.pick) }];
    });
}

/** Picks the smallest, largest or ('middle') first of the sections from which all touching limbs could be cut off. */
function pick(
  sections: readonly (() => Section | undefined)[],
  what: Rule['pick'],
): Pick<Taken, 'section' | 'touching'> {
  let best: Section | undefined;
  const touching = new Set<string>();
  for (const take of sections) {
    const section = take();
    if (section === undefined) continue;
    for (const limb of section.touching) touching.add(limb);
    if (section.touching.length > 0) continue;
    const isBetter = best === undefined || (what === 'min' ? section.girth < best.girth : section.girth > best.girth);
    if (isBetter) best = section;
    if (what === 'middle') break;
  }
  return { ...(best !== undefined && { section: best }), touching: [...touching] };
}

function bonesOf(joints: Joints): Bone[] {
  const bones: Bone[] = [];
  const join = (limb: string, from: Triple | undefined, to: Triple | undefined, extension = 0): void => {
    if (from !== undefined && to !== undefined) bones.push({ limb, from, to: lerp(from, to, 1 + extension) });
  };
  join('trunk', joints[PELVIS], joints[THORAX]);
  join('head', joints[THORAX], joints[NECK]);
  join('head', joints[NECK], joints[HEAD]);
  for (const [n, side] of SIDES.entries()) {
    join(`${side} arm`, joints[SHOULDER[n]!], joints[ELBOW[n]!]);
    join(`${side} arm`, joints[ELBOW[n]!], joints[WRIST[n]!], EXTENSION);
    join(`${side} leg`, joints[HIP[n]!], joints[KNEE[n]!]);
    join(`${side} leg`, joints[KNEE[n]!], joints[ANKLE[n]!]);
  }
  return bones;
}

function mean(joints: Joints, numbers: readonly number[]): Triple | undefined {
  const points = numbers.map((n) => joints[n]);
  if (points.some((point) => point === undefined)) return undefined;
  const at = (axis: number) => points.reduce((sum, point) => sum + point![axis]!, 0) / points.length;
  return [at(0), at(1), at(2)];
}
