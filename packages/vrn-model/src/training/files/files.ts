// Reads and writes the files of a training run (Node.js only); writing is atomic.
import { VolumetricError } from '@vrn/voxel';
import { type FileSystem, writeFileAtomic } from '@vrn/voxel/internal';

/** Imports `node:fs/promises` by a name that bundlers for browsers do not resolve. */
export const nodeFiles = (): Promise<FileSystem> =>
  import(/* webpackIgnore: true */ /* @vite-ignore */ ['node:fs', 'promises'].join('/')) as Promise<FileSystem>;

/**
 * Returns the bytes of a file, or undefined if it does not exist.
 *
 * @throws {VolumetricError} `bad-file` if the file exists but cannot be read.
 */
export async function readIfPresent(files: FileSystem, path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await files.readFile(path));
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ENOENT') return undefined;
    throw new VolumetricError('bad-file', `train: cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Creates or replaces a file atomically: an old file remains until the new one is complete and on the disk. Creates
 * missing folders.
 *
 * @throws {VolumetricError} `bad-file` if the file cannot be written, such as on a full disk; the old file is then
 *   unchanged.
 */
export async function writeFile(files: FileSystem, path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFileAtomic(files, path, content);
  } catch (error) {
    const { message, cause } = error as VolumetricError;
    throw new VolumetricError('bad-file', message.replace(/^writeFileAtomic:/, 'train:'), { cause });
  }
}
