// Reads regular files and standard input, and writes files completely or not at all.
import type { Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import { check } from '@vrn/voxel';
import { makeFolder, sweepTemporaries, writeFileAtomic } from '@vrn/voxel/internal';
import { about, checkUsage } from './messages.js';

/**
 * Reads a regular file, or standard input for `-`. Rejects folders, sockets, and FIFOs and devices, which could block.
 *
 * @throws {VolumetricError} `bad-file` for other kinds of file. Errors of the file system pass through unchanged:
 *   callers use `about`, which adds the file's name. A terminal as standard input is a usage error.
 */
export async function readInput(file: string): Promise<Uint8Array> {
  if (file === '-') return readStandardInput();
  const stats = await fs.stat(file);
  check(stats.isFile(), 'bad-file', () => `${file}: must be a file, got ${kindOf(stats)}`);
  return fs.readFile(file);
}

/** Returns the kind of a file in words, for messages. */
function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe: use - to read from standard input';
  if (stats.isSocket()) return 'a socket';
  return 'a device: use - to read from standard input';
}

async function readStandardInput(): Promise<Uint8Array> {
  checkUsage(process.stdin.isTTY !== true, () => 'standard input must be a file or a pipe, got a terminal');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Folders whose left-over temporary files have been removed. */
const swept = new Set<string>();

/** Writes in progress; signal handlers wait for them. */
const pending = new Set<Promise<void>>();

/**
 * Writes a file completely or not at all (devices and pipes receive the content directly). Follows symbolic links and
 * creates missing folders. Before the first write to a folder, removes temporary files that killed commands left there.
 * Errors name the file.
 */
export async function writeOutput(file: string, content: Uint8Array | string): Promise<void> {
  const work = write(file, content);
  pending.add(work);
  await work.finally(() => pending.delete(work));
}

async function write(file: string, content: Uint8Array | string): Promise<void> {
  const folder = dirname(file);
  await about(file, async () => {
    await makeFolder(fs, folder);
    if (!swept.has(folder)) {
      swept.add(folder);
      await sweepTemporaries(fs, folder);
    }
    await writeFileAtomic(fs, file, content);
  });
}

/** Resolves when all files in progress are complete or removed. */
export const writesSettled = async (): Promise<void> => void (await Promise.allSettled(pending));

/** Writes a result to standard output; a terminal as standard output is a usage error. */
export async function writeStandardOutput(content: Uint8Array | string): Promise<void> {
  checkStandardOutput();
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(content, (error) => (error ? reject(error) : resolve()));
  });
}

/** Throws a usage error if standard output is a terminal. */
export function checkStandardOutput(): void {
  checkUsage(process.stdout.isTTY !== true, () => {
    return 'standard output must be a file or a pipe, got a terminal: redirect it, or name a file with --output';
  });
}
