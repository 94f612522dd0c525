// Writes files atomically (a temporary file, flushed to disk, then renamed) and removes temporary files of killed
// processes.

import { toBytes } from '../core/bytes.js';
import { VolumetricError } from '../core/errors.js';

/** The part of `node:fs/promises` that is used here; the application passes it in. */
export interface FileSystem {
  open(path: string, flags: string, mode?: number): Promise<OpenFile>;
  mkdir(path: string, options?: { readonly recursive?: boolean }): Promise<unknown>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly force: true }): Promise<void>;
  stat(path: string): Promise<FileStatus>;
  realpath(path: string): Promise<string>;
  readlink(path: string): Promise<string>;
  readdir(path: string): Promise<string[]>;
  readFile(path: string): Promise<Uint8Array>;
}

interface OpenFile {
  writeFile(content: string | Uint8Array): Promise<void>;
  chmod?(mode: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

interface FileStatus {
  readonly mode: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

export interface WriteFileAtomicOptions {
  /** Receives the path of the temporary file while the file exists, so that a signal handler can remove it. */
  readonly temporaries?: Set<string>;
}

/**
 * Name of a temporary file: `.vrn-<process id>-<machine>-<number>.tmp`; the machine may be missing. The target's name
 * is left out, since it may already have the maximum length of 255 bytes.
 */
const TEMPORARY = /^\.vrn-(\d+)(?:-([0-9a-z]{4}))?-\d+\.tmp$/;
const MAX_LINKS = 40;
const PERMISSIONS = 0o777;
const NEW_FILE = 0o666;

/**
 * Writes a file so that readers see the complete old or the complete new content, even when the process is killed, the
 * disk is full, or the machine loses power. Creates missing folders and follows symbolic links. The new file gets the
 * permissions of the file that it replaces, reduced by the umask where the file system refuses to change permissions.
 * Devices and pipes cannot be replaced: content is written directly to them, so they may have received a part of it
 * when an error is thrown.
 *
 * @param fs       `node:fs/promises`, or an object with the same functions.
 * @param path     the file to write.
 * @param content  text (written as UTF-8), bytes, or an asynchronous sequence of chunks of bytes.
 * @throws {VolumetricError} `bad-argument` for content or chunks of another type; `bad-file`, naming `path` and the
 *   reason, with the system's error code (`ENOSPC`, …) in `cause.code`. An existing file is then unchanged. Errors that
 *   the sequence of chunks throws pass through.
 *
 * @example
 * import * as fs from 'node:fs/promises';
 * await writeFileAtomic(fs, 'out/body.glb', bytes);
 */
export async function writeFileAtomic(
  fs: FileSystem,
  path: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
  options: WriteFileAtomicOptions = {},
): Promise<void> {
  const whole = typeof content === 'string' || isSequence(content) ? content : toBytes('writeFileAtomic', content);
  const attempt = attemptFor(path, UNCHANGED);
  const target = await attempt(() => followLinks(fs, path));
  const folder = folderOf(target);
  const before = await attempt(() => statusOf(fs, target));
  if (before?.isDirectory()) throw writeError(path, { code: 'EISDIR', message: 'EISDIR: it is a folder' }, UNCHANGED);
  if (before !== undefined && !before.isFile()) {
    const device = await attempt(() => fs.open(target, 'w'));
    return fill(device, whole, attemptFor(path, PARTIAL), false);
  }
  await attempt(() => makeFolder(fs, folder));
  const [temporary, file] = await attempt(() => openTemporary(fs, folder, before?.mode));
  options.temporaries?.add(temporary);
  try {
    await fill(file, whole, attempt, true);
    await attempt(() => fs.rename(temporary, target));
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    options.temporaries?.delete(temporary);
  }
}

const isSequence = (content: unknown): content is AsyncIterable<Uint8Array> => Symbol.asyncIterator in Object(content);

type Attempt = <T>(step: () => Promise<T>) => Promise<T>;

/** What error messages say about the target: a file, or a device or pipe that has been opened. */
const UNCHANGED = 'what was there before is unchanged';
const PARTIAL = 'it may have received a part of the content';

/** Returns a function that runs a step and converts its error to one that names `path` and ends with `left`. */
const attemptFor =
  (path: string, left: string): Attempt =>
  async (step) => {
    try {
      return await step();
    } catch (error) {
      throw writeError(path, error, left);
    }
  };

/** Writes all content, flushes it to disk if `flush` is true, and closes the file. */
async function fill(
  file: OpenFile,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
  attempt: Attempt,
  flush: boolean,
): Promise<void> {
  try {
    for await (const piece of isSequence(content) ? content : [content]) {
      const bytes = typeof piece === 'string' ? piece : toBytes('writeFileAtomic', piece);
      await attempt(() => file.writeFile(bytes));
    }
    if (flush) await attempt(() => file.sync());
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  await attempt(() => file.close());
}

/** Creates the error of a failed step, which names the target file instead of the temporary file. */
function writeError(path: string, error: unknown, left: string): VolumetricError {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  // Node.js ends its messages with the call and the path: ", open '/folder/.vrn-7-0.tmp'".
  const reason = message.replace(/, \w+( '.*)?$/s, '');
  const cause = Object.assign(new Error(reason), { ...(code && { code }), path });
  const words = `writeFileAtomic: cannot write ${path}: ${reason}; ${left}`;
  return new VolumetricError('bad-file', words, { cause });
}

/** Resolves the symbolic links of a path, including links to files that do not exist yet. */
async function followLinks(fs: FileSystem, path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < MAX_LINKS; links++) {
    const real = await unlessMissing(fs.realpath(target));
    if (real !== undefined) return real;
    const link = await fs.readlink(target).catch(() => undefined);
    if (link === undefined) return target;
    target = /^(?:[/\\]|[A-Za-z]:)/.test(link) ? link : `${folderOf(target)}/${link}`;
  }
  throw Object.assign(new Error('ELOOP: too many symbolic links'), { code: 'ELOOP' });
}

/**
 * Creates a folder and its missing parents. Fails where no folder can be created, such as below /proc, where the
 * recursive `mkdir` of Node.js never ends.
 *
 * @param fs  `node:fs/promises`, or an object with the same functions.
 * @throws an error with a system code, such as `ENOTDIR` where the folder or one of its parents is a file, or `EPERM`
 *   where the file system does not accept new folders
 */
export async function makeFolder(fs: FileSystem, folder: string): Promise<void> {
  const missing: string[] = [];
  for (let at = folder; ; at = folderOf(at)) {
    const error = await failureOf(fs.mkdir(at));
    if (error === undefined) break;
    // On Windows, `mkdir` of a root, which exists, fails with EPERM.
    if (error.code === 'EEXIST' || error.code === 'EPERM') {
      if ((await statusOf(fs, at))?.isDirectory()) break;
      throw error.code === 'EEXIST' ? Object.assign(new Error('ENOTDIR'), { code: 'ENOTDIR', path: at }) : error;
    }
    if (error.code !== 'ENOENT' || folderOf(at) === at) throw error;
    missing.push(at);
  }
  for (const each of missing.reverse()) {
    const error = await failureOf(fs.mkdir(each));
    // Another process may have created the folder meanwhile.
    if (error === undefined || error.code === 'EEXIST') continue;
    const reason = 'EPERM: no folder can be created there';
    throw error.code === 'ENOENT' ? Object.assign(new Error(reason), { code: 'EPERM', path: each }) : error;
  }
}

/** Returns the error with which a promise is rejected; undefined if it is resolved. */
async function failureOf(promise: Promise<unknown>): Promise<NodeError | undefined> {
  return promise.then(
    () => undefined,
    (error: NodeError) => error,
  );
}

interface NodeError extends Error {
  readonly code?: string;
}

const folderOf = (path: string): string => path.replace(/[^/\\]*$/, '').replace(/(?<=.)[/\\]$/, '') || '.';

const statusOf = (fs: FileSystem, path: string): Promise<FileStatus | undefined> => unlessMissing(fs.stat(path));

/** Returns the promise's value, or undefined if it is rejected because the file, or a folder above it, is missing. */
async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  return promise.catch((error: { readonly code?: string }) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

let written = 0;

/**
 * Creates a new file in the folder, with the permissions in `mode`, if given. All threads of a process have the same
 * process id, so names that exist already are skipped.
 */
async function openTemporary(fs: FileSystem, folder: string, mode: number | undefined): Promise<[string, OpenFile]> {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  const prefix = `${start}.vrn-${host().pid ?? 0}-${await machineOf(fs)}`;
  for (;;) {
    const path = `${prefix}-${written++}.tmp`;
    try {
      const permissions = mode === undefined ? NEW_FILE : mode & PERMISSIONS;
      const file = await fs.open(path, 'wx', permissions);
      // The umask may have removed permissions from `mode`. File systems without permissions may refuse `chmod`.
      if (mode !== undefined) await file.chmod?.(permissions).catch(() => undefined);
      return [path, file];
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
    }
  }
}

/**
 * Removes the temporary files that killed processes of this machine left in a folder. Those of running processes and of
 * other machines (folders may be shared over a network) are kept; a name without a machine counts as one of this
 * machine. Nothing happens where the folder is missing, or is not a folder.
 *
 * @param isAlive  whether a process exists. Default: asks Node.js; in other engines every process counts as running.
 * @returns  the names of the files that were removed.
 * @throws the error of Node.js where the folder cannot be read or a file cannot be removed
 *
 * @example
 * await sweepTemporaries(fs, 'out');  // → ['.vrn-4711-k3x9-0.tmp']
 */
export async function sweepTemporaries(
  fs: FileSystem,
  folder: string,
  isAlive: (process: number) => boolean = isRunning,
): Promise<string[]> {
  const names = await fs.readdir(folder).catch((error: { readonly code?: string }) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const machine = await machineOf(fs);
  const removed: string[] = [];
  for (const name of names) {
    const found = TEMPORARY.exec(name);
    if (found === null || (found[2] ?? machine) !== machine || isAlive(Number(found[1]))) continue;
    await fs.rm(`${folder}/${name}`, { force: true });
    removed.push(name);
  }
  return removed;
}

interface Host {
  readonly pid?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  kill?(process: number, signal: 0): void;
}

const host = (): Host => (globalThis as { readonly process?: Host }).process ?? {};

/**
 * Whether a process exists. Signal 0 tests this: it is not delivered, and sending it fails with `ESRCH` if there is no
 * such process. True where the engine cannot send signals.
 */
function isRunning(process: number): boolean {
  const { kill } = host();
  if (kill === undefined) return true;
  try {
    kill(process, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== 'ESRCH';
  }
}

/**
 * Returns a hash of the host name, four characters. Different host names have different hashes, except by rare
 * coincidence. Where no host name can be read, the hash is that of the empty text.
 */
async function machineOf(fs: FileSystem): Promise<string> {
  const { env = {} } = host();
  const name = await fs.readFile('/proc/sys/kernel/hostname').catch(() => undefined);
  const text = name === undefined ? (env['COMPUTERNAME'] ?? env['HOSTNAME'] ?? '') : new TextDecoder().decode(name);
  let hash = 0x811c9dc5;
  for (const letter of text.trim()) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
  return (hash >>> 0).toString(36).padStart(4, '0').slice(-4);
}
