// Pipes blocked the command, folders caused a bare EISDIR, links were replaced, and disk errors named no file.
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { encodeObj } from '@vrn/mesh';
import { cube } from '@vrn/test-utils';
import { decodeNpy } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();
const isUnix = process.platform !== 'win32';
const box = encodeObj(cube({ side: 1 }));
const voxelize = (...args: string[]) => vrn('voxelize', ...args, '-s', '8');

beforeAll(() => writeFile(at('box.obj'), box));

describe.skipIf(!isUnix)('inputs (skipped on Windows)', () => {
  it('that are pipes and devices are refused at once', async () => {
    execFileSync('mkfifo', [at('pipe.obj')]);
    await symlink('/dev/zero', at('zero.obj'));
    expect((await voxelize(at('pipe.obj'))).stderr).toMatch(/pipe\.obj: must be a file, got a named pipe: use -/);
    expect((await voxelize(at('zero.obj'))).stderr).toMatch(/zero\.obj: must be a file, got a device/);
  });

  it('that are folders are taken for the files in them', async () => {
    await mkdir(at('folder.obj'));
    expect((await voxelize(at('folder.obj'))).stderr).toMatch(
      /folder\.obj: the folder must contain files ending in \.obj/,
    );
    expect((await vrn('iou', at('folder.obj'), at('folder.obj'))).stderr).toMatch(/must end in \.npy/);
    await mkdir(at('folder.npy'));
    expect((await vrn('iou', at('folder.npy'), at('folder.npy'))).stderr).toMatch(/must be a file, got a folder/);
  });

  it('with control characters in their names cannot drive the terminal', async () => {
    const { stderr } = await voxelize(at('a\u001b[31m\u009b2J.obj'));
    expect(stderr).toContain('a\\u001b[31m\\u009b2J.obj: no such file or folder');
    const { stdout } = await voxelize(at('box.obj'), '-o', at('b\u001b[31m.npy'), '--json');
    expect(stdout).not.toContain('\u001b');
    expect((JSON.parse(stdout) as { output: string }).output).toBe(at('b\u001b[31m.npy'));
  });
});

describe.skipIf(!isUnix)('outputs (skipped on Windows)', () => {
  it.each([243, 250, 255])('with names of %i bytes are written', async (bytes) => {
    const name = `${'ü'.repeat((bytes - 5) / 2)}${bytes % 2 === 0 ? 'x' : ''}.npy`;
    expect((await voxelize(at('box.obj'), '-o', at('long', name))).stderr).toBe('');
    expect(await readdir(at('long'))).toContain(name);
  });

  it('through a symbolic link keep the link', async () => {
    await mkdir(at('real'));
    await symlink('real/target.npy', at('link.npy'));
    await voxelize(at('box.obj'), '-o', at('link.npy'));
    expect(lstatSync(at('link.npy')).isSymbolicLink()).toBe(true);
    expect(decodeNpy(await readFile(at('real', 'target.npy'))).shape).toEqual([8, 8, 8]);
  });

  it.skipIf(!existsSync('/dev/full'))('on a full disk are named (skipped without /dev/full)', async () => {
    await symlink('/dev/full', at('full.npy'));
    const { code, stderr } = await voxelize(at('box.obj'), '-o', at('full.npy'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/full\.npy: cannot be written: no space left on the disk\n$/);
  });

  it('remove temporaries of dead processes from the folder, and only these', async () => {
    await mkdir(at('swept'));
    // No process has the ID 99999999: it exceeds the largest that Linux assigns.
    const [dead, alive] = [at('swept', '.vrn-99999999-0.tmp'), at('swept', `.vrn-${process.ppid}-0.tmp`)];
    for (const file of [dead, alive]) await writeFile(file, '');
    await voxelize(at('box.obj'), '-o', at('swept', 'box.npy'));
    expect((await readdir(at('swept'))).toSorted()).toEqual([`.vrn-${process.ppid}-0.tmp`, 'box.npy']);
  });
});
