// Tests the command with open meshes and with volume files of other programs.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePly, encodeObj } from '@vrn/mesh';
import { icosphere } from '@vrn/test-utils';
import { decodeBinvox } from '@vrn/voxel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './fixtures/runCommand.js';

let folder: string;
const at = (name: string) => join(folder, name);
const vrn = (...args: string[]) => runCommand(folder, args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-volumes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Whether the triangle of a corner contains a vertex. */
const hasVertex = (indices: Uint32Array, corner: number, vertex: number): boolean =>
  indices.subarray(corner - (corner % 3), corner - (corner % 3) + 3).includes(vertex);

describe('vrn voxelize, mesh, iou', () => {
  it('fill an open mesh by its winding number, and read .binvox and .nrrd files like .npy files', async () => {
    const ball = icosphere({ radius: 0.8, subdivisions: 3 });
    // Removes the faces around one vertex, which leaves a hole of a few voxels.
    const open = {
      positions: ball.positions,
      indices: ball.indices.filter((_, at) => !hasVertex(ball.indices, at, 40)),
    };
    await writeFile(at('open.obj'), encodeObj(open));
    const count = async (...options: string[]) => {
      const { stdout } = await vrn('voxelize', 'open.obj', '-o', 'open.binvox', '--size', '40', '--json', ...options);
      return (JSON.parse(stdout) as { voxels: number }).voxels;
    };
    const solid = await count('--rule', 'winding');
    expect(await count('--occupancy', 'surface')).toBeLessThan(solid);
    await count('--rule', 'winding');
    await vrn('voxelize', 'open.obj', '-o', 'open.npy', '--size', '40', '--rule', 'winding');
    const { volume, grid } = decodeBinvox(await readFile(at('open.binvox')));
    expect(Array.from(volume.data).reduce((a, b) => a + b, 0)).toBe(solid);
    // Slices increase away from the camera, columns to the right, rows downward.
    const header = `NRRD0004\ntype: uint8\ndimension: 3\nsizes: 40 40 40\nspace dimension: 3\nspace directions: (0,0,-1) (1,0,0) (0,-1,0)\nencoding: raw\n\n`;
    await writeFile(at('open.nrrd'), Buffer.concat([Buffer.from(header), volume.data]));
    for (const other of ['open.binvox', 'open.nrrd']) {
      expect((await vrn('iou', 'open.npy', other)).stdout).toMatch(/^IoU 1\.0000\n/);
    }
    const meshed = await vrn('mesh', 'open.binvox', '-o', 'open.ply', '--topology', 'exact', '--json');
    expect(JSON.parse(meshed.stdout)).toMatchObject({ closed: true, components: 1 });
    const { positions } = decodePly(await readFile(at('open.ply')));
    // The surface lies at the position of the volume that the file states.
    for (let v = 0; v < positions.length; v++) {
      expect(positions[v]!).toBeGreaterThan(grid.min[v % 3]!);
      expect(positions[v]!).toBeLessThan(grid.max[v % 3]!);
    }
  });
});
