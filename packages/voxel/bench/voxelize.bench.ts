// Mesh to voxels against a plain column parity in double precision, on the same sphere. npm run bench -- voxelize
import { marchingCubes } from '@vrn/mesh';
import { icosphere } from '@vrn/test-utils';
import { type Grid, type TriangleMesh, voxelize } from '@vrn/voxel';
import { record } from '../../../bench/record.js';

const grid: Grid = { shape: [128, 128, 128], min: [-1, -1, -1], max: [1, 1, 1] };
const mesh = icosphere({ radius: 0.8123, subdivisions: 6 });

/** The rival: for each triangle the columns under it, parity flipped behind each crossing. */
function columnParity({ positions: p, indices }: TriangleMesh): Uint8Array {
  const n = 128;
  const flips = new Uint8Array(n * n * (n + 1));
  const column = (v: number) => (p[v]! + 1) * (n / 2) - 0.5;
  const row = (v: number) => (1 - p[v + 1]!) * (n / 2) - 0.5;
  const slice = (v: number) => (1 - p[v + 2]!) * (n / 2) - 0.5;
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [3 * indices[f]!, 3 * indices[f + 1]!, 3 * indices[f + 2]!];
    const [ax, ay, bx, by, cx, cy] = [column(a), row(a), column(b), row(b), column(c), row(c)];
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (area === 0) continue;
    for (let i = Math.ceil(Math.min(ay, by, cy)); i <= Math.max(ay, by, cy); i++) {
      for (let j = Math.ceil(Math.min(ax, bx, cx)); j <= Math.max(ax, bx, cx); j++) {
        const u = ((bx - j) * (cy - i) - (cx - j) * (by - i)) / area;
        const v = ((cx - j) * (ay - i) - (ax - j) * (cy - i)) / area;
        if (u < 0 || v < 0 || u + v > 1) continue;
        const k = u * slice(a) + v * slice(b) + (1 - u - v) * slice(c);
        flips[(i * n + j) * (n + 1) + Math.max(0, Math.ceil(k))]! ^= 1;
      }
    }
  }
  const out = new Uint8Array(n ** 3);
  for (let at = 0; at < n * n; at++) {
    let inside = 0;
    for (let k = 0; k < n; k++) {
      inside ^= flips[at * (n + 1) + k]!;
      out[at * n + k] = inside;
    }
  }
  return out;
}

function best<T>(work: () => T, runs = 20): [T, number] {
  let [result, time] = [work(), Number.POSITIVE_INFINITY];
  for (let i = 0; i < runs; i++) {
    const began = performance.now();
    result = work();
    time = Math.min(time, performance.now() - began);
  }
  return [result, +time.toFixed(2)];
}

const [ours, voxelizeMs] = best(() => voxelize(mesh, grid));
const [theirs, parityMs] = best(() => columnParity(mesh));
const differ = ours.data.reduce((sum, value, at) => sum + (value === theirs[at] ? 0 : 1), 0);
// A sphere of no special radius meets no sample exactly, so both must agree but for rounding.
if (differ > 4) throw new Error(`${differ} voxels differ`);
const [surface, marchingMs] = best(() => marchingCubes(ours, { grid }));
const triangles = mesh.indices.length / 3;
// The limit: reading the mesh and writing the voxels once, at 10 GB/s.
const bytes = mesh.positions.byteLength + mesh.indices.byteLength + ours.data.byteLength;
record('voxelize', {
  what: `sphere, ${triangles} triangles, 128³`,
  voxelize_ms: voxelizeMs,
  column_parity_ms: parityMs,
  limit_ms: +(bytes / 1e7).toFixed(2),
  differ,
  marching_cubes_ms: marchingMs,
  surface_triangles: surface.indices.length / 3,
});
