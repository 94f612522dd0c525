// Estimates how the collarbone follows the arm, for motions that do not record it.
import type { Vector } from '../../person/vectors.js';
import { fromAxisAngle, multiply, type Quaternion } from './quaternions.js';

/**
 * Rotation of the collarbone upwards (`RISE`) and forwards (`FORWARD`) in radians: share · (φ − rest), limited to
 * low..high. φ is the arm's angle above the horizontal plane or in front of the frontal plane; forwards, rest is 0.
 */
const RISE = { share: 0.3, rest: -0.87, low: -0.1, high: 0.5 } as const;
const FORWARD = { share: 0.2, low: -0.2, high: 0.3 } as const;

/**
 * Returns the rotation of a collarbone for a direction of the upper arm: about 15° up when the arm is horizontal, 29°
 * when it is overhead.
 *
 * @param arm   unit direction in the axes of the chest.
 * @param sign  1 on the left, −1 on the right.
 *
 * Source: Inman, Saunders and Abbott 1944 (the shoulder blade takes a third of the arm's rise); our choice of bounds.
 */
export function shoulderRhythm(arm: Vector, sign: 1 | -1): Quaternion {
  const [up, front] = [Math.asin(clamp(arm[1], -1, 1)), Math.asin(clamp(arm[2], -1, 1))];
  const rise = clamp(RISE.share * (up - RISE.rest), RISE.low, RISE.high);
  const forward = clamp(FORWARD.share * front, FORWARD.low, FORWARD.high);
  return multiply(fromAxisAngle([0, 0, 1], sign * rise), fromAxisAngle([0, 1, 0], -sign * forward));
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
