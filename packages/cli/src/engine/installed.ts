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
    const why = isNotFound(cause) ? 'is not installed' : `does not load (${(cause as Error).message})`;
    const problem = `the package ${name}, which this engine needs, ${why}: npm install ${name}`;
    throw new VolumetricError('no-backend', problem, { cause });
  }
}

/** Returns whether an error of {@link installed} means that the package is not installed. */
export const isMissing = (error: unknown): boolean => error instanceof VolumetricError && isNotFound(error.cause);

function isNotFound(error: unknown): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}
