// Computes the 16 MPII landmarks of a posed person.
import { check } from '@vrn/voxel';
import { lerp, type Vector } from '../../person/vectors.js';
import type { Assets } from '../assets/readAssets.js';
import type { Joints } from '../assets/skeleton.js';
import { skin } from '../assets/skinning.js';
import { posedHead } from './poseSkeleton.js';

/** Bones whose heads are the joints of a limb. */
const LIMBS = {
  ankle: 'foot',
  knee: 'lowerleg01',
  hip: 'upperleg01',
  wrist: 'wrist',
  elbow: 'lowerarm01',
  shoulder: 'upperarm01',
};

/**
 * Returns landmarks, in the unit of the joints, in MPII's order: right ankle, knee, hip, left hip, knee, ankle, pelvis,
 * thorax, upper neck, head top, right wrist, elbow, shoulder, left shoulder, elbow, wrist.
 *
 * Joints are at the skeleton's centres of rotation. The pelvis is the midpoint of the hips, the thorax is halfway
 * between the midpoint of the shoulders and the base of the neck, the upper neck is the head's centre of rotation, and
 * the head top is the highest vertex on the midline of the base mesh.
 *
 * @param assets  source of the rig, the skin weights and the base mesh.
 * @param person  shaped positions at rest `[V, 3]`, the joints at rest, and the matrices of the pose (poseSkeleton).
 * @throws {VolumetricError} `bad-file` for a rig without these joints, or a base mesh without vertices at x = 0
 */
export function landmarksOf(
  assets: Assets,
  person: { readonly positions: Float32Array; readonly joints: Joints; readonly matrices: Float64Array },
): Vector[] {
  const rig = assets.rig();
  const at = (name: string): Vector => {
    const bone = rig.indexOf.get(name);
    check(bone !== undefined, 'bad-file', () => `landmarksOf: rig of ${assets.name} must have bone ${name}, got none`);
    return posedHead(person.joints, person.matrices, bone);
  };
  const side = (letter: 'L' | 'R') => ({
    leg: [at(`${LIMBS.ankle}.${letter}`), at(`${LIMBS.knee}.${letter}`), at(`${LIMBS.hip}.${letter}`)] as const,
    arm: [at(`${LIMBS.wrist}.${letter}`), at(`${LIMBS.elbow}.${letter}`), at(`${LIMBS.shoulder}.${letter}`)] as const,
  });
  const [right, left] = [side('R'), side('L')];
  const pelvis = lerp(right.leg[2], left.leg[2], 0.5);
  const thorax = lerp(lerp(right.arm[2], left.arm[2], 0.5), at('neck01'), 0.5);
  return [
    ...right.leg,
    ...[...left.leg].reverse(),
    ...[pelvis, thorax, at('head'), headTop(assets, person)],
    ...right.arm,
    ...[...left.arm].reverse(),
  ];
}

function headTop(assets: Assets, { positions, matrices }: { positions: Float32Array; matrices: Float64Array }): Vector {
  const v = assets.once('head top', () => highest(assets));
  const { width, bones, weights } = assets.weights();
  const own = {
    width,
    bones: bones.slice(width * v, width * v + width),
    weights: weights.slice(width * v, width * v + width),
  };
  const [x, y, z] = skin(positions.slice(3 * v, 3 * v + 3), own, matrices);
  return [x!, y!, z!];
}

/** Returns the index of the highest vertex of the body on the plane of symmetry of the base mesh. */
function highest(assets: Assets): number {
  const { positions, isBody } = assets.base();
  let best = -1;
  for (let v = 0; v < isBody.length; v++) {
    if (isBody[v] === 0 || Math.abs(positions[3 * v]!) > 1e-3) continue;
    if (best < 0 || positions[3 * v + 1]! > positions[3 * best + 1]!) best = v;
  }
  check(best >= 0, 'bad-file', () => `landmarksOf: base mesh of ${assets.name} must have a midline, got none`);
  return best;
}
