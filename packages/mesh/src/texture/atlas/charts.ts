// Divides the faces of a mesh into charts: connected pieces that do not overlap when projected along an axis.
import type { TriangleMesh } from '@vrn/voxel';
import { type Corners, triangleTexels } from './triangleTexels.js';

/**
 * The directions in which faces of a chart look: `sign` times a world axis. `across` and `down` are the axes, with
 * signs, along which columns and rows of the chart increase; a chart shows its faces from outside, not mirrored.
 */
export const DIRECTIONS = [
  { axis: 2, sign: 1, across: [0, 1], down: [1, -1] },
  { axis: 2, sign: -1, across: [0, -1], down: [1, -1] },
  { axis: 0, sign: 1, across: [2, -1], down: [1, -1] },
  { axis: 0, sign: -1, across: [2, 1], down: [1, -1] },
  { axis: 1, sign: 1, across: [0, 1], down: [2, 1] },
  { axis: 1, sign: -1, across: [0, 1], down: [2, -1] },
] as const;

/** Index of the direction towards the camera. */
export const FRONT = 0;

/** Faces that are projected along one of the `DIRECTIONS`, given by its index. */
export interface Chart {
  readonly direction: number;
  readonly faces: readonly number[];
}

/** Number of passes that smooth the directions of faces, and the total weight of the neighbours in each. */
const PASSES = 4;
const INFLUENCE = 0.5;

/** The directions of a face's neighbours count only where the face's normal has more than this component along them. */
const MIN_FACING = 0.15;

/** Minimum barycentric weight of a texel inside a triangle; excludes the triangle's edges, which two faces share. */
const INTERIOR = 1e-6;

/** Offset of the raster in texels, 0..1: any value that keeps vertices on regular grids off texel centres. */
const SHIFT = 0.37;

/**
 * Divides a mesh into charts. Faces of one chart are connected, look along its direction, and do not overlap.
 *
 * @param normals  normals of the vertices
 * @param inFront  1 for the faces of the first chart, which may have several pieces; they must not overlap
 * @param texel    size of a texel in world units, at which overlaps are detected
 * @returns  the charts; the first is that of `inFront`, possibly without faces
 * Cost: O(F + texels).
 */
export function chartsOf(mesh: TriangleMesh, normals: Float32Array, inFront: Uint8Array, texel: number): Chart[] {
  const { positions, indices } = mesh;
  const around = facesAround(mesh);
  const direction = directionsOf(mesh, normals, around);
  const low = [0, 1, 2].map((axis) => extreme(positions, axis, Math.min, Number.POSITIVE_INFINITY));
  const high = [0, 1, 2].map((axis) => extreme(positions, axis, Math.max, Number.NEGATIVE_INFINITY));
  const owners = DIRECTIONS.map(({ across, down }) => {
    const [width, height] = [across, down].map(([axis]) => Math.ceil((high[axis]! - low[axis]!) / texel) + 2);
    return { width: width!, chart: new Int32Array(width! * height!) };
  });
  const charts: { direction: number; faces: number[] }[] = [{ direction: FRONT, faces: [] }];
  const done = Uint8Array.from(inFront);
  for (let f = 0; f < done.length; f++) if (done[f] === 1) charts[0]!.faces.push(f);
  for (let seed = 0; seed < done.length; seed++) {
    if (done[seed] === 1) continue;
    const own = direction[seed]!;
    const faces: number[] = [];
    const chart = charts.push({ direction: own, faces });
    const queue = [seed];
    const queued = new Set(queue);
    for (const f of queue) {
      if (!claim(f, own, chart)) continue;
      done[f] = 1;
      faces.push(f);
      for (let corner = 3 * f; corner < 3 * f + 3; corner++) {
        const v = indices[corner]!;
        for (let n = around.start[v]!; n < around.start[v + 1]!; n++) {
          const next = around.list[n]!;
          if (done[next] === 1 || direction[next] !== own || queued.has(next)) continue;
          queued.add(next);
          queue.push(next);
        }
      }
    }
  }
  return charts;

  /** Marks the texels of a face; returns false, without marking any, if the chart has one of them already. */
  function claim(f: number, own: number, chart: number): boolean {
    const { across, down } = DIRECTIONS[own]!;
    const { width, chart: owner } = owners[own]!;
    const [x, y] = [across, down].map(([axis, sign]) => (v: number): number => {
      const from = sign > 0 ? low[axis]! : -high[axis]!;
      return (sign * positions[3 * v + axis]! - from) / texel + SHIFT;
    }) as [(v: number) => number, (v: number) => number];
    const [a, b, c] = [indices[3 * f]!, indices[3 * f + 1]!, indices[3 * f + 2]!];
    const corners: Corners = [x(a), y(a), x(b), y(b), x(c), y(c)];
    const isFree = triangleTexels(corners, INTERIOR, (j, i) => owner[i * width + j] !== chart);
    if (isFree) {
      triangleTexels(corners, INTERIOR, (j, i) => {
        owner[i * width + j] = chart;
        return true;
      });
    }
    return isFree;
  }
}

interface FacesAround {
  readonly start: Uint32Array;
  readonly list: Uint32Array;
}

/** Returns the faces of each vertex v: `list[start[v]]` to `list[start[v + 1] − 1]`. */
function facesAround({ positions, indices }: TriangleMesh): FacesAround {
  const start = new Uint32Array(positions.length / 3 + 1);
  for (const v of indices) start[v + 1]!++;
  for (let v = 1; v < start.length; v++) start[v]! += start[v - 1]!;
  const next = start.slice();
  const list = new Uint32Array(indices.length);
  for (let corner = 0; corner < indices.length; corner++) list[next[indices[corner]!]!++] = Math.floor(corner / 3);
  return { start, list };
}

/** Returns the index of the direction that each face looks along, smoothed over the faces around it. */
function directionsOf({ indices }: TriangleMesh, normals: Float32Array, { start, list }: FacesAround): Uint8Array {
  const count = indices.length / 3;
  const facing = new Float32Array(6 * count);
  for (let f = 0; f < count; f++) {
    const sum = [0, 1, 2].map((axis) =>
      [0, 1, 2].reduce((total, corner) => total + normals[3 * indices[3 * f + corner]! + axis]!, 0),
    );
    const length = Math.hypot(...sum) || 1;
    for (let d = 0; d < 6; d++) facing[6 * f + d] = (DIRECTIONS[d]!.sign * sum[DIRECTIONS[d]!.axis]!) / length;
  }
  let direction = new Uint8Array(count);
  for (let pass = 0; pass <= PASSES; pass++) {
    const before = direction;
    direction = Uint8Array.from({ length: count }, (_, f) => {
      const votes = [0, 0, 0, 0, 0, 0];
      let voters = 0;
      for (let corner = 3 * f; corner < 3 * f + 3; corner++) {
        const v = indices[corner]!;
        for (let n = start[v]!; n < start[v + 1]!; n++) votes[before[list[n]!]!]!++;
        voters += start[v + 1]! - start[v]!;
      }
      let [best, most] = [0, Number.NEGATIVE_INFINITY];
      for (let d = 0; d < 6; d++) {
        const own = facing[6 * f + d]!;
        const score = own + (pass > 0 && own > MIN_FACING ? (INFLUENCE * votes[d]!) / voters : 0);
        if (score > most) [best, most] = [d, score];
      }
      return best;
    });
  }
  return direction;
}

function extreme(
  positions: Float32Array,
  axis: number,
  pick: (a: number, b: number) => number,
  initial: number,
): number {
  let found = initial;
  for (let at = axis; at < positions.length; at += 3) found = pick(found, positions[at]!);
  return found;
}
