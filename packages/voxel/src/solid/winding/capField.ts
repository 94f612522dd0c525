// Computes the winding number of hole caps at a point, and bounds its change around the point.
import { solidAngle } from './solidAngle.js';

/** Clusters farther away than this many of their radii are approximated by their area vector. */
const FAR = 3;
/** Clusters nearer to a queried ball than this many of their radii are split, and their halves bounded separately. */
const APART = 2;
/** Maximum number of open edges by which changes are bounded; with more, bounds by caps are cheaper. */
const MAX_EDGES = 2000;
/** Bounds of at least this value need not be exact: they always include a value at which the decision changes. */
const MAX_EXACT_BOUND = 0.5;
const AXES = [0, 1, 2] as const;

/** A binary tree of triangles. */
interface Cluster {
  /** Area-weighted centroid of the triangles, and the radius of a ball around it that contains them. */
  readonly place: readonly number[];
  readonly radius: number;
  /** Far-field approximation: sum of the area vectors, and sum of the areas, both divided by 4π. */
  readonly vector: readonly number[];
  readonly area: number;
  /** The two halves; for a single triangle, the offsets of its corners in the positions. */
  readonly parts: readonly [Cluster, Cluster] | readonly [number, number, number];
}

export interface CapField {
  /** Returns the winding number of the caps at a point, with an error of at most 0.01. */
  valueAt(x: number, y: number, z: number): number;
  /**
   * Returns a bound on the change of the winding number within `radius` of a point, apart from integer jumps. A result
   * of 0.5 or more is not a bound: it means that no smaller bound was found.
   */
  spreadAt(x: number, y: number, z: number, radius: number): number;
}

/**
 * Creates the field of hole caps. Its change per unit of length is bounded in two ways. A cap of area 4πA at distance d
 * changes it by at most 2A/d³. And apart from integer jumps at the caps, the field depends on the open edges alone, as
 * a magnetic potential does on a current: an edge of length l changes it by at most l/(4πd²).
 *
 * @param edges  the two vertices of each open edge.
 */
export function capField(p: Float32Array, caps: Uint32Array, edges: readonly number[]): CapField {
  const all = clusterOf(
    p,
    caps,
    Uint32Array.from({ length: caps.length / 3 }, (_, t) => 3 * t),
    0,
  );
  const byEdges = edges.length <= 2 * MAX_EDGES;
  return {
    valueAt: (x, y, z) => fieldOf(p, all, x, y, z),
    spreadAt: (x, y, z, radius) =>
      byEdges ? edgeSpread(p, edges, [x, y, z], radius) : capSpread(all, [x, y, z], radius),
  };
}

/**
 * Builds a tree over triangles, given by their offsets in `caps`. Splits them at the median of their first corners,
 * along the three axes in turn.
 */
function clusterOf(p: Float32Array, caps: Uint32Array, triangles: Uint32Array, axis: number): Cluster {
  const half = triangles.length >> 1;
  if (half > 0) {
    const place = (t: number): number => p[3 * caps[t]! + axis]!;
    triangles.sort((s, t) => place(s) - place(t));
    const next = (axis + 1) % 3;
    const a = clusterOf(p, caps, triangles.subarray(0, half), next);
    const b = clusterOf(p, caps, triangles.subarray(half), next);
    const area = a.area + b.area;
    const mean = AXES.map((n) => (a.place[n]! * a.area + b.place[n]! * b.area) / area);
    const vector = AXES.map((n) => a.vector[n]! + b.vector[n]!);
    const radius = Math.max(a.radius + distance(a.place, mean), b.radius + distance(b.place, mean));
    return { place: mean, radius, vector, area, parts: [a, b] };
  }
  const parts = AXES.map((n) => 3 * caps[triangles[0]! + n]!) as [number, number, number];
  const at = (corner: number, n: number): number => p[parts[corner]! + (n % 3)]!;
  const side = (corner: number, n: number): number => at(corner, n) - at(0, n);
  const vector = AXES.map((n) => (side(1, n + 1) * side(2, n + 2) - side(1, n + 2) * side(2, n + 1)) / (8 * Math.PI));
  const place = AXES.map((n) => (at(0, n) + at(1, n) + at(2, n)) / 3);
  const radius = Math.max(...parts.map((corner) => distance(p.subarray(corner, corner + 3), place)));
  // Degenerate triangles get a tiny area, so that area-weighted centroids are defined.
  return { place, radius, vector, area: Math.hypot(...vector) || 1e-300, parts };
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const dx = a[0]! - b[0]!;
  const dy = a[1]! - b[1]!;
  const dz = a[2]! - b[2]!;
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
}

function fieldOf(p: Float32Array, { place, radius, vector, parts }: Cluster, x: number, y: number, z: number): number {
  const dx = place[0]! - x;
  const dy = place[1]! - y;
  const dz = place[2]! - z;
  const square = dx * dx + dy * dy + dz * dz;
  if (square > (FAR * radius) ** 2)
    return (dx * vector[0]! + dy * vector[1]! + dz * vector[2]!) / (square * Math.sqrt(square));
  if (parts.length === 2) return fieldOf(p, parts[0], x, y, z) + fieldOf(p, parts[1], x, y, z);
  return solidAngle(p, parts[0], parts[1], parts[2], x, y, z);
}

function capSpread({ place, radius, area, parts }: Cluster, centre: readonly number[], ball: number): number {
  const gap = distance(place, centre) - radius - ball;
  if (gap > (parts.length === 2 ? APART * radius : 0)) return (2 * area * ball) / (gap * gap * gap);
  if (parts.length > 2) return 1;
  const first = capSpread(parts[0] as Cluster, centre, ball);
  return first < MAX_EXACT_BOUND ? first + capSpread(parts[1] as Cluster, centre, ball) : 1;
}

function edgeSpread(p: Float32Array, edges: readonly number[], [x, y, z]: readonly number[], ball: number): number {
  let sum = 0;
  for (let n = 0; n < edges.length && sum < MAX_EXACT_BOUND; n += 2) {
    const a = 3 * edges[n]!;
    const b = 3 * edges[n + 1]!;
    const ux = p[b]! - p[a]!;
    const uy = p[b + 1]! - p[a + 1]!;
    const uz = p[b + 2]! - p[a + 2]!;
    const vx = x! - p[a]!;
    const vy = y! - p[a + 1]!;
    const vz = z! - p[a + 2]!;
    const square = ux * ux + uy * uy + uz * uz;
    // Position along the edge, 0..1, of the point nearest to the ball's centre.
    const share = Math.max(0, Math.min((ux * vx + uy * vy + uz * vz) / (square || 1), 1));
    const dx = vx - share * ux;
    const dy = vy - share * uy;
    const dz = vz - share * uz;
    const gap = Math.sqrt(dx * dx + dy * dy + dz * dz) - ball;
    sum += gap > 0 ? (ball * Math.sqrt(square)) / (4 * Math.PI * gap * gap) : 1;
  }
  return sum;
}
