// Tests the outputs of a batch: their paths, which earlier outputs are kept, and which paths are rejected.
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { folderTasks, oneFileTasks, unfinished } from '../../../src/commands/batch/tasks.js';

let root: string;
const at = (...names: string[]) => join(root, ...names);
const named = (...files: string[]) => files.map((file) => ({ file, named: true }));
const found = (...files: string[]) => files.map((file) => ({ file, named: false }));
const mesh = { endings: ['.glb', '.obj'], format: '.glb' };

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'vrn-tasks-'));
  await mkdir(at('out'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('oneFileTasks', () => {
  const outputs = async (...args: Parameters<typeof oneFileTasks>) =>
    (await oneFileTasks(...args)).map(({ output }) => output);

  it('puts outputs beside their inputs, unique within each folder', async () => {
    const inputs = named('a/x.npy', 'b/x.npy', 'b/x.nrrd');
    expect(await outputs(inputs, { ...mesh, output: undefined })).toEqual(['a/x.glb', 'b/x.npy.glb', 'b/x.nrrd.glb']);
  });

  it('puts outputs into a folder, with unique names', async () => {
    expect(await outputs(named('a/x.npy', 'b/x.npy'), { ...mesh, output: 'to' })).toEqual(['to/a-x.glb', 'to/b-x.glb']);
    expect(await outputs(named('a/x.npy'), { ...mesh, output: at('out') })).toEqual([at('out', 'x.glb')]);
  });

  it('accepts a file name for a single named input', async () => {
    expect(await outputs(named('a/x.npy'), { ...mesh, output: 'to/y.obj' })).toEqual(['to/y.obj']);
    await expect(outputs(named('x.npy'), { ...mesh, output: 'y.fbx' })).rejects.toThrow(/must end in \.glb or \.obj/);
    await expect(outputs(found('x.npy'), { ...mesh, output: 'y.obj' })).rejects.toThrow(/must be a folder/);
  });

  it('writes the output of standard input to standard output', async () => {
    expect(await outputs(named('-'), { ...mesh, output: undefined })).toEqual(['-']);
    expect(await outputs(named('-'), { ...mesh, output: 'y.obj' })).toEqual(['y.obj']);
    expect(await outputs(named('a.npy'), { ...mesh, output: '-' })).toEqual(['-']);
    await expect(outputs(named('a.npy', 'b.npy'), { ...mesh, output: '-' })).rejects.toThrow(/one input/);
  });

  it('never replaces an input', async () => {
    await expect(outputs(named('a.obj'), { ...mesh, output: './a.obj' })).rejects.toThrow(/must not be an input/);
  });
});

describe('unfinished', () => {
  it('keeps complete newer outputs of found inputs, and reports overwritten outputs of named inputs', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    for (const name of [
      'new.jpg',
      'old.jpg',
      'half.jpg',
      'out/new.glb',
      'out/new.png',
      'out/old.glb',
      'out/old.png',
      'out/half.glb',
    ]) {
      await writeFile(at(name), '');
    }
    await utimes(at('old.jpg'), new Date(), new Date(Date.now() + 60_000));
    const inputs = found(at('new.jpg'), at('old.jpg'), at('half.jpg'));
    const tasks = folderTasks(inputs, at('out'));
    const endings = ['.glb', '.png'];
    const names = (open: readonly { input: string }[]) => open.map(({ input }) => input);
    expect(names(await unfinished(tasks, inputs, { force: false, endings }))).toEqual([at('old.jpg'), at('half.jpg')]);
    expect(written).toHaveBeenCalledWith('vrn: 1 output kept from an earlier run; --force recomputes them\n');
    expect(await unfinished(tasks, inputs, { force: true, endings })).toHaveLength(3);
    written.mockClear();
    const own = named(at('half.jpg'));
    const [task] = await unfinished(folderTasks(own, at('out')), own, { force: false, endings });
    // The overwritten file is reported only after the task has succeeded.
    expect(task!.overwrites).toEqual([at('out', 'half.glb')]);
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
  });
});
