// Lists the files below a folder.
import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file below a folder. */
export interface FolderEntry {
  /** Relative to the folder, with '/' between names. */
  readonly path: string;
  /** Whether it is a regular file or a link to one, not a pipe, a socket, a device or a broken link. */
  readonly isRegular: boolean;
}

/**
 * Lists all files below a folder at any depth, sorted by their paths. Follows symbolic links to files and folders,
 * except links back to the folder or to a folder on the way from there to the link.
 *
 * @throws the error of Node.js for a folder that cannot be read
 */
export async function listFolder(folder: string): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  await walk(folder, '', [await realpath(folder)], entries);
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Collects the files below a folder.
 *
 * @param ancestors  real paths of `folder` and its ancestors up to the listed folder. Links to them are not followed.
 */
async function walk(
  folder: string,
  prefix: string,
  ancestors: readonly string[],
  entries: FolderEntry[],
): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = join(folder, entry.name);
    const path = `${prefix}${entry.name}`;
    const status: Pick<Stats, 'isDirectory' | 'isFile'> | undefined = entry.isSymbolicLink()
      ? await stat(full).catch(() => undefined)
      : entry;
    if (status?.isDirectory()) {
      const real = await realpath(full);
      if (!ancestors.includes(real)) await walk(full, `${path}/`, [...ancestors, real], entries);
    } else entries.push({ path, isRegular: status?.isFile() === true });
  }
}
