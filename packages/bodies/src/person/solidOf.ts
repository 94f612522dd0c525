// A person as one solid: the body, and clothes and hair with the thickness they were given.
import { check, type TriangleMesh } from '@vrn/voxel';

/**
 * One mesh of several: by rule 'nonzero' their union.
 *
 * The body is closed; shells have been made solid (see `thicken`), so that they wind round what lies in them once or more
 * and nowhere less than nothing. What they enclose without touching it, the air under a loose coat, stays empty until
 * `fillEnclosed` has gone over the volume; so do folds where skin that passes through itself turns inside out.
 *
 * @param body    closed, counter-clockwise from outside.
 * @param shells  closed likewise.
 * @returns       positions and indices of all, the body's first; the body itself where there are no shells.
 * @throws {VolumetricError} `bad-mesh` where a mesh has no faces
 * Cost: O(V + F), one copy.
 *
 * @example
 * const mesh = solidOf(body, [thicken(sheet, positions, inner)]);
 * const volume = voxelize(mesh, grid);
 * fillEnclosed(volume);
 */
export function solidOf(body: TriangleMesh, shells: readonly TriangleMesh[] = []): TriangleMesh {
  const all = [body, ...shells];
  all.forEach(({ indices }, at) => {
    check(
      indices.length > 0,
      'bad-mesh',
      () => `solidOf: ${at === 0 ? 'body' : `shell ${at - 1}`} must have faces, got none`,
    );
  });
  if (shells.length === 0) return body;
  const positions = new Float32Array(all.reduce((sum, mesh) => sum + mesh.positions.length, 0));
  const indices = new Uint32Array(all.reduce((sum, mesh) => sum + mesh.indices.length, 0));
  let [vertex, corner] = [0, 0];
  for (const mesh of all) {
    positions.set(mesh.positions, 3 * vertex);
    for (let at = 0; at < mesh.indices.length; at++) indices[corner + at] = mesh.indices[at]! + vertex;
    vertex += mesh.positions.length / 3;
    corner += mesh.indices.length;
  }
  return { positions, indices };
}
