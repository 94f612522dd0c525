// Volumes lost their place: oblique scans became cubes, and volumes in different places were compared voxel by voxel.
import { readFile, writeFile } from 'node:fs/promises';
import { decodePly, inspect } from '@vrn/mesh';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();

/** Returns an NRRD file with a block of 10 × 10 × 4 set voxels. If each is 1 × 1 × 5 mm, that is 2,000 mm³. */
function scan(directions: string): Buffer {
  const blob = new Uint8Array(4000);
  for (let k = 3; k < 7; k++) {
    for (let j = 5; j < 15; j++) blob.fill(1, 5 + 20 * (j + 20 * k), 15 + 20 * (j + 20 * k));
  }
  const header = `NRRD0004\ntype: uchar\ndimension: 3\nsizes: 20 20 10\nencoding: raw\nspace: left-posterior-superior\nspace directions: ${directions}\nspace origin: (0,0,0)\n\n`;
  return Buffer.concat([Buffer.from(header), blob]);
}

const binvox = (place: string): Buffer =>
  Buffer.concat([Buffer.from(`#binvox 1\ndim 2 2 2\n${place}\ndata\n`), Uint8Array.of(0, 4, 1, 4)]);

describe('vrn mesh', () => {
  const [c, s] = [Math.cos(0.05), Math.sin(0.05)];
  it.each([
    ['along the axes', '(1,0,0) (0,1,0) (0,0,5)'],
    ['turned by 3°', `(${c},${s},0) (${-s},${c},0) (0,0,5)`],
    ['turned out of the plane', `(${c},0,${s}) (0,1,0) (${-5 * s},0,${5 * c})`],
  ])('keeps the size of a scan %s', async (_, directions) => {
    await writeFile(at('scan.nrrd'), scan(directions));
    const { code, stderr } = await vrn('mesh', at('scan.nrrd'), '-o', at('scan.ply'));
    expect([code, stderr.replaceAll(/vrn: overwrote.*\n/g, '')]).toEqual([0, '']);
    const { volume, closed } = inspect(decodePly(await readFile(at('scan.ply'))));
    expect(closed).toBe(true);
    // Marching cubes rounds the edges of the block off.
    expect(volume).toBeGreaterThan(1850);
    expect(volume).toBeLessThanOrEqual(2000);
  });
});

it('vrn mesh says what a volume without a place spans', async () => {
  // 20 rows, 12 columns and 8 slices, slices first. Since an axis is of another kind, the file has no grid.
  const blob = new Uint8Array(20 * 12 * 8);
  for (let i = 0; i < 20; i++) {
    for (let j = 3; j < 9; j++) blob.fill(1, 2 + 8 * (j + 12 * i), 6 + 8 * (j + 12 * i));
  }
  const axes = 'dimension: 3\nsizes: 8 12 20\nkinds: time domain domain';
  const header = `NRRD0004\ntype: uchar\n${axes}\nencoding: raw\n\n`;
  await writeFile(at('plain.nrrd'), Buffer.concat([Buffer.from(header), blob]));
  const { code, stderr } = await vrn('mesh', at('plain.nrrd'), '-o', at('plain.ply'));
  const warning = 'the file states no position: the longer of rows and columns is assumed to span -1 to 1';
  expect([code, stderr]).toEqual([0, `vrn: ${at('plain.nrrd')}: warning: ${warning}\n`]);
  const { min, max } = inspect(decodePly(await readFile(at('plain.ply'))));
  // Rows are inside from end to end; 6 of 12 columns are.
  expect([min[1], max[1]]).toEqual([-1, 1].map((y) => expect.closeTo(y, 6)));
  expect([min[0], max[0]]).toEqual([-0.3, 0.3].map((x) => expect.closeTo(x, 6)));
});

describe('vrn iou', () => {
  it('rejects volumes on different grids, unless an option says how to compare them', async () => {
    await writeFile(at('a.binvox'), binvox('translate 0 0 0\nscale 1'));
    await writeFile(at('b.binvox'), binvox('translate 50 0 0\nscale 9'));
    const pair = ['iou', at('a.binvox'), at('b.binvox')];
    const refused = await vrn(...pair);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/must have the grid of prediction.*--resample/);
    const resampled = await vrn(...pair, '--resample');
    expect(resampled.stdout).toMatch(/^IoU 0\.0000\n/);
    expect(resampled.stderr).toMatch(/resampled/);
    const ignored = await vrn(...pair, '--ignore-grids');
    expect(ignored.stdout).toMatch(/^IoU 1\.0000\n/);
    expect(ignored.stderr).toMatch(/voxel by voxel/);
  });

  it('reports that a .npy has no grid', async () => {
    await vrn('iou', at('a.binvox'), at('a.binvox'));
    const npy = Buffer.concat([
      Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1'),
      Buffer.from("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 2), }".padEnd(117).concat('\n')),
      new Uint8Array(8).fill(1),
    ]);
    await writeFile(at('c.npy'), npy);
    const { code, stderr } = await vrn('iou', at('a.binvox'), at('c.npy'));
    expect([code, stderr]).toEqual([0, `vrn: ${at('c.npy')} has no grid: compared voxel by voxel\n`]);
  });
});
