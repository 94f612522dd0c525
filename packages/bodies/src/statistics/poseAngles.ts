// Measures angles of limbs and trunk in the image, from landmarks.
import type { Landmark } from '@vrn/voxel';

/**
 * Values per measure, in degrees except for `facing`. Values whose landmarks are missing are left out. The trunk is the
 * line from pelvis to thorax.
 */
export interface PoseAngles {
  /** Angles at the elbows and at the knees; 180 is straight. */
  readonly elbow: readonly number[];
  readonly knee: readonly number[];
  /** Angles between upper arm and trunk on both sides: 0 hanging, 90 stretched sideways, 180 raised. */
  readonly shoulder: readonly number[];
  /** Angles at the hips between the directions to the knee and to the thorax: nearly 180 when standing. */
  readonly hip: readonly number[];
  /** Angle of the trunk from upright, −180..180: positive if it leans to the right of the image. */
  readonly lean: readonly number[];
  /**
   * Columns from the right to the left shoulder, divided by the length of the trunk: positive seen from the front, near
   * 0 from the side, negative from behind.
   */
  readonly facing: readonly number[];
}

type Point = readonly [row: number, column: number];

const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** Returns the angle between the directions from `at` to the two other points, 0..180 degrees. */
function angle(a: Point, at: Point, b: Point): number {
  const [u, v] = [[a[0] - at[0], a[1] - at[1]] as const, [b[0] - at[0], b[1] - at[1]] as const];
  return Math.abs(degrees(Math.atan2(u[0] * v[1] - u[1] * v[0], u[0] * v[0] + u[1] * v[1])));
}

/** Measures one person. `landmarks` are the 16 of MPII. */
export function poseAngles(landmarks: readonly Landmark[]): PoseAngles {
  const point = (n: number): Point | undefined => {
    const [row, column, confidence = 1] = landmarks[n] ?? [0, 0, 0];
    return confidence > 0 && Number.isFinite(row + column) ? [row, column] : undefined;
  };
  const at = (...triples: readonly (readonly [number, number, number])[]): number[] =>
    triples.flatMap((triple) => {
      const [a, b, c] = triple.map(point);
      return a && b && c ? [angle(a, b, c)] : [];
    });
  const [pelvis, thorax, right, left] = [6, 7, 12, 13].map(point);
  const trunk = pelvis && thorax ? [thorax[0] - pelvis[0], thorax[1] - pelvis[1]] : undefined;
  const length = trunk === undefined ? 0 : Math.hypot(trunk[0]!, trunk[1]!);
  return {
    elbow: at([10, 11, 12], [13, 14, 15]),
    knee: at([0, 1, 2], [3, 4, 5]),
    shoulder: trunkAngles([
      [12, 11],
      [13, 14],
    ]),
    hip: at([7, 2, 1], [7, 3, 4]),
    lean: trunk === undefined || length === 0 ? [] : [degrees(Math.atan2(trunk[1]!, -trunk[0]!))],
    facing: right && left && length > 0 ? [(left[1] - right[1]) / length] : [],
  };

  /** Returns the angles between the upper arms and the downward direction of the trunk. */
  function trunkAngles(arms: readonly (readonly [shoulder: number, elbow: number])[]): number[] {
    return arms.flatMap(([shoulder, elbow]) => {
      const [from, to] = [point(shoulder), point(elbow)];
      if (!from || !to || trunk === undefined) return [];
      return [angle(to, from, [from[0] - trunk[0]!, from[1] - trunk[1]!])];
    });
  }
}
