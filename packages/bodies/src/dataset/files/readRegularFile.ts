// Reads regular files only: opening a named pipe would wait for a writer, and a device may never end.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { VolumetricError } from '@vrn/voxel';

/**
 * Flag that opens a named pipe without waiting for a writer. Waiting would block a thread and keep Node.js from
 * exiting. Windows has no such flag.
 */
const NON_BLOCKING = constants.O_NONBLOCK ?? 0;

/**
 * Reads a regular file.
 *
 * @throws {VolumetricError} `bad-file` for a pipe or a device. Throws an error with the code EISDIR for a folder, and
 *   errors of Node.js unchanged, such as ENXIO for a socket
 */
export async function readRegularFile(path: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | NON_BLOCKING);
  try {
    const status = await file.stat();
    if (status.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR', path });
    if (!status.isFile()) {
      throw new VolumetricError('bad-file', `${path}: must be a regular file, got a pipe, a socket or a device`);
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}
