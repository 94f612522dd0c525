// Computes the joints of an average adult, the reference for rest poses and joint limits.

import type { Assets } from '../assets/readAssets.js';
import { type Joints, jointsOf } from '../assets/skeleton.js';
import type { MacroShape } from './drawShape.js';
import { shapePositions } from './shapePositions.js';

const AVERAGE: MacroShape = {
  sex: 0.5,
  age: 25,
  muscle: 0.5,
  weight: 0.5,
  ancestry: { african: 1 / 3, asian: 1 / 3, caucasian: 1 / 3 },
  stature: 1,
};

/** Returns the joint positions of an average adult at rest, in metres; computed once and cached. */
export const referenceJoints = (assets: Assets): Joints =>
  assets.once('reference joints', () => jointsOf(assets.rig(), shapePositions(assets, AVERAGE)));
