// Times voxelize on a body with the rules and occupancies that are not its defaults: rules 'parity' and 'winding',
// occupancies 'fraction' and 'surface'.
import { signedVolume } from '@vrn/mesh';
import { type Grid, type TriangleMesh, voxelize } from '@vrn/voxel';
import { race } from '../../../../bench/race.js';
import { digits, type Measured } from '../../../../bench/record.js';

const OPTIONS = {
  parity: { rule: 'parity' },
  winding: { rule: 'winding' },
  fraction: { occupancy: 'fraction' },
  surface: { occupancy: 'surface' },
} as const;

/** Returns a row with the time of each of the {@link OPTIONS}. */
export async function rules(mesh: TriangleMesh, grid: Grid): Promise<Measured> {
  checkRules(mesh, grid);
  const programs = Object.entries(OPTIONS).map(([name, options]) => [name, () => voxelize(mesh, grid, options)]);
  const times = await race(Object.fromEntries(programs) as Record<keyof typeof OPTIONS, () => unknown>, { rounds: 8 });
  return {
    what: `other rules, ${mesh.indices.length / 3} triangles, ${grid.shape.join('×')}`,
    ...Object.fromEntries(Object.entries(times).map(([name, { best }]) => [`${name}_ms`, digits(best)])),
  };
}

/** Checks that the rules and occupancies give consistent results for a closed body. */
function checkRules(mesh: TriangleMesh, grid: Grid): void {
  const solid = voxelize(mesh, grid).data;
  const [parity, winding] = [voxelize(mesh, grid, OPTIONS.parity).data, voxelize(mesh, grid, OPTIONS.winding).data];
  const [fraction, surface] = [voxelize(mesh, grid, OPTIONS.fraction).data, voxelize(mesh, grid, OPTIONS.surface).data];
  const cells = grid.min.reduce((product, low, axis) => product * ((grid.max[axis]! - low) / grid.shape[axis]!), 1);
  let [odd, round, sum, missed] = [0, 0, 0, 0];
  for (let at = 0; at < solid.length; at++) {
    if (parity[at] !== solid[at]) odd++;
    if (winding[at] !== solid[at]) round++;
    if (fraction[at]! > 0 && fraction[at]! < 1 && surface[at] === 0) missed++;
    sum += fraction[at]!;
  }
  // The winding number is 0 or 1, except for rounding next to the surface. The surface touches every voxel that is
  // partly filled. Fractions of a mesh without overlaps are exact up to rounding.
  if (odd > 0 || round > 4) throw new Error(`voxelize: ${odd} voxels differ by parity, ${round} by winding`);
  if (missed > 0) throw new Error(`voxelize: ${missed} voxels partly filled and not touched`);
  const off = (sum * cells) / signedVolume(mesh) - 1;
  if (!(Math.abs(off) < 1e-4)) throw new Error(`voxelize: fractions are off the volume by ${off}`);
}
