// Computes the exact volume behind a face in every voxel: cuts the face at the planes between voxels, and sums over its
// pieces.
import { AWAY, clip, cut, newPolygon, type Polygon, ROUNDING } from './polygon.js';

/** Sums over the faces of a row of voxels, `[columns, slices + 3]`; each column's first place is before the grid. */
export interface Pieces {
  /** Changes of the volume behind the faces from slice to slice. */
  readonly changes: Float64Array;
  /**
   * 1 if front faces pass through the voxel, plus 2 if back faces do. The last byte of a column is 1 if any face
   * crosses the column, also in front of the grid or behind it; else 0.
   */
  readonly facings: Uint8Array;
}

/**
 * Returns a function that adds the volume behind the part of a face in a column of voxels to the sums of that column:
 * positive behind a front face, negative behind a back face. The sum over all faces is the integral of the winding
 * number, which for a closed mesh without overlaps is the volume inside.
 *
 * @returns  a function of the part, measured along `AWAY`, and the column. Cost: O(voxels that the part passes
 *   through).
 */
export function piecesBehind(slices: number, { changes, facings }: Pieces): (part: Polygon, column: number) => void {
  const piece = newPolygon();

  /** Adds the volume behind a piece: within its voxel, and over the full depth of the voxels behind it. */
  const addPiece = ({ at, length }: Polygon, to: number, slice: number): void => {
    let area = 0;
    let moment = 0;
    for (let n = 3; n + 3 < length; n += 3) {
      // Seen from the front, front faces run counter-clockwise; since y points downwards, the order of this difference
      // makes their areas positive.
      const share = ((at[n + 1]! - at[1]!) * (at[n + 3]! - at[0]!) - (at[n]! - at[0]!) * (at[n + 4]! - at[1]!)) / 2;
      area += share;
      moment += (share * (at[2]! + at[n + 2]! + at[n + 5]!)) / 3;
    }
    // Pieces in front of the grid have the full depth of every voxel behind them.
    const before = slice < 0 ? 0 : moment - area * slice;
    changes[to]! += area - before;
    changes[to + 1]! += before;
    // The area of a face seen edge-on is 0 up to rounding, so its sign is meaningless.
    if (Math.abs(area) > ROUNDING) facings[to]! |= area > 0 ? 1 : 2;
  };

  return (part, column) => {
    const start = column * (slices + 3) + 1;
    facings[start + slices + 1] = 1;
    let slice = Math.max(-1, Math.floor(part.low[AWAY]!));
    // A piece in a plane between two voxels belongs to the farther one.
    const end = Math.min(slices, Math.max(Math.ceil(part.high[AWAY]!), slice + 1));
    for (; slice < end; slice++) {
      const inVoxel = slice < 0 ? cut(part, piece, AWAY, 0, -1) : clip(part, piece, AWAY, slice);
      addPiece(inVoxel, start + slice, slice);
    }
  };
}
