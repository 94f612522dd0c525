// Draws the view of a sample: angles, and the person's place in the frame.
import type { Random } from '@vrn/voxel';
import { defined } from '@vrn/voxel/internal';
import { CAMERA_DEFAULTS, type CameraOptions } from './cameraOptions.js';
import { type Distribution, drawValue } from './distribution.js';

/** A border of the photograph that crosses the person. */
export interface Crossing {
  readonly side: 'top' | 'bottom' | 'left' | 'right';
  /** Fraction of the person's height or width that is beyond the border. */
  readonly depth: number;
}

/** The view drawn for a sample. Angles are in degrees; `scale` is the factor on the person's size. */
export interface Drawn {
  readonly scale: number;
  /** Vertical field of view; 0 is orthographic. */
  readonly fov: number;
  readonly turn: number;
  readonly pitch: number;
  readonly roll: number;
  /** Shift to the right and upwards, as proportions of the frame's width and height; absent if both are 0. */
  readonly offset?: readonly [right: number, up: number];
  /** 'view' if the option `frame` is 'view', else absent. Without perspective, both frames are the same. */
  readonly frame?: 'view';
  /** The border that cuts the person, if one does. */
  readonly cut?: Crossing;
}

/** The borders that cut people, with cumulative probabilities: the feet are cut off most often. */
const SIDES = [
  ['bottom', 0.7],
  ['left', 0.8],
  ['right', 0.9],
  ['top', 1],
] as const;

/**
 * Draws a view. Each angle, each of the two shifts, and the cut have their own random stream, so that the distributions
 * do not influence each other.
 */
export function drawView(rng: Random, options: CameraOptions): Omit<Drawn, 'scale'> {
  const { perspective, roll, turn, pitch, offset } = { ...CAMERA_DEFAULTS, ...defined(options) };
  const drawn = (key: number, from: Distribution): number => drawValue(rng.fork(key), from);
  const shift = [drawn(5, offset), drawn(6, offset)] as const;
  const cut = drawCrossing(rng.fork(7), options);
  return {
    fov: perspective === 'orthographic' ? 0 : drawn(1, perspective),
    turn: drawn(2, turn),
    pitch: drawn(3, pitch),
    roll: drawn(4, roll),
    ...((shift[0] !== 0 || shift[1] !== 0) && { offset: shift }),
    ...(cut && { cut }),
  };
}

function drawCrossing(rng: Random, options: CameraOptions): Crossing | undefined {
  const { cut, cutDepth } = { ...CAMERA_DEFAULTS, ...defined(options) };
  if (rng.uniform() >= cut) return undefined;
  const at = rng.uniform();
  const [side] = SIDES.find(([, end]) => at < end) ?? SIDES[0];
  return { side, depth: rng.uniform(...cutDepth) };
}
