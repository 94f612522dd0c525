// Tests file arguments: named files, folders, patterns and standard input.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandInputs } from '../../../src/commands/arguments/inputs.js';

let root: string;
const at = (...names: string[]) => join(root, ...names);
const files = async (...given: string[]) => (await expandInputs(given, ['.jpg', '.png'])).map(({ file }) => file);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'vrn-inputs-'));
  await mkdir(at('a', 'deep'), { recursive: true });
  await mkdir(at('empty'));
  await mkdir(at('a', 'folder.jpg'));
  for (const name of ['b.JPG', 'a.png', '._a.png', 'a.preview.png', 'notes.txt', 'deep/c.jpg']) {
    await writeFile(at('a', name), '');
  }
  await symlink('a.png', at('a', 'link.png'));
  await symlink('nowhere', at('a', 'dangling.png'));
  if (process.platform !== 'win32') execFileSync('mkfifo', [at('a', 'pipe.jpg')]);
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('expandInputs', () => {
  it('lists the regular files of a folder, sorted, without hidden files, previews, pipes, folders and dead links', async () => {
    // link.png is a link to a.png, which is listed only once.
    expect(await files(at('a'))).toEqual([at('a', 'a.png'), at('a', 'b.JPG')]);
  });

  it('expands patterns, also across folders', async () => {
    expect(await files(at('a', '*.png'))).toEqual([at('a', 'a.png')]);
    expect(await files(at('**', '*.{jpg,JPG}'))).toEqual([at('a', 'b.JPG'), at('a', 'deep', 'c.jpg')]);
  });

  it('lists each file once, as named if it is also named', async () => {
    const inputs = await expandInputs([at('a'), at('a', '..', 'a', 'a.png')], ['.png', '.jpg']);
    expect(inputs).toEqual([
      { file: at('a', 'a.png'), named: true },
      { file: at('a', 'b.JPG'), named: false },
    ]);
  });

  it('treats an existing file whose name looks like a pattern as that file', async () => {
    await writeFile(at('x[1].jpg'), '');
    expect(await expandInputs([at('x[1].jpg')], ['.jpg'])).toEqual([{ file: at('x[1].jpg'), named: true }]);
  });

  it('keeps missing files for the reader, and rejects empty folders and patterns without a match', async () => {
    expect(await files(at('missing.jpg'))).toEqual([at('missing.jpg')]);
    await expect(files(at('empty'))).rejects.toThrow(/the folder must contain files ending in \.jpg, \.png, got none/);
    await expect(files(at('*.webp'))).rejects.toThrow(/the pattern must match files/);
  });

  it('accepts standard input once', async () => {
    expect(await files('-')).toEqual(['-']);
    await expect(files('-', '-')).rejects.toThrow(/only once/);
  });
});

describe('expandInputs with options', () => {
  it('reads subfolders on request, and names what it does not read', async () => {
    await mkdir(at('tree', '.hidden'), { recursive: true });
    await mkdir(at('tree', 'b'));
    for (const name of ['z.jpg', 'b/a.jpg', '.hidden/h.jpg', 'b/notes.txt']) await writeFile(at('tree', name), '');
    const skipped: object[] = [];
    const listed = async (recursive: boolean) => {
      const onSkipped = (each: object): void => void skipped.push(each);
      return (await expandInputs([at('tree')], ['.jpg'], { recursive, onSkipped })).map(({ file }) => file);
    };
    expect(await listed(false)).toEqual([at('tree', 'z.jpg')]);
    expect(skipped.splice(0)).toEqual([{ file: at('tree', 'b'), reason: 'folder' }]);
    expect(await listed(true)).toEqual([at('tree', 'b', 'a.jpg'), at('tree', 'z.jpg')]);
    expect(skipped).toEqual([{ file: at('tree', 'b', 'notes.txt'), reason: 'ending' }]);
  });

  it('does not take outputs of an earlier run for photographs', async () => {
    await mkdir(at('shots', 'out'), { recursive: true });
    const names = ['a.png', 'contact-sheet-001.png', 'out/a.obj.png', 'out/contact-sheet-001.png'];
    for (const name of names) await writeFile(at('shots', name), '');
    const listed = async (argument: string, output: string) =>
      (await expandInputs([argument], ['.png'], { recursive: true, output })).map(({ file }) => file);
    expect(await listed(at('shots'), at('shots', 'out'))).toEqual([at('shots', 'a.png'), at('shots', names[1]!)]);
    expect(await listed(at('shots', '**', '*.png'), at('shots', 'out'))).toHaveLength(2);
    // The photographs lie in the output folder itself.
    expect(await listed(at('shots', 'out'), at('shots', 'out'))).toEqual([at('shots', 'out', 'a.obj.png')]);
  });
});
