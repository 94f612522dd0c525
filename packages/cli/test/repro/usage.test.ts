// Usage errors, such as mistyped options, end with exit code 2; failures of inputs end with 1, also with --json.
import { writeFile } from 'node:fs/promises';
import { encodeObj } from '@vrn/mesh';
import { cube } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, vrn } from '../fixtures/inProcess.js';

const at = temporaryFolder();

describe('usage errors end with exit code 2', () => {
  it.each<[string[], RegExp]>([
    [['voxelize', 'x.obj', '--sise', '3'], /unknown option '--sise'; did you mean .*--/],
    [['voxelise', 'x.obj'], /unknown command 'voxelise'; did you mean voxelize\?/],
    [['voxelize', 'x.obj', '-s', '3000'], /at most 2,147,483,647 voxels.*27\.0 GB/],
    [['voxelize', 'x.obj', '-s', '12x34'], /rows x columns x slices/],
    [['mesh', 'x.npy', '-o', 'x.fbx'], /must end in \.glb/],
    [['mesh', 'x.npy', '-o', 'x.glb', '--up', 'z'], /y is up in every \.glb/],
    [['mesh', 'x.npy', 'y.npy', '-o', 'z.glb'], /must be a folder/],
    [['summary', '--svg', 'x.svg'], /--svg must come with the name of a network/],
    [['iou', 'a.npy', 'b.npy', '--resample', '--ignore-grids'], /cannot be used with/],
    [['iou', '-', '-'], /standard input \(-\) can be read only once/],
    [['dataset', 'make', 'x.json', '-o', 'x', '--shard', '5/3'], /--shard must be i\/n.*got '5\/3'/],
    [['dataset', 'make', 'x.json', '-o', 'x', '--shard', 'one'], /--shard must be i\/n.*got 'one'/],
    [['reconstruct', 'x.jpg', '--print-height', '50'], /--print-height must come with --print/],
    [['reconstruct', 'x.jpg', '--print-base'], /--print-base must come with --print/],
    [['voxelize', 'x.obj', '--margin', '0.5'], /must be a number from 0 to below 0\.5/],
    [['summary', 'multistack', '--features', '2'], /features must/],
  ])('%j', async (args, message) => {
    const { code, stderr } = await vrn(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('failures of inputs end with exit code 1', () => {
  it('prints failures as lines of JSON, and continues with the other inputs', async () => {
    await writeFile(at('box.obj'), encodeObj(cube({ side: 1 })));
    const files = [at('missing.obj'), at('box.obj')];
    const { code, stdout, stderr } = await vrn('voxelize', ...files, '-o', at('out'), '-s', '8x16x4', '--json');
    expect(code).toBe(1);
    const [failure, success] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    const message = `${at('missing.obj')}: no such file or folder`;
    expect(failure).toEqual({ input: files[0], error: { code: 'bad-file', message } });
    expect(success).toMatchObject({ input: files[1], shape: [8, 16, 4] });
    expect(stderr).toBe(`vrn: ${message}\n`);
  });
});
