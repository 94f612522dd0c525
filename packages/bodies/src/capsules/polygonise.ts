// Blends capsules into one body and triangulates its surface.
import { marchingCubes } from '@vrn/mesh';
import { packed, type TriangleMesh } from '@vrn/voxel';
import type { Vector } from '../person/vectors.js';
import type { Capsule } from './capsules.js';

/** Length over which parts blend into each other, in metres. */
const BLEND_LENGTH = 0.011;

/** Distance outside a part's surface at which its influence ends, in blending lengths. */
const CUTOFF_DISTANCE = 6;

/** Returns the approximate signed distance to the surface of a capsule in metres, negative inside. */
export function distance(capsule: Capsule, x: number, y: number, z: number): number {
  const { from, to, fromRadius, toRadius, flat } = capsule;
  const [ux, uy, uz] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  let [px, py, pz] = [x - from[0], y - from[1], z - from[2]];
  const length = ux * ux + uy * uy + uz * uz;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, (px * ux + py * uy + pz * uz) / length));
  px -= along * ux;
  py -= along * uy;
  pz -= along * uz;
  if (flat !== undefined) {
    const [nx, ny, nz] = flat.along;
    const more = (flat.factor - 1) * (px * nx + py * ny + pz * nz);
    px += more * nx;
    py += more * ny;
    pz += more * nz;
  }
  return Math.sqrt(px * px + py * py + pz * pz) - fromRadius - along * (toRadius - fromRadius);
}

/**
 * Triangulates the smooth union of all capsules: the level set Σ exp(−distance / blending length) = 1.
 *
 * @param parts    capsules, in metres. A part adds to the sum only inside it and near its surface, see
 *   `CUTOFF_DISTANCE`.
 * @param spacing  distance between samples in metres. Features thinner than this may be lost.
 * @returns        closed mesh, in metres.
 * Cost: O(samples in the bounding box of the body, plus samples in the bounding box of each part).
 */
export function polygonise(parts: readonly Capsule[], spacing: number): TriangleMesh {
  const cutoff = CUTOFF_DISTANCE * BLEND_LENGTH;
  const boxes = parts.map(({ from, to, fromRadius, toRadius }) => {
    const corner = (pick: (...n: number[]) => number, sign: 1 | -1): Vector =>
      [0, 1, 2].map((axis) =>
        pick(from[axis]! + sign * (fromRadius + cutoff), to[axis]! + sign * (toRadius + cutoff)),
      ) as unknown as Vector;
    return { min: corner(Math.min, -1), max: corner(Math.max, 1) };
  });
  const low = [0, 1, 2].map((axis) => Math.min(...boxes.map(({ min }) => min[axis]!))) as [number, number, number];
  const high = [0, 1, 2].map((axis) => Math.max(...boxes.map(({ max }) => max[axis]!)));
  const [columns, rows, slices] = low.map((at, axis) => Math.ceil((high[axis]! - at) / spacing) + 1) as [
    number,
    number,
    number,
  ];
  const [x0, y0, z0] = [low[0] + spacing / 2, low[1] + (rows - 0.5) * spacing, low[2] + (slices - 0.5) * spacing];
  const sum = new Float32Array(rows * columns * slices);
  for (const [p, part] of parts.entries()) {
    const { min, max } = boxes[p]!;
    const first = (top: number, near: number) => Math.max(0, Math.ceil((top - near) / spacing));
    const [i0, i1] = [first(y0, max[1]), Math.min(rows - 1, Math.floor((y0 - min[1]) / spacing))];
    const [j0, j1] = [first(min[0], x0), Math.min(columns - 1, Math.floor((max[0] - x0) / spacing))];
    const [k0, k1] = [first(z0, max[2]), Math.min(slices - 1, Math.floor((z0 - min[2]) / spacing))];
    for (let i = i0; i <= i1; i++) {
      const y = y0 - i * spacing;
      for (let j = j0; j <= j1; j++) {
        const x = x0 + j * spacing;
        const start = (i * columns + j) * slices;
        for (let k = k0; k <= k1; k++) {
          const d = distance(part, x, y, z0 - k * spacing);
          if (d < cutoff) sum[start + k]! += Math.exp(-d / BLEND_LENGTH);
        }
      }
    }
  }
  // The logarithm of the sum is the negative of the blended distance, in blending lengths.
  const floor = Math.exp(-CUTOFF_DISTANCE);
  for (let at = 0; at < sum.length; at++) sum[at] = Math.log(sum[at]! + floor);
  const max = [low[0] + columns * spacing, low[1] + rows * spacing, low[2] + slices * spacing] as const;
  return marchingCubes(packed(sum, [rows, columns, slices]), {
    level: Math.log(1 + floor),
    grid: { shape: [rows, columns, slices], min: low, max },
  });
}
