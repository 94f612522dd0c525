// Samples points evenly over the area of a mesh, in double precision.
import { check, type Random, type TriangleMesh } from '@vrn/voxel';
import { crossOf } from '../nearest/triangle.js';

/** Upper limit on the number of samples: more than any measure needs, and few enough for memory. */
export const MAX_SAMPLES = 2 ** 24;

/**
 * Samples points at equal density over a mesh: the area is cut into `count` equal parts in the order of the faces. A
 * random position in each part selects a face, and the point is uniformly random on that face.
 *
 * @param mesh   a mesh that the caller has checked.
 * @returns      `points` `[3N]`, world units, and `faces` `[N]`: for each point the face on which it lies.
 * @throws {VolumetricError} `bad-mesh` if no face has an area.
 */
export function samplePlaces(
  mesh: TriangleMesh,
  count: number,
  rng: Random,
  caller: string,
): { readonly points: Float64Array; readonly faces: Uint32Array } {
  const { positions: p, indices } = mesh;
  const faceCount = indices.length / 3;
  const cumulative = new Float64Array(faceCount); // twice the area of all faces up to and including this one
  const normal = new Float64Array(3);
  let total = 0;
  let last = -1;
  for (let face = 0; face < faceCount; face++) {
    const area = crossOf(mesh, face, normal);
    if (area > 0) last = face;
    total += area;
    cumulative[face] = total;
  }
  check(last >= 0, 'bad-mesh', () => `${caller}: mesh must have an area, got ${faceCount} faces without area`);
  const points = new Float64Array(3 * count);
  const faces = new Uint32Array(count);
  let face = 0;
  for (let n = 0; n < count; n++) {
    const place = ((n + rng.uniform()) / count) * total;
    while (face < last && cumulative[face]! <= place) face++;
    faces[n] = face;
    const spread = Math.sqrt(rng.uniform());
    const toC = spread * rng.uniform();
    const toB = spread - toC;
    const a = 3 * indices[3 * face]!;
    const b = 3 * indices[3 * face + 1]!;
    const c = 3 * indices[3 * face + 2]!;
    for (let axis = 0; axis < 3; axis++) {
      const from = p[a + axis]!;
      points[3 * n + axis] = from + toB * (p[b + axis]! - from) + toC * (p[c + axis]! - from);
    }
  }
  return { points, faces };
}
