// Tests atomic writing on a real file system: content, links, permissions, failures, files left by killed processes.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VolumetricError } from '../../src/index.js';
import { type FileSystem, sweepTemporaries, writeFileAtomic } from '../../src/internal.js';

let folder = '';
beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'vrn-atomic-'));
});
afterEach(() => fs.rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const read = (name: string) => fs.readFile(at(name), 'utf8');
/** Node's file system, with files that fail when they are flushed. */
const full = (code: string): FileSystem => ({
  ...fs,
  open: async (path, flags, mode) => {
    const file = await fs.open(path, flags, mode);
    const sync = () => Promise.reject(Object.assign(new Error(`${code}: no space left on device, fsync`), { code }));
    return { writeFile: (content) => file.writeFile(content), close: () => file.close(), sync };
  },
});

describe('writeFileAtomic', () => {
  it('writes text, bytes and pieces, into folders that are missing', async () => {
    await writeFileAtomic(fs, at('a/b/text'), 'grün');
    await writeFileAtomic(fs, at('bytes'), Uint8Array.of(104, 105));
    async function* pieces() {
      yield Uint8Array.of(49, 50);
      yield Uint8Array.of(51);
    }
    await writeFileAtomic(fs, at('pieces'), pieces());
    expect([await read('a/b/text'), await read('bytes'), await read('pieces')]).toEqual(['grün', 'hi', '123']);
    expect(await fs.readdir(folder)).toEqual(['a', 'bytes', 'pieces']);
  });

  it('refuses other content, and leaves the file unchanged', async () => {
    await fs.writeFile(at('kept'), 'old');
    async function* numbers() {
      yield Uint8Array.of(49);
      yield 50;
    }
    for (const content of [7, null, undefined, {}, [1, 2], numbers()]) {
      await expect(writeFileAtomic(fs, at('kept'), content as never)).rejects.toMatchObject({
        code: 'bad-argument',
        message: expect.stringMatching(/^writeFileAtomic: bytes must be a Uint8Array or an ArrayBuffer, got /),
      });
    }
    expect(await read('kept')).toBe('old');
    expect(await fs.readdir(folder)).toEqual(['kept']);
  });

  it('writes names of 255 bytes, and relative ones', async () => {
    const name = 'n'.repeat(255);
    await writeFileAtomic(fs, at(name), 'x');
    expect(await read(name)).toBe('x');
    const before = process.cwd();
    process.chdir(folder);
    try {
      await writeFileAtomic(fs, 'plain.txt', 'here');
    } finally {
      process.chdir(before);
    }
    expect(await read('plain.txt')).toBe('here');
  });

  it('writes through links, also to files that do not exist yet', async () => {
    await fs.mkdir(at('other'));
    await fs.writeFile(at('other/old'), 'old');
    await fs.symlink(at('other/old'), at('link'));
    await fs.symlink('other/new', at('dangling'));
    await writeFileAtomic(fs, at('link'), 'fresh');
    await writeFileAtomic(fs, at('dangling'), 'made');
    expect([await read('other/old'), await read('other/new')]).toEqual(['fresh', 'made']);
    expect((await fs.lstat(at('link'))).isSymbolicLink()).toBe(true);
    expect((await fs.lstat(at('dangling'))).isSymbolicLink()).toBe(true);
    await fs.symlink('loop', at('loop'));
    await expect(writeFileAtomic(fs, at('loop'), 'x')).rejects.toThrow(/loop: ELOOP/);
  });

  it('keeps the permissions of the file that it replaces', async () => {
    await fs.writeFile(at('secret'), 'old', { mode: 0o600 });
    await writeFileAtomic(fs, at('secret'), 'new');
    expect((await fs.stat(at('secret'))).mode & 0o777).toBe(0o600);
  });

  it('keeps permissions that the umask would remove', async () => {
    await fs.writeFile(at('shared'), 'old');
    await fs.chmod(at('shared'), 0o666);
    const before = process.umask(0o027);
    try {
      await writeFileAtomic(fs, at('shared'), 'new');
      await writeFileAtomic(fs, at('fresh'), 'new');
    } finally {
      process.umask(before);
    }
    const modes = [await fs.stat(at('shared')), await fs.stat(at('fresh'))].map(({ mode }) => mode & 0o777);
    expect(modes).toEqual([0o666, 0o640]);
  });

  it('leaves the old content and no temporary when the disk is full, and names the file only', async () => {
    await fs.writeFile(at('result'), 'old');
    const error = await writeFileAtomic(full('ENOSPC'), at('result'), 'new').catch((each: unknown) => each);
    expect(error).toBeInstanceOf(VolumetricError);
    const { message, cause } = error as VolumetricError;
    expect(message).toContain(`cannot write ${at('result')}: ENOSPC: no space left on device`);
    expect(`${message} ${(cause as Error).message}`).not.toContain('.tmp');
    expect(cause).toMatchObject({ code: 'ENOSPC', path: at('result') });
    expect(await read('result')).toBe('old');
    expect(await fs.readdir(folder)).toEqual(['result']);
  });

  it('passes on errors of the content, and leaves nothing', async () => {
    async function* broken() {
      yield Uint8Array.of(1);
      throw new RangeError('no second sample');
    }
    await expect(writeFileAtomic(fs, at('set'), broken())).rejects.toThrow(RangeError);
    expect(await fs.readdir(folder)).toEqual([]);
  });

  it('refuses a folder in words, and writes into devices without replacing them', async () => {
    await expect(writeFileAtomic(fs, folder, 'x')).rejects.toThrow(`cannot write ${folder}: EISDIR: it is a folder`);
    await fs.symlink('/dev/null', at('null'));
    await writeFileAtomic(fs, at('null'), 'x');
    expect((await fs.stat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  it('says that a pipe may have received a part of the content when it breaks', async () => {
    const broken: FileSystem = {
      ...fs,
      stat: async () => ({ mode: 0o600, isFile: () => false, isDirectory: () => false }),
      open: async () => ({
        writeFile: () => Promise.reject(Object.assign(new Error('EPIPE: broken pipe, write'), { code: 'EPIPE' })),
        sync: async () => undefined,
        close: async () => undefined,
      }),
    };
    const path = at('pipe');
    await fs.writeFile(path, '');
    const error = writeFileAtomic(broken, path, 'x');
    await expect(error).rejects.toThrow(/pipe: EPIPE: broken pipe; it may have received a part of the content$/);
  });

  it('tells of its temporary while there is one', async () => {
    const temporaries = new Set<string>();
    const seen: string[] = [];
    async function* watched() {
      seen.push(...temporaries);
      yield Uint8Array.of(1);
    }
    await writeFileAtomic(fs, at('set'), watched(), { temporaries });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatch(new RegExp(`/\\.vrn-${process.pid}-\\w{4}-\\d+\\.tmp$`));
    expect(temporaries.size).toBe(0);
  });

  it('writes one file many times at once without mixing contents', async () => {
    const contents = Array.from({ length: 30 }, (_, n) => String(n).repeat(10_000));
    await Promise.all(contents.map((content) => writeFileAtomic(fs, at('shared'), content)));
    expect(contents).toContain(await read('shared'));
    expect(await fs.readdir(folder)).toEqual(['shared']);
  });
});

describe('sweepTemporaries', () => {
  it('removes what a dead process left, and keeps the rest', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const seen = new Set<string>();
    async function* watched() {
      for (const each of seen) await fs.copyFile(each, each.replace(`-${process.pid}-`, `-${pid}-`));
      yield Uint8Array.of(1);
    }
    await writeFileAtomic(fs, at('x'), watched(), { temporaries: seen });
    const left = (await fs.readdir(folder)).filter((name) => name.endsWith('.tmp'));
    expect(left).toHaveLength(1);
    const others = [
      `.vrn-${process.pid}-0.tmp`,
      `.vrn-${pid}-zzz0-0.tmp`,
      'notes.tmp',
      '.vrn-x-0.tmp',
      `.vrn-${pid}-0.tmp.bak`,
    ];
    for (const name of [...others, `.vrn-${pid}-0.tmp`]) await fs.writeFile(at(name), '');
    expect((await sweepTemporaries(fs, folder)).sort()).toEqual([...left, `.vrn-${pid}-0.tmp`].sort());
    expect((await fs.readdir(folder)).sort()).toEqual([...others, 'x'].sort());
  });

  it('is content with a folder that is missing', async () => {
    expect(await sweepTemporaries(fs, at('nowhere'))).toEqual([]);
  });
});
