// Imports optional packages, with an error that says how to install a missing one.
import { VolumetricError } from '@vrn/voxel';

/**
 * Imports an optional package.
 *
 * @throws {VolumetricError} `no-backend` when the package is not installed or does not load; the message says how to
 *   install it.
 */
export async function installed<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' ? 'none' : message;
    throw new VolumetricError('no-backend', `engine must have the package ${name}, got ${why}: npm install ${name}`, {
      cause,
    });
  }
}
