// Samples a row of voxels along lines of sight: where the surface crosses them, and which lengths are inside.

/**
 * Number of lines of sight per voxel, a Fibonacci number. With the Fibonacci number before it as step, the lines form a
 * lattice in which no two share an x or a y.
 */
export const LINES = 144;
const LATTICE_STEP = 89;
/** Offset of the lines along x, in steps of the lattice; irrational, so that no line lies in a diagonal plane. */
const OFFSET = Math.SQRT2 / 3;
/** Units of length per depth of a voxel. Lengths are integer multiples of the unit, so that sums of them are exact. */
export const UNIT = 2 ** 22;

/**
 * Crossings in a row of voxels, one linked list per line: `heads[line]`, `[LINES, columns]`, is the first crossing,
 * `next[crossing]` the next one, −1 the end.
 */
export interface Crossings {
  readonly heads: Int32Array;
  readonly next: number[];
  /** 1 more than the depth from the grid's front in voxels; negative for back faces. */
  readonly depths: number[];
}

/**
 * Adds the crossings of a face with the lines of a row of voxels.
 *
 * At every level (the y of a line) the face is a segment between two of its edges. Triangles that share an edge compute
 * the end of their segments from the same numbers, so no line passes between them. Depth is interpolated along the
 * segment, so it is that of a point of the face even where the face is seen edge-on.
 *
 * @param p     `[3V]` right, down, away, in voxels.
 * @param face  offsets of the vertices in `p`.
 */
export function crossLines(
  p: Float64Array,
  face: readonly [number, number, number],
  row: number,
  rows: number,
  columns: number,
  { heads, next, depths }: Crossings,
): void {
  // Number of levels above a vertex. Levels are counted from the top, LINES per row of voxels.
  const levelOf = (v: number): number => clamp(Math.ceil(p[v + 1]! * LINES - 0.5), rows * LINES);
  const along = (u: number, v: number, share: number): number => p[u]! + (p[v]! - p[u]!) * share;
  const [top, middle, low] = face.toSorted((u, v) => levelOf(u) - levelOf(v)) as [number, number, number];
  const isInTurn = face[(face.indexOf(top) + 1) % 3] === middle;
  const from = Math.max(levelOf(top), row * LINES);
  const to = Math.min(levelOf(low), (row + 1) * LINES);
  const middleLevel = levelOf(middle);
  for (let level = from; level < to; level++) {
    const y = (level + 0.5) / LINES;
    const place = level % LINES;
    // Position of the line in its voxel, 0..1 from the left.
    const x = (((place * LATTICE_STEP) % LINES) + OFFSET) / LINES;
    const above = level < middleLevel ? top : middle;
    const below = level < middleLevel ? middle : low;
    const onLong = (y - p[top + 1]!) / (p[low + 1]! - p[top + 1]!);
    const onShort = (y - p[above + 1]!) / (p[below + 1]! - p[above + 1]!);
    const long = along(top, low, onLong) - x;
    const short = along(above, below, onShort) - x;
    const columnLong = Math.ceil(long);
    const columnShort = Math.ceil(short);
    if (columnLong === columnShort) continue;
    const zLong = along(top + 2, low + 2, onLong);
    const zShort = along(above + 2, below + 2, onShort);
    const facing = columnShort < columnLong === isInTurn ? 1 : -1;
    const end = Math.min(columns, Math.max(columnShort, columnLong));
    for (let j = Math.max(0, Math.min(columnShort, columnLong)); j < end; j++) {
      const z = zLong + (zShort - zLong) * clamp((j - long) / (short - long), 1);
      const line = place * columns + j;
      next.push(heads[line]!);
      heads[line] = depths.push(facing * (1 + Math.max(0, z))) - 1;
    }
  }
}

const clamp = (value: number, high: number): number => Math.max(0, Math.min(value, high));

/**
 * Measures the lengths inside along all lines, front to back, and clears the crossings. A point is inside where the
 * count of surfaces in front of it has one of `bits` set.
 *
 * @param changes  `[columns, slices + 2]`, set: changes of the length inside from slice to slice, in units.
 * @param moments  `[3, columns]`, set: the length where the count is not 0, its sum times the count, and times its
 *                 square.
 */
export function walkLines(
  { heads, next, depths }: Crossings,
  bits: number,
  slices: number,
  changes: Float64Array,
  moments: Float64Array,
): void {
  const columns = moments.length / 3;
  changes.fill(0);
  moments.fill(0);
  const list: number[] = [];
  for (let line = 0; line < heads.length; line++) {
    list.length = 0;
    for (let at = heads[line]!; at >= 0; at = next[at]!) list.push(depths[at]!);
    if (list.length > 2 || Math.abs(list[0]!) > Math.abs(list[1]!)) list.sort((a, b) => Math.abs(a) - Math.abs(b));
    const column = line % columns;
    let count = 0;
    for (let n = 0; n < list.length; n++) {
      const depth = Math.min(Math.abs(list[n]!) - 1, slices);
      const wasInside = (count & bits) !== 0;
      count += Math.sign(list[n]!);
      const change = Number((count & bits) !== 0) - Number(wasInside);
      const slice = Math.floor(depth);
      const part = Math.round((depth - slice) * UNIT);
      const at = column * (slices + 2) + slice;
      changes[at]! += change * (UNIT - part);
      changes[at + 1]! += change * part;
      const run = count && Math.min(n + 1 < list.length ? Math.abs(list[n + 1]!) - 1 : slices, slices) - depth;
      moments[column]! += run;
      moments[columns + column]! += count * run;
      moments[2 * columns + column]! += count * count * run;
    }
  }
  heads.fill(-1);
  next.length = 0;
  depths.length = 0;
}
