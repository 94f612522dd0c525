// Extracts the surface of a body at another level of probability than that of `reconstruct`.
import { check, fromViewFrame, type TriangleMesh } from '@vrn/voxel';
import type { Body } from './options.js';
import { surfaceOf } from './surface.js';

/**
 * Extracts the surface of a body's volume at a level of probability, as `reconstruct` does at 0.5: its largest
 * component, smoothed.
 *
 * @param body   its `volume`, `grid` and `camera` are used. Read only.
 * @param level  0..1, both excluded. Higher levels give thinner bodies.
 * @returns  mesh with normals, without colours, in the frame of `body.mesh`. `bodyAt` also colours it.
 * @throws {VolumetricError} `bad-argument` for other levels, and if no voxel reaches the level.
 * Cost: O(voxels).
 *
 * @example
 * surfaceAt(body, 0.5).indices.length === body.mesh.indices.length; // → true
 */
export function surfaceAt(body: Pick<Body, 'volume' | 'grid' | 'camera'>, level: number): TriangleMesh {
  const { grid, camera } = body;
  return fromViewFrame(surfaceInView('surfaceAt', body, level), { grid, fov: camera.fieldOfView });
}

/** Extracts the surface at a level in the frame of the view. */
export function surfaceInView(
  caller: string,
  { volume, grid }: Pick<Body, 'volume' | 'grid'>,
  level: number,
): TriangleMesh {
  check(level > 0 && level < 1, 'bad-argument', () => `${caller}: level must be above 0 and below 1, got ${level}`);
  const surface = surfaceOf(volume, grid, level);
  check(surface !== undefined, 'bad-argument', () => {
    return `${caller}: level must be below the largest probability of the body's volume, got ${level}`;
  });
  return surface;
}
