// Fits a grid of cubic voxels around a mesh, centred on the mesh's bounds in x and y.
import { check } from '../core/errors.js';
import { checkGrid, type Grid, type Triple } from '../core/grid.js';
import { checkOptions } from '../core/options.js';
import { checkMesh, type TriangleMesh } from '../core/triangleMesh.js';

export interface FitGridOptions {
  /** Voxels along `[rows, columns, slices]`. */
  readonly shape: Triple;
  /**
   * z of the grid's middle: the surface's mean z (the default), that of the solid's centroid, or the middle of the
   * mesh's bounds.
   */
  readonly zAlign?: 'mean' | 'centroid' | 'bounds';
  /**
   * Minimum free space at both ends of each axis, as a fraction of the grid's length along it, 0 ≤ margin < 0.5.
   * Default 0.05.
   */
  readonly margin?: number;
}

export const FIT_GRID_DEFAULTS = { zAlign: 'mean', margin: 0.05 } as const;

const AXES = [0, 1, 2] as const;
type Axis = (typeof AXES)[number];
type Bounds = { readonly min: Triple; readonly max: Triple };

/** Functions that compute the z at which the grid is centred, by the value of `zAlign`. */
const Z_OF = {
  mean: meanZ,
  centroid: centroidZ,
  bounds: (_: TriangleMesh, { min, max }: Bounds) => (min[2] + max[2]) / 2,
};

/**
 * Returns the smallest grid of cubic voxels that contains a mesh with a margin on every side.
 *
 * x and y are centred on the mesh's bounds, as a photograph cropped to the person is. z is centred by `zAlign`: by
 * default on the mean z of the surface weighted by area, so that it depends on the body and not on its triangulation.
 *
 * @param mesh  must have a positive area or, for 'bounds', a positive extent; vertices that no face uses are ignored.
 *   Read only.
 * @param options.shape  `[rows, columns, slices]`, positive integers.
 * @param options.zAlign  'mean' by default; 'centroid' needs a closed mesh.
 * @param options.margin  0.05 by default.
 * @throws {VolumetricError} `bad-grid` (shape), `bad-argument` (other options), `bad-mesh`
 *
 * @example
 * fitGrid(cube({ side: 2 }), { shape: [8, 8, 8], margin: 0.25 });
 * // → { shape: [8, 8, 8], min: [-2, -2, -2], max: [2, 2, 2] }
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, 3.1 (bodies aligned by their mean z).
 * Not in the paper: that the mean is weighted by area, and the margin.
 */
export function fitGrid(mesh: TriangleMesh, options: FitGridOptions): Grid {
  checkOptions('fitGrid', options, ['shape', ...Object.keys(FIT_GRID_DEFAULTS)]);
  const { shape, zAlign = FIT_GRID_DEFAULTS.zAlign, margin = FIT_GRID_DEFAULTS.margin } = options;
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
  let [left, low, back] = [Infinity, Infinity, Infinity];
  let [right, high, front] = [-Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < indices.length; corner++) {
    const v = 3 * indices[corner]!;
    const x = positions[v]!;
    const y = positions[v + 1]!;
    const z = positions[v + 2]!;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < low) low = y;
    if (y > high) high = y;
    if (z < back) back = z;
    if (z > front) front = z;
  }
  return { min: [left, low, back], max: [right, high, front] };
}

/** Returns the weight of a triangle with corners a, b, c. */
type Weigh = (
  ...corners: [
    ax: number, ay: number, az: number, bx: number, by: number, bz: number, cx: number, cy: number, cz: number,
  ] // biome-ignore format: three corners
) => number;

/** Mean z of the surface: each triangle's mean weighted by its area. */
function meanZ(mesh: TriangleMesh, bounds: Bounds): number {
  return weightedZ(mesh, bounds, 3, (ax, ay, az, bx, by, bz, cx, cy, cz) => {
    const [ux, uy, uz] = [bx - ax, by - ay, bz - az];
    const [vx, vy, vz] = [cx - ax, cy - ay, cz - az];
    return length(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
  });
}

/** Length of a vector, without overflow; the sum of squares is compensated for rounding. */
function length(x: number, y: number, z: number): number {
  const [a, b, c] = [Math.abs(x), Math.abs(y), Math.abs(z)];
  const ab = a > b ? a : b;
  const most = c > ab ? c : ab;
  if (most === 0) return 0;
  const [p, q, r] = [a / most, b / most, c / most];
  const first = p * p;
  const second = first + q * q;
  const lost = second - first - q * q;
  return Math.sqrt(second + (r * r - lost)) * most;
}

/**
 * Mean z of the solid: means of the tetrahedra from the middle of the bounds to each face, weighted by signed volume.
 */
function centroidZ(mesh: TriangleMesh, bounds: Bounds): number {
  return weightedZ(mesh, bounds, 4, (ax, ay, az, bx, by, bz, cx, cy, cz) => {
    const x = ax * (by * cz - bz * cy);
    const y = ay * (bz * cx - bx * cz);
    return x + y + az * (bx * cy - by * cx);
  });
}

/**
 * Returns the weighted mean z of the centroids of triangles (`corners` 3), or of tetrahedra from the middle of the
 * bounds to each face (4). `weigh` is called with positions relative to that middle.
 */
function weightedZ(
  { positions: p, indices }: TriangleMesh,
  { min, max }: Bounds,
  corners: number,
  weigh: Weigh,
): number {
  const [x, y, z] = AXES.map((axis) => (min[axis] + max[axis]) / 2) as [number, number, number];
  let total = 0;
  let sum = 0;
  for (let corner = 0; corner < indices.length; corner += 3) {
    const a = 3 * indices[corner]!;
    const b = 3 * indices[corner + 1]!;
    const c = 3 * indices[corner + 2]!;
    const az = p[a + 2]! - z;
    const bz = p[b + 2]! - z;
    const cz = p[c + 2]! - z;
    const weight = weigh(
      p[a]! - x, p[a + 1]! - y, az,
      p[b]! - x, p[b + 1]! - y, bz,
      p[c]! - x, p[c + 1]! - y, cz,
    ); // biome-ignore format: one line per corner
    total += weight;
    sum += weight * (az + bz + cz);
  }
  const mean = z + sum / (corners * total);
  check(
    mean >= min[2] && mean <= max[2],
    'bad-mesh',
    () => `fitGrid: mesh must have some area, and be closed for 'centroid', got a mean z of ${mean}`,
  );
  return mean;
}
