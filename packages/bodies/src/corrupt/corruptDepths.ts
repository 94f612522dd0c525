// Corrupts depths of landmarks as BlazePose does: flattens them, mirrors limbs, leans the person and adds errors.
import { check, type Landmark, type Random } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';

/** Kinds of joints in the order of the 16 landmarks of MPII. */
const JOINTS = [
  ...['ankle', 'knee', 'hip', 'hip', 'knee', 'ankle', 'pelvis', 'thorax', 'neck', 'head'],
  ...['wrist', 'elbow', 'shoulder', 'shoulder', 'elbow', 'wrist'],
] as const as readonly (JointKind | 'pelvis')[];

export type JointKind = 'ankle' | 'knee' | 'hip' | 'thorax' | 'neck' | 'head' | 'wrist' | 'elbow' | 'shoulder';

/** Faults of the depths of landmarks. Lengths are in grid sides; a standing person is about 0.8 sides high. */
export interface DepthFaults {
  /** Range of the factor on all depths, drawn for every sample. Detectors underestimate differences in depth. */
  readonly slope?: readonly [low: number, high: number];
  /**
   * Standard deviation of an additional error of each joint, in grid sides, by kind of joint. Omitted kinds keep their
   * defaults. The pelvis, from which depths are measured, has no such error.
   */
  readonly error?: Readonly<Partial<Record<JointKind, number>>>;
  /** Standard deviation of the angle, in degrees, by which the person leans towards the camera or away from it. */
  readonly lean?: number;
  /**
   * Probability, for each arm and leg, that it is mirrored in depth about its shoulder or hip: a limb that points
   * forwards then points backwards, and vice versa.
   */
  readonly flip?: number;
  /** Probability that all depths are missing. */
  readonly missing?: number;
}

export const DEPTH_FAULT_DEFAULTS = {
  slope: [0.5, 0.6],
  error: {
    ankle: 0.032,
    knee: 0.023,
    hip: 0.005,
    thorax: 0.014,
    neck: 0.014,
    head: 0.018,
    wrist: 0.041,
    elbow: 0.023,
    shoulder: 0.018,
  },
  lean: 6,
  flip: 0.05,
  missing: 1 / 3,
} as const satisfies DepthFaults;

/** Landmarks of each limb: first the hip or shoulder, which stays, then those that are mirrored with the limb. */
const LIMBS = [
  [2, 1, 0],
  [3, 4, 5],
  [12, 11, 10],
  [13, 14, 15],
] as const;

const PELVIS = 6;

/**
 * Corrupts the depths of the 16 landmarks of MPII, but not their positions and confidences. In this order: some limbs
 * are mirrored in depth about their hip or shoulder, all depths are multiplied by the slope, the person leans about the
 * pelvis, and every joint except the pelvis gets an error of its own. Unknown depths stay unknown. With the probability
 * `missing`, all depths become NaN instead.
 *
 * @param side  height of the image in pixels.
 */
export function corruptDepths(
  landmarks: readonly Landmark[],
  side: number,
  { rng, faults }: { readonly rng: Random; readonly faults: DepthFaults },
): Landmark[] {
  const { slope, lean, flip, missing } = { ...DEPTH_FAULT_DEFAULTS, ...defined(faults) };
  const error: Readonly<Partial<Record<string, number>>> = {
    ...DEPTH_FAULT_DEFAULTS.error,
    ...defined(faults.error ?? {}),
  };
  // Every fault has its own random stream, so that one does not change what is drawn for the others.
  const isMissing = rng.fork(0).uniform() < missing;
  const factor = rng.fork(1).uniform(...slope);
  const tilt = Math.tan((Math.PI / 180) * lean * rng.fork(2).normal());
  const [flips, errors] = [rng.fork(3), rng.fork(4)];
  const depths = landmarks.map(([, , , depth = Number.NaN]) => depth);
  for (const [root, ...joints] of LIMBS) {
    if (flips.uniform() >= flip) continue;
    for (const joint of joints) depths[joint] = 2 * depths[root]! - depths[joint]!;
  }
  const pelvis = landmarks[PELVIS]![0];
  return landmarks.map((landmark, n): Landmark => {
    const [row, column, confidence = 1, known = Number.NaN] = landmark;
    const own = errors.normal() * (error[JOINTS[n]!] ?? 0);
    if (Number.isNaN(known)) return landmark;
    if (isMissing) return [row, column, confidence, Number.NaN];
    // A limb whose root has no depth is not mirrored.
    const depth = Number.isNaN(depths[n]!) ? known : depths[n]!;
    const height = (row - pelvis) / side;
    return [row, column, confidence, factor * depth + (Number.isNaN(height) ? 0 : tilt * height) + own];
  });
}

/**
 * Checks faults of depths on entry.
 *
 * @throws {VolumetricError} `bad-argument`
 */
export function checkDepthFaults(faults: DepthFaults): void {
  checkOptions('corruptInputs', faults, DEPTH_FAULT_DEFAULTS);
  if (faults.error !== undefined) checkOptions('corruptInputs', faults.error, DEPTH_FAULT_DEFAULTS.error);
  const { slope, lean, flip, missing } = { ...DEPTH_FAULT_DEFAULTS, ...defined(faults) };
  const isRange = Array.isArray(slope) && slope.length === 2 && slope.every(Number.isFinite) && slope[0]! <= slope[1]!;
  check(isRange, 'bad-argument', () => {
    return `corruptInputs: depth.slope must be [low, high], got ${JSON.stringify(slope)}`;
  });
  check(lean >= 0 && lean <= 45, 'bad-argument', () => {
    return `corruptInputs: depth.lean must be 0..45 degrees, got ${lean}`;
  });
  for (const [name, value] of Object.entries({ flip, missing })) {
    check(value >= 0 && value <= 1, 'bad-argument', () => {
      return `corruptInputs: depth.${name} must be a probability, 0..1, got ${value}`;
    });
  }
  for (const [joint, value] of Object.entries(faults.error ?? {})) {
    check(value >= 0 && value <= 1, 'bad-argument', () => {
      return `corruptInputs: depth.error.${joint} must be a number in 0..1, got ${value}`;
    });
  }
}
