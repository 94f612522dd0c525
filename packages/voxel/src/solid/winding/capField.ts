// The winding number of hole caps at a point, and how far it can differ around it.
import { solidAngle } from './solidAngle.js';

/** Triangles further away than this many of their radii count as one vector of their area. */
const FAR = 3;
/** Clusters nearer than this many of their radii are bounded by their halves. */
const APART = 2;
/** With more open edges than this, bounds by edges cost more than they save. */
const MAX_EDGES = 2000;
/** A spread of a half or more holds a value at which the answer changes, whatever the field. */
const HOPELESS = 0.5;
const AXES = [0, 1, 2] as const;

/** A binary tree of triangles. */
interface Cluster {
  /** Mean place by area, and a radius around it that holds all of them. */
  readonly place: readonly number[];
  readonly radius: number;
  /** What they count as from afar: their area over 4π, as a vector and as a sum. */
  readonly vector: readonly number[];
  readonly area: number;
  /** Two halves, or where the corners of one triangle begin in the positions. */
  readonly parts: readonly [Cluster, Cluster] | readonly [number, number, number];
}

export interface CapField {
  /** The winding number of the caps at a point: right to 0.01. */
  valueAt(x: number, y: number, z: number): number;
  /** By how much at most it differs from an integer more or less within a radius; 1 and more where nothing is known. */
  spreadAt(x: number, y: number, z: number, radius: number): number;
}

/**
 * The field of hole caps. Its change per unit of length is bounded in two ways. A cap of area A (as a share of 4π) at
 * distance d changes it by at most 2A/d³. And up to the integer by which it jumps at a cap, the field depends on the
 * open edges alone, as a magnetic potential does on a current: an edge of length l changes it by at most l/4πd².
 *
 * @param edges  vertices that open edges join, two per edge.
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
 * Halves triangles, by where they begin in `caps`, at the median of their first corners, along the three axes in
 * turn.
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
  // Triangles without area keep a place.
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
  return first < HOPELESS ? first + capSpread(parts[1] as Cluster, centre, ball) : 1;
}

function edgeSpread(p: Float32Array, edges: readonly number[], [x, y, z]: readonly number[], ball: number): number {
  let sum = 0;
  for (let n = 0; n < edges.length && sum < HOPELESS; n += 2) {
    const a = 3 * edges[n]!;
    const b = 3 * edges[n + 1]!;
    const ux = p[b]! - p[a]!;
    const uy = p[b + 1]! - p[a + 1]!;
    const uz = p[b + 2]! - p[a + 2]!;
    const vx = x! - p[a]!;
    const vy = y! - p[a + 1]!;
    const vz = z! - p[a + 2]!;
    const square = ux * ux + uy * uy + uz * uz;
    // Where on the edge the point nearest to the centre lies.
    const share = Math.max(0, Math.min((ux * vx + uy * vy + uz * vz) / (square || 1), 1));
    const dx = vx - share * ux;
    const dy = vy - share * uy;
    const dz = vz - share * uz;
    const gap = Math.sqrt(dx * dx + dy * dy + dz * dz) - ball;
    sum += gap > 0 ? (ball * Math.sqrt(square)) / (4 * Math.PI * gap * gap) : 1;
  }
  return sum;
}
