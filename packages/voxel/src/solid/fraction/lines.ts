// Samples a row of voxels along lines of sight: where the surface crosses them, and which lengths are inside.

/**
 * Number of lines of sight per voxel, a Fibonacci number. With the Fibonacci number before it as step, the lines form a
 * lattice in which no two share an x or a y.
 */
export const LINES = 144;
const LATTICE_STEP = 89;
/** Offset of the lines along x, in units of 1/144 voxel; irrational, so that no line lies in a diagonal plane. */
const OFFSET = Math.SQRT2 / 3;
/** Number of units of length in the depth of a voxel. Lengths are integers in this unit, so that sums are exact. */
export const UNIT = 2 ** 22;

/**
 * A count of surfaces that occurs along less than this length, in voxels, summed over all lines of a column, is
 * ignored: it is a rounding error where surfaces touch.
 */
const TOLERANCE = 0.01;

/**
 * For each line of a row of voxels, `[columns, LINES]`, its crossings in any order: 1 + depth for a front face,
 * −(1 + depth) for a back face. Depth is in voxels from the grid's front, 0 for crossings in front of the grid.
 */
export type Crossings = number[][];

/**
 * Adds the crossings of a face with the lines of a row of voxels, in the columns where `wanted` is not 0.
 *
 * At every level (the y of a line), the face is cut to a segment between two of its edges. Triangles that share an edge
 * compute the end of their segments there from the same numbers, so no line passes between them. Depth is interpolated
 * along the segment, so it never leaves the face's range, even if the face is seen edge-on.
 *
 * @param p       vertices, `[3V]`: right, down, away, in voxels.
 * @param corner  offset of the face in `indices`.
 */
export function crossLines(
  p: Float64Array,
  indices: Uint32Array,
  corner: number,
  row: number,
  wanted: Uint8Array,
  crossings: Crossings,
): void {
  // Number of levels above a vertex. Levels are counted from the grid's top, LINES per row of voxels.
  const levelOf = (v: number): number => Math.ceil(p[v + 1]! * LINES - 0.5);
  const along = (u: number, v: number, share: number): number => p[u]! + (p[v]! - p[u]!) * share;
  const a = 3 * indices[corner]!;
  const b = 3 * indices[corner + 1]!;
  const c = 3 * indices[corner + 2]!;
  const [top, middle, low] = [a, b, c].sort((u, v) => p[u + 1]! - p[v + 1]!) as [number, number, number];
  const isInTurn = middle === (top === a ? b : top === b ? c : a);
  const to = Math.min(levelOf(low), (row + 1) * LINES);
  const middleLevel = levelOf(middle);
  for (let level = Math.max(levelOf(top), row * LINES); level < to; level++) {
    const y = (level + 0.5) / LINES;
    const place = level % LINES;
    // Position of the line in its voxel, 0..1 from the left.
    const x = (((place * LATTICE_STEP) % LINES) + OFFSET) / LINES;
    const isUpper = level < middleLevel;
    const above = isUpper ? top : middle;
    const below = isUpper ? middle : low;
    const onLong = (y - p[top + 1]!) / (p[low + 1]! - p[top + 1]!);
    const onShort = (y - p[above + 1]!) / (p[below + 1]! - p[above + 1]!);
    const long = along(top, low, onLong) - x;
    const short = along(above, below, onShort) - x;
    const end = Math.min(wanted.length, Math.ceil(Math.max(short, long)));
    for (let j = Math.max(0, Math.ceil(Math.min(short, long))); j < end; j++) {
      if (wanted[j] === 0) continue;
      const share = Math.max(0, Math.min((j - long) / (short - long), 1));
      const z = along(top + 2, low + 2, onLong);
      const depth = 1 + Math.max(0, z + (along(above + 2, below + 2, onShort) - z) * share);
      crossings[j * LINES + place]!.push(short < long === isInTurn ? depth : -depth);
    }
  }
}

/**
 * Measures the lengths inside along the lines of a column, front to back, and empties the lines' lists. A point is
 * inside where the count of surfaces in front of it has one of `bits` set.
 *
 * @param changes  `[slices + 3]`, overwritten with a 0, then the changes of the length inside from slice to slice, in
 *   units of 1 / {@link UNIT} voxels, summed over the lines.
 * @returns  the only nonzero count, 1 if all counts are 0, or 0 if there are several nonzero counts.
 */
export function walkLines(crossings: Crossings, column: number, bits: number, changes: Float64Array): number {
  const slices = changes.length - 3;
  /** Total length in voxels for each count other than 0. */
  const lengths = new Map<number, number>();
  changes.fill(0);
  for (let line = 0; line < LINES; line++) {
    const list = crossings[column * LINES + line]!;
    if (list.length > 2 || Math.abs(list[0]!) > Math.abs(list[1]!)) list.sort((a, b) => Math.abs(a) - Math.abs(b));
    const depthOf = (n: number): number => Math.min(Math.abs(list[n] ?? Infinity) - 1, slices);
    let count = 0;
    for (let n = 0; n < list.length; n++) {
      const depth = depthOf(n);
      const before = Number((count & bits) !== 0);
      count += Math.sign(list[n]!);
      const change = Number((count & bits) !== 0) - before;
      const slice = Math.floor(depth);
      const part = Math.round((depth - slice) * UNIT);
      changes[slice + 1]! += change * (UNIT - part);
      changes[slice + 2]! += change * part;
      if (count !== 0) lengths.set(count, (lengths.get(count) ?? 0) + depthOf(n + 1) - depth);
    }
    list.length = 0;
  }
  let only = 0;
  for (const [count, length] of lengths) {
    if (length < TOLERANCE) continue;
    if (only !== 0) return 0;
    only = count;
  }
  return only || 1;
}
