// Where files come from: a folder on disk (only in Node), or anything that lists and reads.
import { check, VolumetricError } from '@vrn/voxel';

/** Paths are relative to the root, with '/' between names. */
export interface FileReader {
  /** Every file under a folder at any depth ('' is the root), sorted; none where there is no such folder. */
  list(path: string): string[];
  /** Throws where there is no such file. */
  read(path: string): Uint8Array;
  /** What to call the root in messages. */
  readonly name?: string;
}

/** What is used of Node's `fs`. */
export interface FileSystem {
  statSync(path: string, options: { throwIfNoEntry: false }): { isDirectory(): boolean; isFile(): boolean } | undefined;
  readdirSync(path: string): string[];
  readFileSync(path: string): Uint8Array;
}

/** Folders below the root; links can go round in circles. */
const DEEPEST = 12;

/**
 * A folder on disk as a {@link FileReader}. Only Node has one: bundlers find nothing to look for.
 *
 * @param fs Node's file system; it is found by itself from Node 20.16 on
 * @throws {VolumetricError} `not-found` where there is no such folder, or no file system is given or found
 */
export function folderReader(directory: string, fs: FileSystem = fileSystem(directory)): FileReader {
  const at = (path: string) => (path === '' ? directory : `${directory.replace(/\/+$/, '')}/${path}`);
  const isFolder = fs.statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
  check(isFolder, 'not-found', () => `folderReader: directory must be there, got ${directory}`);
  const walk = (path: string, depth = 0): string[] =>
    fs.readdirSync(at(path)).flatMap((entry) => {
      const below = path === '' ? entry : `${path}/${entry}`;
      const found = fs.statSync(at(below), { throwIfNoEntry: false });
      if (found?.isDirectory()) return depth < DEEPEST ? walk(below, depth + 1) : [];
      return found?.isFile() ? [below] : [];
    });
  return {
    name: directory,
    list: (path) => (fs.statSync(at(path), { throwIfNoEntry: false })?.isDirectory() ? walk(path).sort() : []),
    read: (path) => {
      try {
        return new Uint8Array(fs.readFileSync(at(path)));
      } catch (error) {
        throw new VolumetricError('bad-file', `folderReader: file must be readable, got ${at(path)}`, { cause: error });
      }
    },
  };
}

function fileSystem(directory: string): FileSystem {
  const host = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process;
  const fs = host?.getBuiltinModule?.('node:fs');
  check(fs !== undefined, 'not-found', () => {
    return `folderReader: a directory needs Node 20.16 or newer (below it pass its fs, elsewhere a FileReader), got ${directory}`;
  });
  return fs as FileSystem;
}
