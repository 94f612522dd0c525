// Finds the middle of the thin walls of a solid.
import { rayCaster } from '@vrn/mesh/internal';
import type { TriangleMesh } from '@vrn/voxel';
import { faceNormal } from '@vrn/voxel/internal';

/** Maximum number of samples per side of a triangle. */
const MAX_SAMPLES = 400;

/** Minimum cosine between a ray and the normal where it leaves the solid: that of about 75°. */
const MIN_FACING = 0.26;

/**
 * Returns the points `[3N]` in the middle of all walls thinner than `thickness`: halfway along inward rays that leave
 * the solid at less than about 75° from the normal there. At larger angles, a ray cuts a corner and is ignored.
 *
 * @param spacing  maximum distance between neighbouring rays of a triangle, unless this needs more than `MAX_SAMPLES`.
 * Cost: O(samples · log F).
 */
export function thinParts(
  { positions: p, indices }: TriangleMesh,
  { thickness, spacing }: { readonly thickness: number; readonly spacing: number },
): Float64Array {
  const mesh = { positions: p, indices };
  const castRay = rayCaster(mesh);
  const points: number[] = [];
  const ray = { origin: new Float64Array(3), direction: new Float64Array(3), least: 0, reach: thickness, skip: -1 };
  const { origin, direction } = ray;
  const out = new Float64Array(3);
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [3 * indices[f]!, 3 * indices[f + 1]!, 3 * indices[f + 2]!];
    const u = [0, 1, 2].map((axis) => p[b + axis]! - p[a + axis]!) as [number, number, number];
    const v = [0, 1, 2].map((axis) => p[c + axis]! - p[a + axis]!) as [number, number, number];
    const normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    const length = Math.hypot(...normal);
    if (length === 0) continue;
    for (let axis = 0; axis < 3; axis++) direction[axis] = -normal[axis]! / length;
    const edge = Math.max(Math.hypot(...u), Math.hypot(...v), Math.hypot(u[0] - v[0], u[1] - v[1], u[2] - v[2]));
    const count = Math.min(MAX_SAMPLES, Math.max(1, Math.ceil(edge / spacing)));
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count - i; j++) {
        const [s, t] = [(i + 1 / 3) / count, (j + 1 / 3) / count];
        for (let axis = 0; axis < 3; axis++) origin[axis] = p[a + axis]! + s * u[axis]! + t * v[axis]!;
        ray.skip = f / 3;
        const { distance, face } = castRay(ray);
        if (face < 0 || facing(mesh, face, direction, out) < MIN_FACING) continue;
        for (let axis = 0; axis < 3; axis++) points.push(origin[axis]! + (distance / 2) * direction[axis]!);
      }
    }
  }
  return Float64Array.from(points);
}

/** Returns the cosine of the angle between a direction and the normal of a face; 0 for a face without area. */
function facing({ positions, indices }: TriangleMesh, face: number, way: Float64Array, out: Float64Array): number {
  const [a, b, c] = [3 * indices[3 * face]!, 3 * indices[3 * face + 1]!, 3 * indices[3 * face + 2]!];
  const [x, y, z] = faceNormal(positions, a, b, c, out);
  const length = Math.hypot(x!, y!, z!);
  return length === 0 ? 0 : (x! * way[0]! + y! * way[1]! + z! * way[2]!) / length;
}
