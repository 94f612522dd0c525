// Compares marchingCubes with other libraries on the same soft volume: npm run bench -- marchingCubes
import { inspect, marchingCubes, signedVolume } from '@vrn/mesh';
import { bodyGrid, bodyVolume } from '@vrn/test-utils';
import type { TriangleMesh, Volume } from '@vrn/voxel';
import { marchingCubes as isosurface } from 'isosurface';
import { MeshBasicMaterial } from 'three';
import { MarchingCubes } from 'three/examples/jsm/objects/MarchingCubes.js';
import { afterCollection, moving, race } from '../../../../bench/race.js';
import { digits, type Measured, record } from '../../../../bench/record.js';

const SIDE = 128;
const volume = bodyVolume(SIDE);
const { data } = volume;

/**
 * Runs isosurface as its README shows. Its x axis is that of the slices, so that the volume is read in memory order.
 */
const byIsosurface = () => isosurface([SIDE, SIDE, SIDE], (x, y, z) => data[(z * SIDE + y) * SIDE + x]! - 0.5);

/**
 * The marching cubes of three.js. The x axis is that of the slices; the buffers have room for twice as many triangles
 * as the surface has. A new field needs a reset, since normals are cached.
 */
const metaballs = new MarchingCubes(SIDE, new MeshBasicMaterial(), false, false, 70_000);
metaballs.isolation = 0.5;
const byThree = () => {
  metaballs.reset();
  metaballs.field.set(data);
  metaballs.update();
};

/** Volume enclosed by unindexed triangles of either orientation, in cubic units of the positions. */
function enclosed(positions: Float32Array): number {
  const mesh = { positions, indices: Uint32Array.from({ length: positions.length / 3 }, (_, v) => v) };
  return Math.abs(signedVolume(mesh));
}

/** Throws unless the number of triangles and the enclosed volume are within 1 % of those of `ours`. */
function checkRival(who: string, triangles: number, within: number, ours: TriangleMesh): void {
  const [faces, voxels] = [ours.indices.length / 3, signedVolume(ours)];
  const off = Math.max(Math.abs(triangles / faces - 1), Math.abs(within / voxels - 1));
  if (!(off < 0.01)) throw new Error(`${who}: ${triangles} triangles around ${within}, not ${faces} around ${voxels}`);
}

/** The minimum number of bytes to read and write: the volume and the mesh. */
const leastBytes = (read: Volume, made: TriangleMesh): number =>
  read.data.byteLength + made.positions.byteLength + made.indices.byteLength + (made.normals?.byteLength ?? 0);

async function againstRivals(): Promise<Measured> {
  const ours = marchingCubes(volume);
  const { closed, faces } = inspect(ours);
  if (!closed) throw new Error('marchingCubes: the surface is not closed');
  const { positions, cells } = byIsosurface();
  const soup = Float32Array.from(cells.flatMap((cell) => cell.flatMap((vertex) => positions[vertex]!)));
  checkRival('isosurface', cells.length, enclosed(soup), ours);
  byThree();
  // The volume of three.js extends from −1 to 1 along every axis.
  const theirs = metaballs.positionArray.slice(0, 3 * metaballs.count);
  checkRival('three', metaballs.count / 3, enclosed(theirs) * (SIDE / 2) ** 3, ours);
  const times = await race({
    ours: () => marchingCubes(volume),
    normals: () => marchingCubes(volume, { normals: true }),
    move: moving(leastBytes(volume, ours)),
    three: byThree,
    threeUpdate: () => metaballs.update(),
  });
  const slow = await race({ ours: () => marchingCubes(volume), isosurface: byIsosurface }, { rounds: 10 });
  const { best } = times.ours;
  return {
    what: `soft body, ${SIDE}³, ${faces} triangles`,
    marching_cubes_ms: digits(best),
    marching_cubes_median_ms: digits(times.ours.median),
    marching_cubes_after_collection_ms: digits(afterCollection(() => marchingCubes(volume))),
    with_normals_ms: digits(times.normals.best),
    limit_ms: digits(times.move.best),
    times_limit: digits(best / times.move.best),
    isosurface_ms: digits(slow.isosurface.best),
    three_with_normals_ms: digits(times.three.best),
    three_update_alone_ms: digits(times.threeUpdate.best),
    faster_than_isosurface: digits(slow.isosurface.best / best),
    faster_than_three: digits(times.three.best / best),
    with_normals_faster_than_three: digits(times.three.best / times.normals.best),
  };
}

/** Measures how the time grows with eight times the voxels and four times the surface. */
async function growth(): Promise<Measured> {
  const large = bodyVolume(2 * SIDE);
  const grid = bodyGrid(2 * SIDE);
  const ours = marchingCubes(large, { grid });
  const within = signedVolume(marchingCubes(volume, { grid: bodyGrid(SIDE) }));
  if (!(Math.abs(signedVolume(ours) / within - 1) < 0.01))
    throw new Error('marchingCubes: the volumes at 128³ and 256³ differ');
  const times = await race({
    small: () => marchingCubes(volume),
    large: () => marchingCubes(large),
    move: moving(leastBytes(large, ours)),
  });
  return {
    what: `soft body, ${2 * SIDE}³, ${ours.indices.length / 3} triangles`,
    marching_cubes_ms: digits(times.large.best),
    limit_ms: digits(times.move.best),
    times_limit: digits(times.large.best / times.move.best),
    times_as_long_as_128: digits(times.large.best / times.small.best),
  };
}

record('marchingCubes', [await againstRivals(), await growth()]);
