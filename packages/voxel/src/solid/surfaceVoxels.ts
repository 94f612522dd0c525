// The voxels that a surface touches.
import { type Grid, voxelSize } from '../core/grid.js';
import type { TriangleMesh } from '../core/triangleMesh.js';

/** Voxels that are nearer than this, relative to the coordinates in voxels, count as touched: no rounding loses one. */
const SLACK = 2 ** -46;

/**
 * 1 for every voxel, its border included, that a triangle touches, its border included; a triangle without area is a
 * segment or a point. A face between two voxels marks both.
 *
 * A box and a triangle lie apart exactly if they do so along one of thirteen axes: the three of the box, the triangle's
 * normal, and the nine across an edge of either. The nine are the edges' normals in the three views along an axis. In
 * each view they bound what of a row or column of voxels the triangle reaches: per row, the columns (seen along z) and
 * the slices (along x); per column, the slices (along y). So a triangle is a loop over rows and columns in which the
 * normal bounds a run of slices, and no voxel is tested by itself.
 *
 * @returns  `[rows, columns, slices]`, packed.
 * Accuracy: never misses a voxel; marks one that is not touched only nearer than about 1e-13 of the coordinates in voxels.
 * Cost: O(F + rows and columns of the triangles' boxes + voxels marked).
 *
 * Source: Akenine-Möller 2001 (the axes); Schwarz, Seidel 2010, 3 (the views).
 */
export function surfaceVoxels({ positions: p, indices }: TriangleMesh, grid: Grid): Uint8Array {
  const { shape: [rows, columns, slices], min: [left], max: [, top, front] } = grid; // biome-ignore format: one line a grid
  const [perX, perY, perZ] = voxelSize(grid).map((side) => 1 / side) as [number, number, number];
  const out = new Uint8Array(rows * columns * slices);
  const bounds = [new Float64Array(2 * rows), new Float64Array(2 * rows), new Float64Array(2 * columns)] as const;
  // Vertices and edges in voxels, along the axes down, right, away.
  const v = new Float64Array(9);
  const e = new Float64Array(9);
  const first = new Int32Array(3);
  const last = new Int32Array(3);

  /** Whether nothing of the box is left to be marked, as often in a fine mesh; or nothing of it is in the grid. */
  const isMarked = (): boolean => {
    for (let i = first[0]!; i <= last[0]!; i++) {
      for (let j = first[1]!; j <= last[1]!; j++) {
        const start = (i * columns + j) * slices;
        for (let k = first[2]!; k <= last[2]!; k++) if (out[start + k] === 0) return false;
      }
    }
    return true;
  };
  /** Bounds, for each index of axis u that the triangle's box has, what the triangle reaches along axis w. */
  const view = (u: number, w: number, into: Float64Array, reach: number): void => {
    for (let i = first[u]!; i <= last[u]!; i++) {
      into[2 * i] = first[w]!;
      into[2 * i + 1] = last[w]!;
    }
    for (let c = 0; c < 9; c += 3) {
      const across = -e[c + w]!;
      const along = e[c + u]!;
      const size = Math.abs(across) + Math.abs(along);
      if (size < 1e-280) continue;
      // across · (U − u₀) + along · (W − w₀) lies between 0 and what it is at the third vertex.
      const before = c === 0 ? 6 : c - 3;
      const third = -(across * e[before + u]! + along * e[before + w]!);
      const slack = SLACK * size * reach;
      const start = across * v[c + u]!;
      const least = start + Math.min(0, third) - slack - Math.max(0, across);
      const most = start + Math.max(0, third) + slack - Math.min(0, across);
      if (Math.abs(along) <= 1e-20 * size) {
        for (let i = first[u]!; i <= last[u]!; i++) {
          if (across * i < least || across * i > most) into[2 * i] = Number.POSITIVE_INFINITY;
        }
        continue;
      }
      const inverse = 1 / along;
      const slope = -across * inverse;
      const low = v[c + w]! + (along > 0 ? least : most) * inverse - 1;
      const high = v[c + w]! + (along > 0 ? most : least) * inverse;
      for (let i = first[u]!; i <= last[u]!; i++) {
        into[2 * i] = Math.max(into[2 * i]!, low + slope * i);
        into[2 * i + 1] = Math.min(into[2 * i + 1]!, high + slope * i);
      }
    }
  };

  for (let t = 0; t < indices.length; t += 3) {
    for (let c = 0; c < 3; c++) {
      const at = 3 * indices[t + c]!;
      const to = 3 * indices[c === 2 ? t : t + c + 1]!;
      v[3 * c] = (top - p[at + 1]!) * perY;
      v[3 * c + 1] = (p[at]! - left) * perX;
      v[3 * c + 2] = (front - p[at + 2]!) * perZ;
      e[3 * c] = (p[at + 1]! - p[to + 1]!) * perY;
      e[3 * c + 1] = (p[to]! - p[at]!) * perX;
      e[3 * c + 2] = (p[at + 2]! - p[to + 2]!) * perZ;
    }
    let reach = 1;
    for (let c = 0; c < 9; c++) reach = Math.max(reach, Math.abs(v[c]!) + 1);
    for (let axis = 0; axis < 3; axis++) {
      const from = Math.ceil(Math.min(v[axis]!, v[axis + 3]!, v[axis + 6]!) - 1 - SLACK * reach);
      const to = Math.floor(Math.max(v[axis]!, v[axis + 3]!, v[axis + 6]!) + SLACK * reach);
      const end = grid.shape[axis]! - 1;
      first[axis] = Math.max(0, Math.min(from, end + 1));
      last[axis] = Math.max(-1, Math.min(to, end));
    }
    if (isMarked()) continue;
    view(0, 1, bounds[0], reach);
    view(0, 2, bounds[1], reach);
    view(1, 2, bounds[2], reach);
    // The plane, by its normal and how far from it a voxel's middle may be.
    const n0 = e[1]! * e[5]! - e[2]! * e[4]!;
    const n1 = e[2]! * e[3]! - e[0]! * e[5]!;
    const n2 = e[0]! * e[4]! - e[1]! * e[3]!;
    const size =
      (Math.abs(e[0]!) + Math.abs(e[1]!) + Math.abs(e[2]!)) * (Math.abs(e[3]!) + Math.abs(e[4]!) + Math.abs(e[5]!));
    const near = (Math.abs(n0) + Math.abs(n1) + Math.abs(n2)) / 2 + SLACK * size * reach;
    const isUpright = Math.abs(n2) <= 1e-20 * size;
    const inverse = isUpright ? 0 : 1 / n2;
    const thick = isUpright ? Number.POSITIVE_INFINITY : Math.abs(near * inverse);
    for (let i = first[0]!; i <= last[0]!; i++) {
      const down = n0 * (i + 0.5 - v[0]!);
      const right = Math.floor(bounds[0][2 * i + 1]!);
      for (let j = Math.ceil(bounds[0][2 * i]!); j <= right; j++) {
        const off = down + n1 * (j + 0.5 - v[1]!);
        if (isUpright && Math.abs(off) > near) continue;
        const middle = v[2]! - 0.5 - off * inverse;
        const low = Math.max(bounds[1][2 * i]!, bounds[2][2 * j]!, middle - thick);
        const high = Math.min(bounds[1][2 * i + 1]!, bounds[2][2 * j + 1]!, middle + thick);
        const end = (i * columns + j) * slices + Math.floor(high);
        for (let at = (i * columns + j) * slices + Math.ceil(low); at <= end; at++) out[at] = 1;
      }
    }
  }
  return out;
}
