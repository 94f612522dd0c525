// Times the chamfer distance: between two sets of 100,000 points against d3-octree, between two of 4,000 also against
// brute force, and between two meshes. Run with npm run bench -- chamfer.
import { chamfer, sampleSurface } from '@vrn/metrics';
import { bodyMesh } from '@vrn/test-utils';
import { race } from '../../../../bench/race.js';
import { digits, type Measured, record } from '../../../../bench/record.js';
import { byOctree, byTryingAll } from './nearest/nearest.js';

const [coarse, fine] = [bodyMesh(30_000), bodyMesh(100_000)];
const squared = { squared: true } as const;

/** Throws if two results differ by more than the rounding of sums in another order. */
function mustBe(found: number, expected: number, who: string): void {
  if (!(Math.abs(found / expected - 1) < 1e-12)) throw new Error(`chamfer: ${found}, ${who} has ${expected}`);
}

async function ofPoints(count: number, rivals: readonly (typeof byOctree)[]): Promise<Measured> {
  const a = sampleSurface(coarse, count, { seed: 1 }).points;
  const b = sampleSurface(fine, count, { seed: 2 }).points;
  const found = chamfer(a, b, squared);
  for (const rival of rivals) mustBe(found, rival(a, b), rival.name);
  const ours = await race({ chamfer: () => chamfer(a, b, squared) }, { warmUp: 2, rounds: 10 });
  const theirs = await race(
    Object.fromEntries([
      ['chamfer', () => chamfer(a, b, squared)],
      ...rivals.map((rival) => [rival.name, () => rival(a, b)]),
    ]) as Record<string, () => number>,
    { rounds: 4, warmUp: 1 },
  );
  const best = Math.min(ours.chamfer.best, theirs['chamfer']!.best);
  const row: Record<string, number> = { chamfer_ms: digits(best), chamfer_median_ms: digits(ours.chamfer.median) };
  const names = { byOctree: 'd3_octree', byTryingAll: 'trying_all' } as Readonly<Record<string, string>>;
  for (const { name } of rivals) {
    row[`${names[name]}_ms`] = digits(theirs[name]!.best);
    row[`faster_than_${names[name]}`] = digits(theirs[name]!.best / best);
  }
  return { what: `${count} points and ${count} points`, ...row };
}

/** Times the chamfer distance of two meshes, after a check that a mesh has distance 0 to itself. */
async function ofMeshes(): Promise<Measured> {
  if (chamfer(fine, fine) !== 0) throw new Error('chamfer: a mesh is not at distance 0 from itself');
  const times = await race({ chamfer: () => chamfer(coarse, fine) }, { rounds: 8 });
  const [a, b] = [coarse.indices.length / 3, fine.indices.length / 3];
  return {
    what: `meshes of ${a} and ${b} triangles, 100,000 points on each`,
    chamfer_ms: digits(times.chamfer.best),
    chamfer_median_ms: digits(times.chamfer.median),
  };
}

record('chamfer', [
  await ofPoints(100_000, [byOctree]),
  await ofPoints(4_000, [byOctree, byTryingAll]),
  await ofMeshes(),
]);
