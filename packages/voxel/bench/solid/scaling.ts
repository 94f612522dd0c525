// Measures the time of voxelize for several sizes of mesh and grid, and fits a·triangles + b·words to the times, where
// a word is 32 voxels.
import { bodyGrid, bodyMesh } from '@vrn/test-utils';
import { voxelize } from '@vrn/voxel';
import { race } from '../../../../bench/race.js';
import { digits, type Measured } from '../../../../bench/record.js';

/** Approximate number of triangles, and voxels per side of the grid. */
const CASES: readonly (readonly [triangles: number, side: number])[] = [
  [100_000, 64],
  [100_000, 128],
  [100_000, 256],
  [10_000, 128],
  [400_000, 128],
];

/** Returns one row per case, and one for the fit. */
export async function scaling(): Promise<Measured[]> {
  const jobs = CASES.map(([count, side]) => {
    const [mesh, grid] = [bodyMesh(count), bodyGrid(side)];
    const { data } = voxelize(mesh, grid);
    const filled = data.reduce((sum, value) => sum + value, 0) / data.length;
    // The body fills 2.48 % of the cube; coarse grids and coarse meshes are within 3 % of that.
    if (Math.abs(filled / 0.0248 - 1) > 0.03) throw new Error(`voxelize: ${filled} of ${side}³ is filled`);
    return { name: `${count} ${side}`, triangles: mesh.indices.length / 3, side, words: side ** 3 / 32, mesh, grid };
  });
  const times = await race(Object.fromEntries(jobs.map(({ name, mesh, grid }) => [name, () => voxelize(mesh, grid)])));
  const points = jobs.map((job) => ({ ...job, ms: times[job.name]!.best }));
  // Least squares of the relative errors: both sides are divided by the time.
  let [tt, tw, ww, t, w] = [0, 0, 0, 0, 0];
  for (const { triangles, words, ms } of points) {
    const [x, y] = [triangles / ms, words / ms];
    tt += x * x;
    tw += x * y;
    ww += y * y;
    t += x;
    w += y;
  }
  const determinant = tt * ww - tw * tw;
  const [a, b] = [(t * ww - w * tw) / determinant, (w * tt - t * tw) / determinant];
  const off = points.map(({ triangles, words, ms }) => Math.abs((a * triangles + b * words) / ms - 1));
  return [
    ...points.map(({ triangles, side, ms }) => ({
      what: `scaling: ${triangles} triangles, ${side}³`,
      voxelize_ms: digits(ms),
    })),
    {
      what: 'scaling: the line through these',
      ns_a_triangle: digits(1e6 * a),
      ns_a_word: digits(1e6 * b),
      off_by_at_most_percent: digits(100 * Math.max(...off)),
    },
  ];
}
