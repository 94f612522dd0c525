// Writes distances to triangles and points into a grid, in a band around them.
import { type Grid, type TriangleMesh, voxelSize } from '@vrn/voxel';

/** A grid of distances: `[rows · columns · slices]`, slices fastest. */
export interface DistanceField {
  readonly grid: Grid;
  readonly data: Float32Array;
}

/** Indices of a grid's samples within a box: first and last along rows, columns and slices. */
type IndexBox = [number, number, number, number, number, number];

/**
 * Lowers every sample within `band` of a triangle to its distance to the triangle, where that is smaller.
 *
 * @param field  distances; samples of 0 or below stay as they are.
 * @param faces  one value per triangle; triangles with 0 are skipped. Default: all triangles are used.
 * Cost: O(samples within the band of each triangle).
 */
export function addTriangles(field: DistanceField, mesh: TriangleMesh, band: number, faces?: Uint8Array): void {
  const { positions: p, indices } = mesh;
  const { data, grid } = field;
  const [, columns, slices] = grid.shape;
  const [dx, dy, dz] = voxelSize(grid);
  const box: IndexBox = [0, 0, 0, 0, 0, 0];
  const triangle = new Float64Array(9);
  const normal = new Float64Array(3);
  const ball = new Float64Array(3);
  for (let f = 0; f < indices.length; f += 3) {
    if (faces !== undefined && faces[f / 3] === 0) continue;
    for (let n = 0; n < 9; n++) triangle[n] = p[3 * indices[f + Math.floor(n / 3)]! + (n % 3)]!;
    boxAround(grid, triangle, band, box);
    const isFlat = !unitNormal(triangle, normal);
    const radius = boundingBall(triangle, ball);
    for (let i = box[0]; i <= box[1]; i++) {
      const y = grid.max[1] - (i + 0.5) * dy;
      for (let j = box[2]; j <= box[3]; j++) {
        const x = grid.min[0] + (j + 0.5) * dx;
        const line = (i * columns + j) * slices;
        // Samples within the band of the triangle are inside its bounding ball with the radius enlarged by the band.
        const aside = (x - ball[0]!) ** 2 + (y - ball[1]!) ** 2;
        const half = (radius + band) ** 2 - aside;
        if (half < 0) continue;
        const reach = Math.sqrt(half);
        const end = Math.min(box[5], Math.floor((grid.max[2] - ball[2]! + reach) / dz - 0.5));
        for (let k = Math.max(box[4], Math.ceil((grid.max[2] - ball[2]! - reach) / dz - 0.5)); k <= end; k++) {
          const known = data[line + k]!;
          if (known <= 0) continue;
          const z = grid.max[2] - (k + 0.5) * dz;
          if (aside + (z - ball[2]!) ** 2 > (known + radius) ** 2) continue;
          const off =
            (x - triangle[0]!) * normal[0]! + (y - triangle[1]!) * normal[1]! + (z - triangle[2]!) * normal[2]!;
          if (!isFlat && Math.abs(off) >= Math.min(band, known)) continue;
          const square = squareDistance(triangle, x, y, z);
          if (square < known * known && square < band * band) data[line + k] = Math.sqrt(square);
        }
      }
    }
  }
}

/** Lowers every sample within `band` of one of the `points`, `[3N]`, to its distance to that point, if smaller. */
export function addPoints(field: DistanceField, points: ArrayLike<number>, band: number): void {
  const { data, grid } = field;
  const [, columns, slices] = grid.shape;
  const [dx, dy, dz] = voxelSize(grid);
  const box: IndexBox = [0, 0, 0, 0, 0, 0];
  const point = new Float64Array(3);
  for (let at = 0; at < points.length; at += 3) {
    for (let axis = 0; axis < 3; axis++) point[axis] = points[at + axis]!;
    boxAround(grid, point, band, box);
    for (let i = box[0]; i <= box[1]; i++) {
      const y = grid.max[1] - (i + 0.5) * dy - point[1]!;
      for (let j = box[2]; j <= box[3]; j++) {
        const x = grid.min[0] + (j + 0.5) * dx - point[0]!;
        const line = (i * columns + j) * slices;
        if (x * x + y * y >= band * band) continue;
        for (let k = box[4]; k <= box[5]; k++) {
          const z = grid.max[2] - (k + 0.5) * dz - point[2]!;
          const distance = Math.sqrt(x * x + y * y + z * z);
          if (distance < data[line + k]! && distance < band) data[line + k] = distance;
        }
      }
    }
  }
}

/** Writes the centroid of a triangle and returns its distance to the furthest corner. */
function boundingBall(t: Float64Array, centre: Float64Array): number {
  for (let axis = 0; axis < 3; axis++) centre[axis] = (t[axis]! + t[3 + axis]! + t[6 + axis]!) / 3;
  let radius = 0;
  for (let n = 0; n < 9; n += 3) {
    radius = Math.max(radius, Math.hypot(t[n]! - centre[0]!, t[n + 1]! - centre[1]!, t[n + 2]! - centre[2]!));
  }
  return radius;
}

/** Writes to `out` the indices of the samples within the bounding box of points, grown by `band`. */
function boxAround({ shape, min, max }: Grid, points: Float64Array, band: number, out: IndexBox): void {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let n = 0; n < points.length; n++) {
    low[n % 3] = Math.min(low[n % 3]!, points[n]!);
    high[n % 3] = Math.max(high[n % 3]!, points[n]!);
  }
  const [rows, columns, slices] = shape;
  const [dx, dy, dz] = [(max[0] - min[0]) / columns, (max[1] - min[1]) / rows, (max[2] - min[2]) / slices];
  out[0] = Math.max(0, Math.ceil((max[1] - high[1]! - band) / dy - 0.5));
  out[1] = Math.min(rows - 1, Math.floor((max[1] - low[1]! + band) / dy - 0.5));
  out[2] = Math.max(0, Math.ceil((low[0]! - band - min[0]) / dx - 0.5));
  out[3] = Math.min(columns - 1, Math.floor((high[0]! + band - min[0]) / dx - 0.5));
  out[4] = Math.max(0, Math.ceil((max[2] - high[2]! - band) / dz - 0.5));
  out[5] = Math.min(slices - 1, Math.floor((max[2] - low[2]! + band) / dz - 0.5));
}

function unitNormal(t: Float64Array, out: Float64Array): boolean {
  const [ux, uy, uz] = [t[3]! - t[0]!, t[4]! - t[1]!, t[5]! - t[2]!];
  const [vx, vy, vz] = [t[6]! - t[0]!, t[7]! - t[1]!, t[8]! - t[2]!];
  out[0] = uy * vz - uz * vy;
  out[1] = uz * vx - ux * vz;
  out[2] = ux * vy - uy * vx;
  const length = Math.hypot(out[0]!, out[1]!, out[2]!);
  for (let axis = 0; axis < 3; axis++) out[axis] = length > 0 ? out[axis]! / length : 0;
  return length > 0;
}

/**
 * Squared distance from a point to a triangle.
 *
 * Source: Ericson 2005, "Real-Time Collision Detection", 5.1.5.
 */
function squareDistance(t: Float64Array, x: number, y: number, z: number): number {
  const [ax, ay, az] = [x - t[0]!, y - t[1]!, z - t[2]!];
  const [ux, uy, uz] = [t[3]! - t[0]!, t[4]! - t[1]!, t[5]! - t[2]!];
  const [vx, vy, vz] = [t[6]! - t[0]!, t[7]! - t[1]!, t[8]! - t[2]!];
  const d1 = ux * ax + uy * ay + uz * az;
  const d2 = vx * ax + vy * ay + vz * az;
  if (d1 <= 0 && d2 <= 0) return squareRest(t, x, y, z, 0, 0);
  const uu = ux * ux + uy * uy + uz * uz;
  const uv = ux * vx + uy * vy + uz * vz;
  const vv = vx * vx + vy * vy + vz * vz;
  const [d3, d4] = [d1 - uu, d2 - uv];
  if (d3 >= 0 && d4 <= d3) return squareRest(t, x, y, z, 1, 0);
  const c = d1 * d4 - d3 * d2;
  if (c <= 0 && d1 >= 0 && d3 <= 0) return squareRest(t, x, y, z, d1 / (d1 - d3), 0);
  const [d5, d6] = [d1 - uv, d2 - vv];
  if (d6 >= 0 && d5 <= d6) return squareRest(t, x, y, z, 0, 1);
  const b = d5 * d2 - d1 * d6;
  if (b <= 0 && d2 >= 0 && d6 <= 0) return squareRest(t, x, y, z, 0, d2 / (d2 - d6));
  const a = d3 * d6 - d5 * d4;
  if (a <= 0 && d4 >= d3 && d5 >= d6) {
    const s = (d4 - d3) / (d4 - d3 + (d5 - d6));
    return squareRest(t, x, y, z, 1 - s, s);
  }
  const sum = a + b + c;
  return squareRest(t, x, y, z, b / sum, c / sum);
}

/** Squared distance to the point of a triangle with barycentric weights s and r of its second and third corners. */
function squareRest(t: Float64Array, x: number, y: number, z: number, s: number, r: number): number {
  const dx = x - t[0]! - s * (t[3]! - t[0]!) - r * (t[6]! - t[0]!);
  const dy = y - t[1]! - s * (t[4]! - t[1]!) - r * (t[7]! - t[1]!);
  const dz = z - t[2]! - s * (t[5]! - t[2]!) - r * (t[8]! - t[2]!);
  return dx * dx + dy * dy + dz * dz;
}
