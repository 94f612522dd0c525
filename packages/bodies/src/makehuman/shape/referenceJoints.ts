// Joints of an average adult: what rest poses are reconciled and joint limits measured on.

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

/** In metres; made once. */
export const referenceJoints = (assets: Assets): Joints =>
  assets.once('reference joints', () => jointsOf(assets.rig(), shapePositions(assets, AVERAGE)));
