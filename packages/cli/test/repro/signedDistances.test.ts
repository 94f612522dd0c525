// Signed distances that are negative inside became a box around the body, with a hole in place of the body.
import { writeFile } from 'node:fs/promises';
import { encodeNpy, packed } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();
const SIDE = 20;
const RADIUS = 6;

describe('vrn mesh --inside below', () => {
  it.each([
    ['below', 1],
    ['above', -1],
  ])('makes a ball of distances that are negative or positive inside (%s)', async (side, sign) => {
    const middle = (SIDE - 1) / 2;
    const distance = Float32Array.from({ length: SIDE ** 3 }, (_, at) => {
      const [i, j, k] = [Math.floor(at / SIDE ** 2), Math.floor(at / SIDE) % SIDE, at % SIDE];
      return sign * (Math.hypot(i - middle, j - middle, k - middle) - RADIUS);
    });
    await writeFile(at('sdf.npy'), encodeNpy(packed(distance, [SIDE, SIDE, SIDE])));
    const { stdout } = await vrn('mesh', at('sdf.npy'), '-o', at('ball.obj'), '-l', '0', '--inside', side, '--json');
    const { components, closed, volume } = JSON.parse(stdout) as {
      components: number;
      closed: boolean;
      volume: number;
    };
    expect([components, closed]).toEqual([1, true]);
    const exact = (4 / 3) * Math.PI * (RADIUS * (2 / SIDE)) ** 3;
    expect(Math.abs(volume / exact - 1)).toBeLessThan(0.02);
  });

  it('is suggested where all of the border is inside', async () => {
    const border = Float32Array.from({ length: 27 }, (_, at) => (at === 13 ? -1 : 1));
    await writeFile(at('shell.npy'), encodeNpy(packed(border, [3, 3, 3])));
    const { stderr } = await vrn('mesh', at('shell.npy'), '-l', '0');
    expect(stderr).toMatch(/all of the volume's border is inside.*--inside below/);
    expect((await vrn('mesh', at('shell.npy'), '-l', '0', '--inside', 'below')).stderr).not.toMatch(/border/);
  });
});
