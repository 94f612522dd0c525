// Computes the voxel grid of the frame around a person, without and with perspective.
import { fitGrid, type Grid, type TriangleMesh, type Triple, toViewFrame } from '@vrn/voxel';
import type { Crossing } from './drawView.js';
import { PERSON_SHARE } from './options.js';

/** The person's place in the frame. */
export interface Framing {
  /** Factor on the size of the person, who fills the share {@link PERSON_SHARE} of the grid's side at scale 1. */
  readonly scale: number;
  /** The z at which the grid is centred: that of a centre of the mesh, or a number. */
  readonly zAlign: 'mean' | 'centroid' | 'bounds' | number;
  /** Shift of the person to the right and upwards, as proportions of the frame's width and height. */
  readonly offset?: readonly [right: number, up: number];
  /** A border of the photograph. x and y of vertices beyond it are ignored. */
  readonly cut?: Crossing;
}

/**
 * Returns a grid of cubic voxels. x and y are centred on the bounds of the mesh, or of its part inside the border; then
 * the grid moves so that the person is shifted by `offset`. z is centred as `zAlign` says.
 *
 * The size of a voxel is max(w / columns / s, h / rows / s, 2d / slices), where w and h are the width and height of
 * these bounds, s is `PERSON_SHARE · scale`, and d is the largest distance of a vertex from the grid's centre in z.
 * The mesh is thus never cropped in depth.
 */
export function cropGrid(mesh: TriangleMesh, shape: Triple, framing: Framing): Grid {
  const { zAlign } = framing;
  const isGiven = typeof zAlign === 'number';
  const { min, max } = fitGrid(mesh, { shape: [1, 1, 1], margin: 0, zAlign: isGiven ? 'bounds' : zAlign });
  const [low, high] = withinBorder(mesh, [min, max], framing.cut);
  const centre = low.map((least, axis) => (least + high[axis]!) / 2) as [number, number, number];
  if (isGiven) centre[2] = zAlign;
  let width = 0;
  let height = 0;
  let depth = 0;
  for (let v = 0; v < mesh.positions.length; v += 3) {
    width = Math.max(width, Math.abs(mesh.positions[v]! - centre[0]));
    height = Math.max(height, Math.abs(mesh.positions[v + 1]! - centre[1]));
    depth = Math.max(depth, Math.abs(mesh.positions[v + 2]! - centre[2]));
  }
  if (framing.cut) {
    width = (high[0] - low[0]) / 2;
    height = (high[1] - low[1]) / 2;
  }
  const [rows, columns, slices] = shape;
  const framed = (2 * Math.max(width / columns, height / rows)) / (PERSON_SHARE * framing.scale);
  const voxel = Math.max(framed, (2 * depth) / slices);
  const half = [(columns * voxel) / 2, (rows * voxel) / 2, (slices * voxel) / 2];
  if (framing.offset) {
    centre[0] -= 2 * half[0]! * framing.offset[0];
    centre[1] -= 2 * half[1]! * framing.offset[1];
  }
  const corner = (sign: 1 | -1) => centre.map((c, axis) => c + sign * half[axis]!) as unknown as Triple;
  return { shape, min: corner(-1), max: corner(1) };
}

/** Number of iterations that fit the frame of a view. Each reduces the error to about a fifth. */
const REFINEMENTS = 6;

/**
 * Returns the grid for a camera with perspective. The person's image has the same position and size in the frame as the
 * mesh has in the grid of {@link cropGrid}, as if the image were cropped around the mask. The middle slice is at the
 * same z as without perspective.
 *
 * @returns  the grid, and the mesh in the frame of the view (`toViewFrame`).
 */
export function viewGrid(mesh: TriangleMesh, shape: Triple, framing: Framing & { readonly fov: number }) {
  const { fov, ...rest } = framing;
  let grid = cropGrid(mesh, shape, rest);
  const middle = (grid.min[2] + grid.max[2]) / 2;
  for (let n = 0; n < REFINEMENTS; n++) {
    grid = cropGrid(toViewFrame(mesh, { grid, fov }), shape, { ...rest, zAlign: middle });
  }
  return { grid, inView: toViewFrame(mesh, { grid, fov }) };
}

type Bounds = readonly [min: Triple, max: Triple];

/** Returns the bounds, with x and y limited to the vertices on the inner side of the border. */
function withinBorder({ positions }: TriangleMesh, bounds: Bounds, cut: Crossing | undefined): Bounds {
  if (cut === undefined) return bounds;
  const line = borderAt(bounds, cut);
  const isInside = (v: number): boolean => {
    if (cut.side === 'left') return positions[v]! >= line;
    if (cut.side === 'right') return positions[v]! <= line;
    return cut.side === 'bottom' ? positions[v + 1]! >= line : positions[v + 1]! <= line;
  };
  const low = [Infinity, Infinity, bounds[0][2]] as [number, number, number];
  const high = [-Infinity, -Infinity, bounds[1][2]] as [number, number, number];
  for (let v = 0; v < positions.length; v += 3) {
    if (!isInside(v)) continue;
    for (let axis = 0; axis < 2; axis++) {
      low[axis] = Math.min(low[axis]!, positions[v + axis]!);
      high[axis] = Math.max(high[axis]!, positions[v + axis]!);
    }
  }
  return [low, high];
}

/** Returns the x of a border at the left or right, the y of one at the top or bottom. */
function borderAt([min, max]: Bounds, { side, depth }: Crossing): number {
  const axis = side === 'left' || side === 'right' ? 0 : 1;
  const share = side === 'left' || side === 'bottom' ? depth : 1 - depth;
  return min[axis] + share * (max[axis] - min[axis]);
}

/**
 * Returns where the border is in an image of the grid: the number of rows above it, or of columns to the left of it,
 * rounded.
 */
export function borderLine(mesh: TriangleMesh, grid: Grid, { rows, columns, cut }: BorderImage): number {
  const { min, max } = fitGrid(mesh, { shape: [1, 1, 1], margin: 0, zAlign: 'bounds' });
  const at = borderAt([min, max], cut);
  const isColumn = cut.side === 'left' || cut.side === 'right';
  if (isColumn) return Math.round(((at - grid.min[0]) / (grid.max[0] - grid.min[0])) * columns);
  return Math.round(((grid.max[1] - at) / (grid.max[1] - grid.min[1])) * rows);
}

export interface BorderImage {
  readonly rows: number;
  readonly columns: number;
  readonly cut: Crossing;
}
