// Tilts whole bodies: they lean, or lie on the back, the front or a side.
import type { Random } from '@vrn/voxel';
import { type Pose, setTurn, turnOf } from './pose.js';
import { fromAxisAngle, multiply } from './quaternions.js';

/** Ranges of the tilt angle in degrees. Half of the tilted people lean, half lie. */
const LEAN = [10, 40] as const;
const LIE = [75, 105] as const;

/**
 * Returns the pose tilted about a random horizontal axis. A person who lies is then rotated about the vertical by a
 * random angle.
 */
export function tiltPose(rng: Random, pose: Pose): { pose: Pose; kind: 'leaning' | 'lying'; degrees: number } {
  const kind = rng.uniform() < 0.5 ? 'leaning' : 'lying';
  const degrees = rng.uniform(...(kind === 'leaning' ? LEAN : LIE));
  const about = rng.uniform(0, 2 * Math.PI);
  const tilt = fromAxisAngle([Math.cos(about), 0, Math.sin(about)], (degrees * Math.PI) / 180);
  const turn = fromAxisAngle([0, 1, 0], kind === 'leaning' ? 0 : rng.uniform(0, 2 * Math.PI));
  const out = pose.slice();
  setTurn(out, 0, multiply(turn, tilt, turnOf(pose, 0)));
  return { pose: out, kind, degrees };
}
