// Defines stores of checkpoints, and one that keeps the latest checkpoint in a file.
import { check } from '@vrn/voxel';
import { checkOptions, type FileSystem, sweepTemporaries } from '@vrn/voxel/internal';
import { nodeFiles, readIfPresent, writeFile } from '../files/files.js';

/**
 * Stores the latest checkpoint. `load` resolves to undefined if there is none; `save` must replace the old one
 * atomically.
 */
export interface CheckpointStore {
  load(): Promise<Uint8Array | ArrayBuffer | undefined>;
  save(bytes: Uint8Array): Promise<void>;
}

/** Options of {@link fileCheckpoint}. */
export interface FileCheckpointOptions {
  /** Replacement for `node:fs/promises`. */
  readonly files?: FileSystem;
}

/** Metadata that identifies a version of a file; fields that a file system does not provide are undefined. */
interface Version {
  readonly ino?: number;
  readonly size?: number;
  readonly mtimeMs?: number;
}

/** Version of a file that does not exist. */
const ABSENT = 'absent';

/**
 * Stores checkpoints in a file (Node.js only). The file is always complete: on a full disk, or when the process is
 * killed, the previous checkpoint is kept. Temporary files of killed processes are removed on load.
 *
 * Saving fails if another process has written the file since this store last read or wrote it. Without this check, two
 * runs with the same file would overwrite each other's checkpoints.
 *
 * @param path    the file.
 * @param options `files`: a replacement for `node:fs/promises`.
 * @returns a store for `train({ checkpoint })`, which also accepts a path with the same effect.
 * @throws {VolumetricError} `bad-argument` for a path that is not a string or is empty, and unknown options. Its
 *   methods throw `bad-file` when the file cannot be read or written, or was written by another process.
 *
 * @example
 * import * as files from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * const store = fileCheckpoint(`${tmpdir()}/none/run.safetensors`, { files });
 * await store.load(); // → undefined
 */
export function fileCheckpoint(path: string, options: FileCheckpointOptions = {}): CheckpointStore {
  check(typeof path === 'string' && path !== '', 'bad-argument', () => {
    return `fileCheckpoint: path must be a file's path, got ${path === '' ? "''" : String(path)}`;
  });
  checkOptions('fileCheckpoint', options, ['files']);
  const filesOf = async (): Promise<FileSystem> => options.files ?? nodeFiles();
  let known: string | undefined;
  return {
    async load() {
      const files = await filesOf();
      await sweepTemporaries(files, folderOf(path)).catch(() => []);
      const version = await versionOf(files, path);
      const bytes = await readIfPresent(files, path);
      known = bytes === undefined ? ABSENT : version;
      return bytes;
    },
    async save(bytes) {
      const files = await filesOf();
      const version = await versionOf(files, path);
      // A file that was removed in the meantime is written again.
      const isOurs = known === undefined || version === known || version === ABSENT;
      check(isOurs, 'bad-file', () => {
        return `train: checkpoint ${path} must be written by one process only, but another has written it since this one last did; give each run a file of its own`;
      });
      await writeFile(files, path, bytes);
      known = await versionOf(files, path);
    },
  };
}

const folderOf = (path: string): string => path.replace(/[^/\\]*$/, '').replace(/(?<=.)[/\\]$/, '') || '.';

async function versionOf(files: FileSystem, path: string): Promise<string> {
  const status = (await files.stat(path).catch(() => undefined)) as Version | undefined;
  return status === undefined ? ABSENT : JSON.stringify([status.ino, status.size, status.mtimeMs]);
}
