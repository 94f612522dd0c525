// If two runs share a checkpoint file, it is always one complete checkpoint, and the second writer gets an error.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileCheckpoint } from '../../src/train.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-shared-'));
});
afterAll(() => rm(folder, { recursive: true }));

const SIZE = 5000;
const bytes = (value: number): Uint8Array => new Uint8Array(SIZE).fill(value);

describe('two runs on one file', () => {
  it('that both start anew: the second to write is refused', async () => {
    const path = join(folder, 'anew.safetensors');
    const [first, second] = [fileCheckpoint(path), fileCheckpoint(path)];
    for (const store of [first, second]) expect(await store.load()).toBeUndefined();
    await first.save(bytes(1));
    await expect(second.save(bytes(2))).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(/anew\.safetensors must be written by one process only/),
    });
    await first.save(bytes(3));
    expect(new Uint8Array(await readFile(path))).toEqual(bytes(3));
  });

  it('that resume from it: the second to write is refused', async () => {
    const path = join(folder, 'resumed.safetensors');
    await fileCheckpoint(path).save(bytes(0));
    const [first, second] = [fileCheckpoint(path), fileCheckpoint(path)];
    for (const store of [first, second]) expect(await store.load()).toEqual(bytes(0));
    await second.save(bytes(2));
    await expect(first.save(bytes(1))).rejects.toMatchObject({ code: 'bad-file' });
  });

  it('that write at the same moment leave one complete checkpoint and no temporary', async () => {
    const path = join(folder, 'both', 'run.safetensors');
    const stores = [1, 2, 3].map(() => fileCheckpoint(path));
    await Promise.allSettled(stores.map((store, i) => store.save(bytes(i + 1))));
    const found = new Uint8Array(await readFile(path));
    expect(found).toHaveLength(SIZE);
    expect(found.every((value) => value === found[0])).toBe(true);
    expect(await readdir(join(folder, 'both'))).toEqual(['run.safetensors']);
  });

  it('a file that was removed meanwhile is written anew, one that another program replaced is not', async () => {
    const path = join(folder, 'removed.safetensors');
    const store = fileCheckpoint(path);
    await store.save(bytes(1));
    await rm(path);
    await store.save(bytes(2));
    expect(new Uint8Array(await readFile(path))).toEqual(bytes(2));
    await writeFile(path, bytes(9).subarray(1));
    await expect(store.save(bytes(3))).rejects.toMatchObject({ code: 'bad-file' });
  });
});
