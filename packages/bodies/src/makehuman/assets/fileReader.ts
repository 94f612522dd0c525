// Defines readers, which list and read files, and creates a reader of a folder on disk (Node only).
import { check, VolumetricError } from '@vrn/voxel';

/** Lists and reads files. Paths are relative to the root and use '/'. */
export interface FileReader {
  /** Returns the paths of all files below a folder ('' is the root), sorted; none if there is no such folder. */
  list(path: string): string[];
  /** Returns the bytes of a file. Throws if there is no such file. */
  read(path: string): Uint8Array;
  /** Name of the root in error messages. */
  readonly name?: string;
}

/** The functions of Node's `fs` that are used here. */
export interface FileSystem {
  statSync(path: string, options: { throwIfNoEntry: false }): { isDirectory(): boolean; isFile(): boolean } | undefined;
  readdirSync(path: string): string[];
  readFileSync(path: string): Uint8Array;
}

/** Maximum depth of folders below the listed one, since symbolic links may form cycles. Deeper ones are left out. */
const MAX_DEPTH = 12;

/**
 * Creates a {@link FileReader} for a folder on disk. Works in Node only; has no import that bundlers would resolve.
 *
 * @param directory  path of the folder.
 * @param fs         Node's file system; by default from `process.getBuiltinModule` (Node 20.16, 22.3 or newer).
 * @throws {VolumetricError} `not-found` if there is no such folder, or no file system is given or found; `bad-file` by
 *   `read`, for a file that cannot be read
 */
export function folderReader(directory: string, fs: FileSystem = fileSystem(directory)): FileReader {
  const at = (path: string) => (path === '' ? directory : `${directory.replace(/\/+$/, '')}/${path}`);
  const isFolder = fs.statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
  check(isFolder, 'not-found', () => `folderReader: directory must exist, got ${directory}`);
  const walk = (path: string, depth = 0): string[] =>
    fs.readdirSync(at(path)).flatMap((entry) => {
      const below = path === '' ? entry : `${path}/${entry}`;
      const found = fs.statSync(at(below), { throwIfNoEntry: false });
      if (found?.isDirectory()) return depth < MAX_DEPTH ? walk(below, depth + 1) : [];
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
