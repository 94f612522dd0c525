// Generates people from a seed without any files: capsules on a skeleton.
import type { Random } from '@vrn/voxel';
import type { BodySource, Split } from '../person/person.js';
import { hashOf, splitOf } from '../person/splitOf.js';
import { bodyPose } from './bodyPose.js';
import { type BodyShape, bodyShape } from './bodyShape.js';
import { capsules } from './capsules.js';
import { paint } from './paint.js';
import { polygonise } from './polygonise.js';
import { landmarkPositions, skeleton } from './skeleton.js';

/**
 * A source of people whose bones, girths, clothes and joint angles are drawn from the seed. The capsules around their
 * skeleton are blended into one closed body.
 */
export const capsulesSource: BodySource = {
  name: 'capsules',
  supersample: 2,
  body: (rng, { detail, colours, split }) => {
    const [shape, person] = drawShape(rng, split);
    const bones = skeleton(shape, bodyPose(rng.fork(2)));
    const parts = capsules(shape, bones);
    const mesh = polygonise(parts, detail);
    return {
      mesh: colours ? paint(mesh, parts, rng.fork(3)) : mesh,
      landmarks: landmarkPositions(bones),
      provenance: { source: 'capsules', person },
    };
  },
};

/** Draws a body shape and names the person. With a split, repeats until the person belongs to it. */
function drawShape(rng: Random, split: Split | undefined): [BodyShape, string] {
  for (let tries = 0; ; tries++) {
    const shape = bodyShape(tries === 0 ? rng.fork(1) : rng.fork(1).fork(tries));
    const person = `capsules ${hashOf(JSON.stringify(shape)).toString(16).padStart(8, '0')}`;
    if (split === undefined || splitOf(person) === split) return [shape, person];
  }
}
