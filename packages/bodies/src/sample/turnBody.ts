// Rotates a person with everything that belongs to them, so that all derived data agree.
import { type TriangleMesh, transformMesh } from '@vrn/voxel';
import type { Body } from '../person/person.js';
import { applyRotation, compose, rotationX, rotationY, rotationZ } from '../person/vectors.js';

/** Angles in degrees: `turn` about the vertical, then `pitch` towards the camera, then `roll` counter-clockwise. */
export interface Turning {
  readonly turn: number;
  readonly pitch: number;
  readonly roll: number;
}

/** Rotates mesh, surfaces, landmarks and `up` about the origin. Returns the same body if all angles are 0. */
export function turnBody(body: Body, by: Turning): Body {
  if (by.turn === 0 && by.pitch === 0 && by.roll === 0) return body;
  const rotation = compose(rotationZ(by.roll), rotationX(by.pitch), rotationY(by.turn));
  const [[a, d, g], [b, e, h], [c, f, i]] = rotation;
  const matrix = [a, b, c, 0, d, e, f, 0, g, h, i, 0, 0, 0, 0, 1];
  const rotated = (mesh: TriangleMesh): TriangleMesh =>
    mesh.positions.length > 0 ? transformMesh(mesh, matrix) : mesh;
  const landmarks = body.landmarks.map((joint) => applyRotation(rotation, joint));
  const surfaces = body.surfaces?.map((surface) => ({ ...surface, mesh: rotated(surface.mesh) }));
  const up = body.up && applyRotation(rotation, body.up);
  return { ...body, mesh: rotated(body.mesh), landmarks, ...(surfaces && { surfaces }), ...(up && { up }) };
}
