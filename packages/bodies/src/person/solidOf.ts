// Combines the body, clothes and hair of a person into one solid.
import { check, type TriangleMesh } from '@vrn/voxel';

/**
 * Concatenates meshes into one. Filled by the rule 'nonzero', it is the union of their solids.
 *
 * Every mesh must be closed, so that the winding number is at least 1 inside; `thicken` closes sheets of cloth. Two
 * kinds of space stay empty until `fillEnclosed` fills them in the volume: cavities between the meshes, such as the air
 * below a loose coat, and folds where skin turns inside out, so that the winding number is 0.
 *
 * @param body    closed, counter-clockwise from outside.
 * @param shells  closed, counter-clockwise from outside; default none.
 * @returns       positions and indices of all meshes, the body's first; `body` itself if there are no shells.
 * @throws {VolumetricError} `bad-mesh` if a mesh has no faces
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
