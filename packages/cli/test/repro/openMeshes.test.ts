// Open, flat, doubled and reversed meshes were voxelised wrongly without a word.
import { readFile, writeFile } from 'node:fs/promises';
import { decodeNpy } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();
const CORNERS = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\n';
const SIDES = ['f 1 3 2', 'f 1 2 4', 'f 1 4 3', 'f 2 3 4'];

const MESHES: Readonly<Record<string, readonly string[]>> = {
  sound: SIDES,
  open: SIDES.slice(0, 3),
  doubled: [...SIDES, 'f 2 3 4'],
  turned: [...SIDES.slice(0, 3), 'f 2 4 3'],
  insideOut: SIDES.map((side) => side.replace(/f (\d) (\d) (\d)/, 'f $1 $3 $2')),
};

async function voxels(name: string, ...options: string[]) {
  await writeFile(at(`${name}.obj`), `${CORNERS}${MESHES[name]!.join('\n')}\n`);
  const file = at(`${name}-${options.join('')}.npy`);
  const { code, stderr } = await vrn('voxelize', at(`${name}.obj`), '-o', file, '-s', '32', ...options);
  expect(code).toBe(0);
  const { data } = decodeNpy(await readFile(file));
  return { stderr, count: Array.from(data).reduce((sum, value) => sum + value, 0) };
}

describe('vrn voxelize', () => {
  it('says nothing of a sound mesh', async () => {
    expect((await voxels('sound')).stderr).toBe('');
  });

  it.each([
    ['open', /is open \(3 open edges\).*--rule winding/],
    ['doubled', /has 1 duplicate triangle.*--rule winding/],
    ['turned', /triangles that are reversed \(3 edges.*--rule parity/],
    ['insideOut', /is inside out: filled by the rule nonzero, which suits this/],
  ])('names the fault of a mesh that is %s, and the rule that suits it', async (name, message) => {
    expect((await voxels(name)).stderr).toMatch(message);
  });

  it.each(['doubled', 'turned', 'insideOut'])(
    'fills one that is %s as the sound one with --rule auto',
    async (name) => {
      // Each fits its own grid by the mean of its triangles: counts differ by a few voxels on its surface.
      const [sound, faulty] = [await voxels('sound'), await voxels(name, '--rule', 'auto')];
      expect(Math.abs(faulty.count / sound.count - 1)).toBeLessThan(0.02);
      expect(faulty.stderr).toMatch(/which suits this/);
    },
  );

  it('says that a flat mesh has no inside', async () => {
    await writeFile(at('tile.obj'), 'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 3 4\n');
    const { stderr } = await vrn('voxelize', at('tile.obj'), '-s', '8', '--rule', 'auto');
    expect(stderr).toMatch(/open edges\).*finds no voxel inside; --occupancy surface/);
  });
});
