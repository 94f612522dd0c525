// Compares voxelize with other voxelizers on the same body, and measures its other rules, its memory and how its time
// scales: npm run bench -- voxelize
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bodyGrid, bodyMesh } from '@vrn/test-utils';
import { type Grid, type TriangleMesh, type Triple, voxelize } from '@vrn/voxel';
import { afterCollection, moving, race } from '../../../../bench/race.js';
import { digits, type Measured, record } from '../../../../bench/record.js';
import { buildBvh, bvhColumns, throughRaycaster, throughTree } from './bvhColumns.js';
import { columnParity } from './columnParity.js';
import { rules } from './rules.js';
import { scaling } from './scaling.js';

const TRIANGLES = 100_000;
const mesh = bodyMesh(TRIANGLES);
const bvh = buildBvh(mesh);
const casts = { raycaster: throughRaycaster(bvh), tree: throughTree(bvh) };

/** Returns the number of voxels that differ. Throws if there are more than `limit`. */
function differ(ours: Uint8Array, theirs: Uint8Array, limit: number, who: string): number {
  let count = 0;
  for (let at = 0; at < ours.length; at++) if (ours[at] !== theirs[at]) count++;
  if (count > limit) throw new Error(`${who}: ${count} of ${ours.length} voxels differ`);
  return count;
}

/** Bytes that any program must read and write: the mesh, and one byte per voxel. */
const leastBytes = ({ positions, indices }: TriangleMesh, { shape }: Grid): number =>
  positions.byteLength + indices.byteLength + shape[0] * shape[1] * shape[2];

/** Returns the bytes that the first call allocates in addition to its result, measured in another process. */
function scratchBytes(triangles: number, side: number): number {
  const script = fileURLToPath(new URL('./memory.ts', import.meta.url));
  return Number(execFileSync(process.execPath, [...process.execArgv, script, String(triangles), String(side)]));
}

/**
 * Compares with the programs in JavaScript. The memory of manifold-3d makes V8 collect garbage more often, which slows
 * every program in the process by an eighth (a `WebAssembly.Memory` grown by 64 MB has the same effect), so the library
 * is loaded only afterwards.
 */
async function againstRivals(shape: Triple): Promise<Measured> {
  const grid = bodyGrid(shape);
  const ours = voxelize(mesh, grid).data;
  const filled = ours.reduce((sum, value) => sum + value, 0);
  // No centre lies exactly on this surface, so only centres within rounding of it may differ.
  const parityDiffers = differ(ours, columnParity(mesh, grid), 4, 'columnParity');
  // A ray that meets an edge can corrupt its whole column. Differences in more than a fiftieth of the body would mean a
  // fault of voxelize.
  const bvhDiffers = differ(ours, bvhColumns(casts.raycaster, grid), filled / 50, 'three-mesh-bvh');
  differ(ours, bvhColumns(casts.tree, grid), filled / 50, 'three-mesh-bvh, the tree itself');
  const times = await race({
    voxelize: () => voxelize(mesh, grid),
    parity: () => columnParity(mesh, grid),
    move: moving(leastBytes(mesh, grid)),
    bvh: () => bvhColumns(casts.raycaster, grid),
    bvhTree: () => bvhColumns(casts.tree, grid),
    bvhBuild: () => buildBvh(mesh),
  });
  const { best } = times.voxelize;
  return {
    what: `body of ${mesh.indices.length / 3} triangles, ${shape.join('×')}, ${filled} voxels`,
    voxelize_ms: digits(best),
    voxelize_median_ms: digits(times.voxelize.median),
    voxelize_after_collection_ms: digits(afterCollection(() => voxelize(mesh, grid))),
    limit_ms: digits(times.move.best),
    times_limit: digits(best / times.move.best),
    column_parity_ms: digits(times.parity.best),
    three_mesh_bvh_ms: digits(times.bvh.best),
    three_mesh_bvh_without_scene_ms: digits(times.bvhTree.best),
    three_mesh_bvh_build_ms: digits(times.bvhBuild.best),
    faster_than_column_parity: digits(times.parity.best / best),
    faster_than_three_mesh_bvh: digits(times.bvh.best / best),
    faster_than_three_mesh_bvh_without_scene: digits(times.bvhTree.best / best),
    faster_than_three_mesh_bvh_with_build: digits((times.bvh.best + times.bvhBuild.best) / best),
    column_parity_differs: parityDiffers,
    three_mesh_bvh_differs: bvhDiffers,
  };
}

/** Compares with manifold-3d, and times voxelize again beside it; `before` is the time without it, in ms. */
async function againstManifold(shape: Triple, before: number): Promise<Measured> {
  const { buildManifold, manifoldSlices } = await import('./manifoldSlices.js');
  const manifold = buildManifold(mesh);
  const grid = bodyGrid(shape);
  const ours = voxelize(mesh, grid).data;
  const filled = ours.reduce((sum, value) => sum + value, 0);
  const differs = differ(ours, manifoldSlices(manifold, grid), filled / 50, 'manifold-3d');
  const times = await race(
    {
      voxelize: () => voxelize(mesh, grid),
      slices: () => manifoldSlices(manifold, grid),
      build: () => buildManifold(mesh).delete(),
    },
    { rounds: 8 },
  );
  manifold.delete();
  const [slices, all] = [times.slices.best, times.slices.best + times.build.best];
  return {
    what: `body of ${mesh.indices.length / 3} triangles, ${shape.join('×')}, against manifold-3d`,
    voxelize_before_ms: digits(before),
    voxelize_ms: digits(times.voxelize.best),
    manifold_ms: digits(slices),
    manifold_build_ms: digits(times.build.best),
    faster_than_manifold: digits(slices / before),
    faster_than_manifold_with_build: digits(all / before),
    faster_than_manifold_with_build_beside_it: digits(all / times.voxelize.best),
    manifold_differs: differs,
  };
}

function memory(): Measured {
  const bytes = scratchBytes(TRIANGLES, 128);
  return {
    what: `memory beyond the result, ${mesh.indices.length / 3} triangles, 128³`,
    scratch_bytes: bytes,
    of_a_bit_a_voxel: digits(bytes / (128 ** 3 / 8)),
  };
}

const shapes: readonly Triple[] = [
  [128, 128, 128],
  [256, 128, 96],
];
const rows: Measured[] = [];
for (const shape of shapes) rows.push(await againstRivals(shape));
const alone = rows.map((row) => Number(row.voxelize_ms));
rows.push(await rules(mesh, bodyGrid(128)), memory(), ...(await scaling()));
for (const [n, shape] of shapes.entries()) rows.push(await againstManifold(shape, alone[n]!));
record('voxelize', rows);
