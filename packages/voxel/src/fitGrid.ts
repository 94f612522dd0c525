// The grid that holds a mesh: the alignment of bodies for training.
import { check } from './errors.js';
import { checkGrid, type Grid, type Triple } from './grid.js';
import { checkMesh, type TriangleMesh } from './triangleMesh.js';

export interface FitGridOptions {
  /** Voxels along `[rows, columns, slices]`. */
  readonly shape: Triple;
  /** What stands in the middle slice: the mean z of the surface, the centroid of the solid, or the middle of the bounds. */
  readonly zAlign?: 'mean' | 'centroid' | 'bounds';
  /** Free space on every side, as a fraction of that side of the grid, 0 ≤ margin < 0.5. */
  readonly margin?: number;
}

export const FIT_GRID_DEFAULTS = { zAlign: 'mean', margin: 0.05 } as const;

const AXES = [0, 1, 2] as const;
type Axis = (typeof AXES)[number];
type Bounds = { readonly min: Triple; readonly max: Triple };

/** Where z is centred, by name. */
const Z_OF = {
  mean: meanZ,
  centroid: centroidZ,
  bounds: (_: TriangleMesh, { min, max }: Bounds) => (min[2] + max[2]) / 2,
};

/**
 * The smallest grid of cubic voxels that holds a whole mesh with a margin on every side.
 *
 * x and y are centred on the mesh's bounds, as a photograph cropped to the person is. z is centred on the mean z of the
 * surface, every part weighted by its area, so that it depends on the body and not on how it is cut into triangles.
 *
 * @param mesh  with some area; only vertices that a face uses count. Read only.
 * @param options.shape  `[rows, columns, slices]`, positive integers.
 * @param options.zAlign  'mean' by default; 'centroid' needs a closed mesh.
 * @param options.margin  0.05 by default.
 * @throws {VolumetricError} `bad-grid` (shape), `bad-argument` (zAlign, margin), `bad-mesh`
 *
 * @example
 * fitGrid(cube({ side: 2 }), { shape: [8, 8, 8], margin: 0.25 });
 * // → { shape: [8, 8, 8], min: [-2, -2, -2], max: [2, 2, 2] }
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, 3.1 (bodies aligned by their mean z).
 * Not in the paper: that the mean is weighted by area, and the margin.
 */
export function fitGrid(mesh: TriangleMesh, options: FitGridOptions): Grid {
  const { shape, zAlign = FIT_GRID_DEFAULTS.zAlign, margin = FIT_GRID_DEFAULTS.margin } = options ?? {};
  checkGrid({ shape, min: [0, 0, 0], max: [1, 1, 1] }, 'fitGrid');
  check(
    Object.hasOwn(Z_OF, zAlign),
    'bad-argument',
    () => `fitGrid: zAlign must be 'mean', 'centroid' or 'bounds', got ${zAlign}`,
  );
  check(
    margin >= 0 && margin < 0.5,
    'bad-argument',
    () => `fitGrid: margin must be at least 0 and below 0.5, got ${margin}`,
  );
  checkMesh(mesh, 'fitGrid');

  const bounds = boundsOf(mesh);
  const { min, max } = bounds;
  const centre: Triple = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, Z_OF[zAlign](mesh, bounds)];
  const counts: Triple = [shape[1], shape[0], shape[2]];
  const reach = (axis: Axis) => Math.max(max[axis] - centre[axis], centre[axis] - min[axis]);
  const widest = Math.max(...AXES.map((axis) => (2 * reach(axis)) / counts[axis]));
  check(widest > 0, 'bad-mesh', () => 'fitGrid: mesh must have some extent, got a single point');

  const corner = (half: number): Triple => [
    centre[0] + half * counts[0],
    centre[1] + half * counts[1],
    centre[2] + half * counts[2],
  ];
  const gridOf = (side: number): Grid => ({ shape: [...shape], min: corner(-side / 2), max: corner(side / 2) });
  const holds = (grid: Grid) =>
    AXES.every((k) => grid.min[k] <= min[k] && grid.max[k] >= max[k] && grid.min[k] < grid.max[k]);
  let side = widest / (1 - 2 * margin);
  // Without a margin, rounding may leave a vertex just outside.
  for (let growth = Number.EPSILON; !holds(gridOf(side)); growth *= 2) side *= 1 + growth;
  return gridOf(side);
}

function boundsOf({ positions, indices }: TriangleMesh): Bounds {
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const vertex of indices) {
    for (const axis of AXES) {
      const at = positions[3 * vertex + axis]!;
      if (at < min[axis]) min[axis] = at;
      if (at > max[axis]) max[axis] = at;
    }
  }
  return { min, max };
}

/** Mean z of the surface: every triangle's mean by its area. */
function meanZ(mesh: TriangleMesh, bounds: Bounds): number {
  return weightedZ(mesh, bounds, 3, (a, b, c) => {
    const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
    return Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
  });
}

/** Mean z of the solid: the mean of every tetrahedron from the middle of the bounds to a face, by its signed volume. */
function centroidZ(mesh: TriangleMesh, bounds: Bounds): number {
  return weightedZ(mesh, bounds, 4, (a, b, c) => {
    const x = a[0] * (b[1] * c[2] - b[2] * c[1]);
    const y = a[1] * (b[2] * c[0] - b[0] * c[2]);
    return x + y + a[2] * (b[0] * c[1] - b[1] * c[0]);
  });
}

/** Weighted mean over faces of the sum of z of their corners over `corners`, taken from the middle of the bounds. */
function weightedZ(
  { positions, indices }: TriangleMesh,
  { min, max }: Bounds,
  corners: number,
  weigh: (a: Triple, b: Triple, c: Triple) => number,
): number {
  const middle = AXES.map((axis) => (min[axis] + max[axis]) / 2) as [number, number, number];
  const at = (corner: number): Triple => {
    const v = 3 * indices[corner]!;
    return [positions[v]! - middle[0], positions[v + 1]! - middle[1], positions[v + 2]! - middle[2]];
  };
  let total = 0;
  let sum = 0;
  for (let corner = 0; corner < indices.length; corner += 3) {
    const a = at(corner);
    const b = at(corner + 1);
    const c = at(corner + 2);
    const weight = weigh(a, b, c);
    total += weight;
    sum += weight * (a[2] + b[2] + c[2]);
  }
  const mean = middle[2] + sum / (corners * total);
  check(
    mean >= min[2] && mean <= max[2],
    'bad-mesh',
    () => `fitGrid: mesh must have some area, and be closed for 'centroid', got a mean z of ${mean}`,
  );
  return mean;
}
