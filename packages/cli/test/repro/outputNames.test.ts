// Two inputs with one base name were written to one file, the second over the first.
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { encodeObj } from '@vrn/mesh';
import { cube } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();

describe('outputs of several inputs', () => {
  it('of one base name in two folders are two files', async () => {
    for (const folder of ['a', 'b']) {
      await mkdir(at(folder), { recursive: true });
      await writeFile(at(folder, 'body.obj'), encodeObj(cube({ side: 1 })));
    }
    expect((await vrn('voxelize', at('a', 'body.obj'), at('b', 'body.obj'), '-o', at('out'), '-s', '8')).code).toBe(0);
    expect((await readdir(at('out'))).toSorted()).toEqual(['a-body.npy', 'b-body.npy']);
  });

  it('of names that differ only in case, or in what follows the first extension, are different files', async () => {
    const names = ['x.obj', 'X.OBJ', 'x.obj.obj'];
    for (const name of names) await copyFile(at('a', 'body.obj'), at(name));
    await vrn('voxelize', ...names.map((name) => at(name)), '-o', at('cases'), '-s', '8');
    const made = await readdir(at('cases'));
    expect(new Set(made.map((name) => name.toLowerCase())).size).toBe(3);
  });
});
