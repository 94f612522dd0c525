// The solid of a mesh with holes: voxels whose centres it goes round far enough, by the generalised winding number.

import { type Grid, voxelSize } from '../core/grid.js';
import type { TriangleMesh } from '../core/triangleMesh.js';
import { countCrossings } from './crossings.js';
import { noCounts } from './fillSolid.js';
import { surfaceVoxels } from './surfaceVoxels.js';
import { lidsOver } from './winding/lidsOver.js';
import { solidAngle } from './winding/solidAngle.js';

/** Triangles further away than this many of their radii count as one vector of their area. */
const FAR = 3;

/**
 * 1 where the winding number w at a voxel's centre is at least the threshold t, else 0; or at most −(1 + t) / 2 (−t, if t is above 1), so that
 * closed parts that are inside out fill too. A mesh that is inside out on the whole, by what of it the grid holds, is turned first. The bound below is the
 * stricter, for w lies under −t also just outside a lip that flares.
 *
 * Lids over the rims close the mesh. The closed surface has a whole winding number n, which crossings count exactly; the
 * lids alone have f, and w = n − f whatever the lids are. Only where |f| is at least c, the distance of the bounds from
 * whole numbers, can f change what n says. Away from the lids f is harmonic and falls to 0, so every region of such f
 * reaches a lid: from there, and from the grid's border, it is flooded, through all voxels of at least 0.8 c. So a closed
 * mesh costs little more than with 'nonzero' and gives the same, and a hole costs about its lid and the level in it.
 *
 * @param threshold  above 0.
 * @returns  `[rows, columns, slices]`, packed.
 * Accuracy: f is right to 0.01 (found: 0.0015 on scans, 0.008 on a soup of 5,000 triangles), so the level in a hole to a
 *   small part of the hole.
 * Cost: O(F + crossings + voxels + A log L), L lids, A their area and that of the level, in voxels; 5 bytes a voxel of scratch.
 *
 * Source: Jacobson, Kavan, Sorkine-Hornung 2013; Barill et al. 2018 (sums from afar). Not in the papers: lids and flood.
 */
export function fillWinding({ positions, indices }: TriangleMesh, grid: Grid, threshold: number): Uint8Array {
  const lids = lidsOver({ positions, indices });
  const [rows, columns, slices] = grid.shape;
  const steps = [columns * slices, slices, 1];
  const out = new Uint8Array(rows * columns * slices);
  const closed = new Uint32Array(indices.length + lids.length);
  closed.set(indices);
  closed.set(lids, indices.length);
  const crossings = noCounts(out);
  countCrossings({ positions, indices: closed }, grid, crossings);
  const { marks, carried } = crossings;
  const counts = new Int32Array(out.length);
  let total = 0;
  for (let at = 0, count = 0; at < out.length; at++) {
    if (at % slices === 0) count = 0;
    if ((marks[at >>> 5]! >>> (at & 31)) & 1) count += ((out[at]! << 24) >> 24) + (carried.get(at) ?? 0);
    counts[at] = count;
    total += count;
  }
  const turn = total < 0 ? -1 : 1;
  // A centre on a flat lid has one half, up to rounding, and counts as inside.
  const most = (1 - 1e-12) * threshold;
  const least = -Math.max(most, (1 + most) / 2);
  const write = (at: number, f: number): void => {
    const w = turn * (counts[at]! - f);
    out[at] = w >= most || w <= least ? 1 : 0;
  };
  for (let at = 0; at < out.length; at++) write(at, 0);
  if (lids.length === 0) return out;

  const f = lidField(positions, lids, grid);
  const [dx, dy, dz] = voxelSize(grid);
  const bounds = [most, least].map((bound) => Math.abs(bound - Math.round(bound)));
  const enough = Math.max(0.01, 0.8 * Math.min(...bounds));
  const seen = surfaceVoxels({ positions, indices: lids }, grid);
  const indexOf = (at: number) => [Math.floor(at / steps[0]!), Math.floor(at / slices) % columns, at % slices] as const;
  const cut = lids.some((v) =>
    AXES.some((n) => positions[3 * v + n]! < grid.min[n] || positions[3 * v + n]! > grid.max[n]),
  );
  const stack: number[] = [];
  for (let at = 0; at < out.length; at++) {
    if (cut && indexOf(at).some((i, axis) => i === 0 || i === grid.shape[axis]! - 1)) seen[at] = 1;
    if (seen[at] === 1) stack.push(at);
  }
  while (stack.length > 0) {
    const at = stack.pop()!;
    const index = indexOf(at);
    const [i, j, k] = index;
    const value = f(grid.min[0] + (j + 0.5) * dx, grid.max[1] - (i + 0.5) * dy, grid.max[2] - (k + 0.5) * dz);
    write(at, value);
    if (Math.abs(value) < enough) continue;
    for (let axis = 0; axis < 3; axis++) {
      for (const way of [-1, 1]) {
        const to = index[axis]! + way;
        const next = at + way * steps[axis]!;
        if (to < 0 || to >= grid.shape[axis]! || seen[next] === 1) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
  }
  return out;
}

/** Triangles by halves. */
interface Run {
  /** Their mean place by area, and a radius about it that holds them. */
  readonly place: readonly number[];
  readonly radius: number;
  /** What they count as from afar: their area over 4π, as a vector and as a sum. */
  readonly vector: readonly number[];
  readonly area: number;
  /** Two halves, or the corners of one triangle. */
  readonly parts: readonly [Run, Run] | readonly [number, number, number];
}

const AXES = [0, 1, 2] as const;

/** The winding number of triangles alone, by halves of them along a curve that fills space. */
function lidField(p: Float32Array, lids: Uint32Array, { min, max }: Grid): (x: number, y: number, z: number) => number {
  // A curve through the grid's box in 1024³ cells: the bits of the three coordinates in turn.
  const keys = Float64Array.from({ length: lids.length / 3 }, (_, t) => {
    let key = 0;
    for (let n = 0; n < 30; n++) {
      const axis = (n % 3) as 0 | 1 | 2;
      const cell = ((p[3 * lids[3 * t]! + axis]! - min[axis]) / (max[axis] - min[axis])) * 1023;
      key = 2 * key + ((cell >> (9 - n / 3)) & 1);
    }
    return key;
  });
  const runOf = (triangles: Uint32Array): Run => {
    const half = triangles.length >> 1;
    if (half > 0) {
      const parts = [runOf(triangles.subarray(0, half)), runOf(triangles.subarray(half))] as const;
      const [a, b] = parts;
      const area = a.area + b.area;
      const place = AXES.map((n) => (a.place[n]! * a.area + b.place[n]! * b.area) / area);
      const reach = (run: Run): number => run.radius + Math.hypot(...AXES.map((n) => run.place[n]! - place[n]!));
      const vector = AXES.map((n) => a.vector[n]! + b.vector[n]!);
      return { place, radius: Math.max(reach(a), reach(b)), vector, area, parts };
    }
    const parts = AXES.map((n) => 3 * lids[3 * triangles[0]! + n]!) as [number, number, number];
    const at = (corner: number, n: number): number => p[parts[corner]! + (n % 3)]!;
    const side = (corner: number, n: number): number => at(corner, n) - at(0, n);
    const vector = AXES.map((n) => (side(1, n + 1) * side(2, n + 2) - side(1, n + 2) * side(2, n + 1)) / (8 * Math.PI));
    const place = AXES.map((n) => (at(0, n) + at(1, n) + at(2, n)) / 3);
    const radius = Math.max(...AXES.map((corner) => Math.hypot(...AXES.map((n) => at(corner, n) - place[n]!))));
    return { place, radius, vector, area: Math.hypot(...vector) || 1e-300, parts };
  };
  const all = runOf(Uint32Array.from(keys, (_, t) => t).sort((a, b) => keys[a]! - keys[b]!));
  const sum = ({ place, radius, vector, parts }: Run, x: number, y: number, z: number): number => {
    const dx = place[0]! - x;
    const dy = place[1]! - y;
    const dz = place[2]! - z;
    const square = dx * dx + dy * dy + dz * dz;
    if (square > (FAR * radius) ** 2)
      return (dx * vector[0]! + dy * vector[1]! + dz * vector[2]!) / (square * Math.sqrt(square));
    if (parts.length === 2) return sum(parts[0], x, y, z) + sum(parts[1], x, y, z);
    return solidAngle(p, parts[0], parts[1], parts[2], x, y, z);
  };
  return (x, y, z) => sum(all, x, y, z);
}
