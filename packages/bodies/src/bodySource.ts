// Where bodies come from: a person for every seed.
import { check, type Random, type TriangleMesh } from '@vrn/voxel';
import { bodyPose } from './bodyPose.js';
import { bodyShape } from './bodyShape.js';
import { capsules } from './capsules.js';
import { paint } from './paint.js';
import { polygonise } from './polygonise.js';
import { landmarkPositions, skeleton } from './skeleton.js';
import type { Vector } from './vectors.js';

/** A person in the world: metres, y up, facing +z within some 75°, their right hand at −x. */
export interface Body {
  /** Closed, with linear colours where they were asked for. */
  readonly mesh: TriangleMesh;
  /** The 16 of MPII, in the world. */
  readonly landmarks: readonly Vector[];
}

export interface BodyOptions {
  /** Finest detail, in metres. */
  readonly detail: number;
  readonly colours: boolean;
}

export interface BodySource {
  readonly name: string;
  /** The same person for the same numbers, on every machine. */
  body(rng: Random, options: BodyOptions): Body;
}

/**
 * A source of people.
 *
 * `capsules` needs no file: a jointed skeleton whose bones, girths, clothes and angles come from the seed, capsules around
 * it that melt into one body, and our own marching cubes.
 *
 * @throws {VolumetricError} `bad-argument`
 *
 * @example
 * const { mesh } = sample(bodySource('capsules'), 7, { shape: [64, 64, 64] });
 */
export function bodySource(name: 'capsules'): BodySource {
  check(name === 'capsules', 'bad-argument', () => `bodySource: name must be 'capsules', got ${String(name)}`);
  return {
    name,
    body: (rng, { detail, colours }) => {
      const shape = bodyShape(rng.fork(1));
      const bones = skeleton(shape, bodyPose(rng.fork(2)));
      const parts = capsules(shape, bones);
      const mesh = polygonise(parts, detail);
      return { mesh: colours ? paint(mesh, parts, rng.fork(3)) : mesh, landmarks: landmarkPositions(bones) };
    },
  };
}
