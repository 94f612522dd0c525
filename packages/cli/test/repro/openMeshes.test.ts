// Open, flat, doubled and reversed meshes were voxelised wrongly without a warning.
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
  it('prints no warning for a sound mesh', async () => {
    expect((await voxels('sound')).stderr).toBe('');
  });

  it.each([
    ['open', /the mesh is open \(3 open edges\).*--rule winding/],
    ['doubled', /has 1 duplicate triangle.*--rule winding/],
    ['turned', /reversed triangles \(3 edges.*--rule parity/],
    ['insideOut', /is inside out: filled by the rule nonzero, which suits this mesh/],
  ])('reports the fault of a mesh that is %s, and the rule that suits it', async (name, message) => {
    expect((await voxels(name)).stderr).toMatch(message);
  });

  it.each(['doubled', 'turned', 'insideOut'])(
    'fills a mesh that is %s like the sound mesh with --rule auto',
    async (name) => {
      // The grid is centred at the surface's mean z. A doubled triangle contributes twice, so the counts may differ.
      const [sound, faulty] = [await voxels('sound'), await voxels(name, '--rule', 'auto')];
      expect(Math.abs(faulty.count / sound.count - 1)).toBeLessThan(0.02);
      expect(faulty.stderr).toMatch(/which suits this mesh/);
    },
  );

  it('names a tilted flat mesh and a flat mesh with both sides as flat', async () => {
    const quad = 'v 0 0 0\nv 1 0 1\nv 1 1 1\nv 0 1 0\nf 1 2 3 4\n';
    for (const content of [quad, `${quad}f 4 3 2 1\n`]) {
      await writeFile(at('flat.obj'), content);
      const { stderr } = await vrn('voxelize', at('flat.obj'), '-s', '8');
      expect(stderr).toMatch(/the mesh is flat \(all triangles lie in one plane\)/);
      expect(stderr).not.toMatch(/--rule/);
    }
  });

  it('says that a flat mesh has no inside', async () => {
    await writeFile(at('tile.obj'), 'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 3 4\n');
    const { stderr } = await vrn('voxelize', at('tile.obj'), '-s', '8', '--rule', 'auto');
    expect(stderr).toMatch(
      /the mesh is flat \(all triangles lie in one plane\), is open \(4 open edges\): .*no voxel inside; --occupancy surface/,
    );
  });
});
