// Tests that --units, --height and --up apply to the grids of `vrn voxelize` and to the meshes of `vrn mesh`.
import { readFile, writeFile } from 'node:fs/promises';
import { decodeGlb, decodeObj, decodePly, encodeObj, inspect } from '@vrn/mesh';
import { box } from '@vrn/test-utils';
import { decodeBinvox, encodeNpy, voxelize } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();

/** A block whose height is along z: 20 wide, 10 deep, 170 high. */
const block = box({ min: [0, 0, 0], max: [20, 10, 170] });

beforeAll(async () => {
  await writeFile(at('block.obj'), encodeObj(block));
  const upright = box({ min: [0, 0, 0], max: [0.4, 1.6, 0.2] });
  const grid = { shape: [16, 16, 16], min: [-0.6, 0, -0.8], max: [1.0, 1.6, 0.8] } as const;
  await writeFile(at('block.npy'), encodeNpy(voxelize(upright, grid)));
});

/** Returns the sizes along x, y and z. */
const sizeOf = ({ min, max }: ReturnType<typeof inspect>): number[] => max.map((high, axis) => high - min[axis]!);

describe('vrn voxelize', () => {
  /** Returns the height of the grid in metres; the grid has a margin around the mesh. */
  const heightOf = async (...args: string[]): Promise<number> => {
    const { code, stderr } = await vrn('voxelize', at('block.obj'), '-o', at('out.binvox'), '-s', '32', ...args);
    expect([code, stderr.replace(/vrn: overwrote.*\n/, '')]).toEqual([0, '']);
    const { grid } = decodeBinvox(await readFile(at('out.binvox')));
    return grid.max[1] - grid.min[1];
  };

  it('centimetres, z up, give a grid in metres', async () => {
    const metres = await heightOf('--units', 'cm', '--up', 'z');
    expect(metres).toBeGreaterThan(1.7);
    expect(metres).toBeLessThan(2.2);
    // Without --units, the same numbers are metres.
    expect((await heightOf('--up', 'z')) / metres).toBeCloseTo(100, 3);
    // With --height, the size in the file does not matter.
    expect((await heightOf('--up', 'z', '--height', '3.4')) / metres).toBeCloseTo(2, 3);
    expect((await heightOf('--up', 'z', '--units', 'cm', '--height', '340')) / metres).toBeCloseTo(2, 3);
  });
});

describe('vrn mesh', () => {
  const sizes = async (file: string, ...args: string[]): Promise<number[]> => {
    const { code, stderr } = await vrn('mesh', at('block.npy'), '-o', at(file), ...args);
    expect([code, stderr.replace(/vrn: (overwrote|.*has no grid|.*warning).*\n/g, '')]).toEqual([0, '']);
    const bytes = await readFile(at(file));
    if (file.endsWith('.glb')) return sizeOf(inspect(await decodeGlb(bytes)));
    return sizeOf(inspect(file.endsWith('.ply') ? decodePly(bytes) : decodeObj(bytes)));
  };

  it('--height scales, --units sets the unit of files that have none, --up z exchanges axes', async () => {
    const [, height] = await sizes('tall.obj', '--height', '180', '--units', 'cm');
    expect(height).toBeCloseTo(180, 3);
    const turned = await sizes('turned.ply', '--height', '1.8', '--up', 'z');
    expect(turned[2]).toBeCloseTo(1.8, 5);
    expect(turned[0]! / turned[2]!).toBeCloseTo((await sizes('plain.obj'))[0]! / (await sizes('plain.obj'))[1]!, 5);
    // A .glb is in metres, whatever the unit of the height.
    expect((await sizes('tall.glb', '--height', '180', '--units', 'cm'))[1]).toBeCloseTo(1.8, 5);
  });

  it.each([
    [['--up', 'z', '-o', 'a.glb'], /--up z must come with/],
    [['--units', 'furlong'], /--units/],
    [['--height', '0'], /--height/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await vrn('mesh', at('block.npy'), ...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
