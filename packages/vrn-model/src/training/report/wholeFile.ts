// Files that are always whole: written beside their place, flushed, and moved there (Node only).
import { VolumetricError } from '@vrn/voxel';

/** What is used of Node's `fs/promises`; another may stand in for it. */
export interface FileSystem {
  readFile(path: string): Promise<Uint8Array>;
  mkdir(path: string, options: { readonly recursive: true }): Promise<unknown>;
  open(path: string, flags: string): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly force: true }): Promise<void>;
}

interface OpenFile {
  writeFile(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Node's files, by a name that bundlers for browsers do not look for. */
export const nodeFiles = (): Promise<FileSystem> =>
  import(/* webpackIgnore: true */ /* @vite-ignore */ ['node:fs', 'promises'].join('/')) as Promise<FileSystem>;

/** The bytes of a file, or undefined where there is none. */
export async function readWhole(path: string, files: FileSystem): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await files.readFile(path));
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ENOENT') return undefined;
    throw new VolumetricError('bad-file', `train: cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Puts bytes in a file's place, at once or not at all: what is there stays until the new file is whole and on the disk.
 * The temporary file has one name, `path.tmp`, so that what a killed process leaves is overwritten by the next.
 *
 * @throws {VolumetricError} `bad-file` when the disk is full or cannot be written; the old file is then as it was.
 */
export async function writeWhole(path: string, bytes: Uint8Array, files: FileSystem): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const folder = path.replace(/[^/\\]*$/, '');
    if (folder !== '') await files.mkdir(folder, { recursive: true });
    const file = await files.open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(temporary, path);
  } catch (cause) {
    const tidied = files.rm(temporary, { force: true }).then(
      () => '',
      () => `; ${temporary} could not be removed`,
    );
    const words = `train: cannot write ${path}: ${(cause as Error).message}; what was there before is left as it was`;
    throw new VolumetricError('bad-file', words + (await tidied), { cause });
  }
}
