// Lists the files below a folder of scans, and resolves the names by which they refer to each other.
import { dirname, extname, join, posix } from 'node:path';
import { check } from '@vrn/voxel';
import { about } from '../files/about.js';
import { type FolderEntry, listFolder } from '../files/listFolder.js';
import { readRegularFile } from '../files/readRegularFile.js';

/** Extensions of mesh files. */
export const SCAN_ENDINGS = ['.obj', '.ply', '.glb', '.stl'] as const;

export type ScanEnding = (typeof SCAN_ENDINGS)[number];

/** A folder of scans. Paths are relative to the folder, with '/' between names. */
export interface ScanFolder {
  readonly folder: string;
  /** Paths of the mesh files, sorted. */
  readonly scans: readonly string[];
  has(path: string): boolean;
  /**
   * Finds the file that another file names; undefined if there is none. Only files below the folder are found, so that
   * the digest of the folder covers everything that is read. Letter case may differ, unless several paths differ only
   * in case.
   *
   * @param from  path of the file that contains the name.
   * @param name  as written in the file. A relative path is resolved against the folder of `from`; if there is no such
   *   file, its last component alone is resolved there. Of an absolute path of any operating system, the last
   *   components (8 or fewer, as many as possible) are resolved against the folder of `from` or this folder. If no file
   *   is found, the only file anywhere with the same last component is taken.
   */
  find(from: string, name: string): string | undefined;
  /**
   * Reads a file.
   *
   * @throws {VolumetricError} `bad-file`, naming the file
   */
  read(path: string): Promise<Uint8Array>;
}

/**
 * Lists a folder of scans.
 *
 * @throws {VolumetricError} `bad-file` for a folder that cannot be read or has no mesh files, and for mesh files that
 *   are not regular files, such as pipes, devices and broken links
 */
export async function openScanFolder(folder: string): Promise<ScanFolder> {
  const entries = await about(folder, () => listFolder(folder));
  const scans = entries.filter(({ path }) => endingOf(path) !== undefined);
  check(scans.length > 0, 'bad-file', () => {
    return `${folder}: a folder of meshes must hold ${SCAN_ENDINGS.join(', ')} files, got none`;
  });
  const irregular = scans.find(({ isRegular }) => !isRegular);
  check(irregular === undefined, 'bad-file', () => {
    return `${join(folder, irregular!.path)}: must be a regular file, got a pipe, a socket, a device or a broken link`;
  });
  const files = fileIndex(entries);
  return {
    folder,
    scans: scans.map(({ path }) => path),
    has: (path) => files.paths.has(path),
    find: (from, name) => find(files, from, name),
    read: (path) => {
      const file = join(folder, path);
      return about(file, () => readRegularFile(file));
    },
  };
}

/** Returns the paths, relative to the folder, of all mesh files below it at any depth, sorted. */
export const scanFiles = async (folder: string): Promise<readonly string[]> => (await openScanFolder(folder)).scans;

/** Returns the extension of a mesh file, in lower case; undefined for other files. */
export function endingOf(path: string): ScanEnding | undefined {
  const ending = extname(path).toLowerCase();
  return SCAN_ENDINGS.find((each) => each === ending);
}

interface FileIndex {
  readonly paths: ReadonlySet<string>;
  /** Paths by their lower-case form; undefined where several paths differ only in case. */
  readonly lower: ReadonlyMap<string, string | undefined>;
  /** Paths by their last component in lower case. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

function fileIndex(entries: readonly FolderEntry[]): FileIndex {
  const paths = entries.filter(({ isRegular }) => isRegular).map(({ path }) => path);
  const lower = new Map<string, string | undefined>();
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const key = path.toLowerCase();
    lower.set(key, lower.has(key) ? undefined : path);
    const name = posix.basename(key);
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  return { paths: new Set(paths), lower, byName };
}

const isAbsolute = (name: string): boolean => /^(?:\/|[a-z]:|file:)/i.test(name);

function find({ paths, lower, byName }: FileIndex, from: string, written: string): string | undefined {
  const name = written.trim().replaceAll('\\', '/');
  const beside = dirname(from);
  const exact = (path: string): string | undefined => {
    const normal = posix.normalize(path);
    return paths.has(normal) ? normal : lower.get(normal.toLowerCase());
  };
  if (!isAbsolute(name)) return exact(posix.join(beside, name)) ?? exact(posix.join(beside, posix.basename(name)));
  // An absolute path usually comes from another machine. Matches its last components, the longest match first.
  const names = name.split('/').filter((each) => each !== '');
  for (let first = Math.max(1, names.length - MAX_MATCHED_NAMES); first < names.length; first++) {
    const found = exact(posix.join(beside, ...names.slice(first))) ?? exact(posix.join(...names.slice(first)));
    if (found !== undefined) return found;
  }
  const others = byName.get(names.at(-1)?.toLowerCase() ?? '') ?? [];
  return others.length === 1 ? others[0] : undefined;
}

/** Maximum number of trailing components of an absolute path that are compared. */
const MAX_MATCHED_NAMES = 8;
