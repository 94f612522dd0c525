// An output path where no folder can be created, such as below /proc, made Node's recursive mkdir run forever.
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { encodeObj } from '@vrn/mesh';
import { cube } from '@vrn/test-utils';
import { makeFolder } from '@vrn/voxel/internal';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();
beforeAll(() => fs.writeFile(at('cube.obj'), encodeObj(cube({ side: 1 }))));

describe.skipIf(!existsSync('/proc/self'))('below /proc (skipped where there is none)', () => {
  it.each(['/proc/x.binvox', '/proc/x/y.binvox', '/proc/x/y/z/a.binvox'])('%s is refused', async (output) => {
    const { code, stderr } = await vrn('voxelize', at('cube.obj'), '-s', '8', '-o', output);
    expect(code).toBe(1);
    expect(stderr).toContain(output);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('a data set too', async () => {
    await fs.writeFile(at('set.json'), JSON.stringify({ name: 'a', source: 'capsules', samples: 1 }));
    const { code, stderr } = await vrn('dataset', 'make', at('set.json'), '-o', '/proc/x/y');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/\/proc\/x/)]);
  });
});

describe('makeFolder', () => {
  it('creates folders at any depth, and accepts those that exist', async () => {
    await makeFolder(fs, at('a', 'b', 'c'));
    await makeFolder(fs, at('a', 'b'));
    await Promise.all([1, 2, 3].map(() => makeFolder(fs, at('p', 'q', 'r'))));
    expect((await fs.stat(at('p', 'q', 'r'))).isDirectory()).toBe(true);
  });

  it('refuses a path through a file', async () => {
    await expect(makeFolder(fs, at('cube.obj'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(makeFolder(fs, at('cube.obj', 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

it('what is overwritten is said only when it has been', async () => {
  const output = at('kept.binvox');
  await fs.writeFile(output, 'old');
  const failed = await vrn('voxelize', at('absent.obj'), '-s', '8', '-o', output);
  expect(failed.code).toBe(1);
  expect(failed.stderr).not.toContain('overwr');
  expect(await fs.readFile(output, 'utf8')).toBe('old');
  const made = await vrn('voxelize', at('cube.obj'), '-s', '8', '-o', output);
  expect([made.code, made.stderr]).toEqual([0, `vrn: overwrote ${output}\n`]);
});
