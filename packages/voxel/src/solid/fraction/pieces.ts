// Computes the exact volume behind a face in every voxel: cuts the face at the planes between voxels, and sums over its
// pieces.
import { AWAY, cut, DOWN, least, newPolygon, type Polygon, RIGHT, setTriangle } from './polygon.js';

/**
 * Returns a function that adds to a row of voxels the volume behind a face, positive behind a front face, negative
 * behind a back face. The sum over all faces is the integral of the winding number, which for a closed mesh without
 * overlaps is the volume inside.
 *
 * @param p        `[3V]` right, down, away, in voxels.
 * @param changes  `[columns, slices + 2]`: changes of the volume from slice to slice.
 * @returns  a function of the offsets of the vertices in `p`, and the row. Cost: O(voxels of the row that the face
 *           passes through).
 */
export function piecesBehind(
  p: Float64Array,
  { columns, slices, changes }: { readonly columns: number; readonly slices: number; readonly changes: Float64Array },
): (face: readonly [number, number, number], row: number) => void {
  const whole = newPolygon();
  whole.length = 9;
  const half = newPolygon();
  const inRow = newPolygon();
  const front = newPolygon();
  const byColumn = cells(RIGHT, columns);
  const bySlice = cells(AWAY, slices);
  return (face, row) => {
    setTriangle(whole, p, face);
    cut(whole, half, DOWN, row, 1);
    cut(half, inRow, DOWN, row + 1, -1);
    byColumn(inRow, (part, column) => {
      const start = column * (slices + 2);
      if (least(part, AWAY, 1) < 0) {
        cut(part, front, AWAY, 0, -1);
        addPiece(changes, start, front, Number.NaN);
      }
      bySlice(part, (piece, slice) => addPiece(changes, start + slice, piece, slice));
    });
  };
}

type Visit = (part: Polygon, cell: number) => void;

/** Creates a function that visits the parts of a polygon in cells 0 to `count` − 1 along an axis, and no others. */
function cells(axis: number, count: number): (polygon: Polygon, visit: Visit) => void {
  const part = newPolygon();
  let rest = newPolygon();
  let spare = newPolygon();
  return (polygon, visit) => {
    const low = least(polygon, axis, 1);
    const high = -least(polygon, axis, -1);
    // A polygon in a plane between two cells belongs to the second one.
    const first = Math.max(0, Math.floor(low));
    const last = Math.min(count, Math.max(Math.ceil(high), Math.floor(low) + 1)) - 1;
    if (low >= 0 && first === last && high <= last + 1) {
      visit(polygon, first);
      return;
    }
    cut(polygon, rest, axis, first, 1);
    for (let cell = first; cell <= last; cell++) {
      cut(rest, part, axis, cell + 1, -1);
      visit(part, cell);
      cut(rest, spare, axis, cell + 1, 1);
      [rest, spare] = [spare, rest];
    }
  };
}

/**
 * Adds the volume behind a piece of a face: within the piece's voxel, and over the full depth of the voxels behind it.
 *
 * @param slice  slice of the piece's voxel; NaN for a piece in front of the grid, which counts as lying on the front of
 *               the first slice.
 */
function addPiece(changes: Float64Array, to: number, { at, length }: Polygon, slice: number): void {
  let area = 0;
  let moment = 0;
  for (let n = 3; n + 3 < length; n += 3) {
    // Seen from the front, with y downwards, front faces run clockwise.
    const part = ((at[n + 1]! - at[1]!) * (at[n + 3]! - at[0]!) - (at[n]! - at[0]!) * (at[n + 4]! - at[1]!)) / 2;
    area += part;
    moment += (part * (at[2]! + at[n + 2]! + at[n + 5]!)) / 3;
  }
  const before = Number.isNaN(slice) ? 0 : moment - area * slice;
  changes[to]! += area - before;
  changes[to + 1]! += before;
}
