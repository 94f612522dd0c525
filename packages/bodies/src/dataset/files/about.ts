// Reports failures of file operations in one line that names the file.
import { VolumetricError } from '@vrn/voxel';

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EISDIR: 'must be a file, got a folder',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'no space left on the disk',
  EROFS: 'the disk is read-only',
  EEXIST: 'exists and is not a folder',
};

/**
 * Returns the message of an error in one line. For common errors of the operating system, this is a plain description,
 * preceded by the path that the error names.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isWrite = /^writeFileAtomic: /.test(error.message) && error.cause instanceof Error;
  const { code, path } = (isWrite ? error.cause : error) as NodeJS.ErrnoException;
  const known = typeof code === 'string' ? SYSTEM_ERRORS[code] : undefined;
  const words = isWrite ? `cannot be written: ${known}` : known;
  const text = known === undefined ? error.message : path === undefined ? words! : `${path}: ${words}`;
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

/**
 * Runs a step that works on a file.
 *
 * @throws {VolumetricError} if the step throws: the message is that of the error, in one line that begins with the
 *   file's name; the code is that of the error, or `bad-file` if the error is not a `VolumetricError`
 */
export async function about<T>(file: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const reason = reasonOf(error);
    const code = error instanceof VolumetricError ? error.code : 'bad-file';
    throw new VolumetricError(code, reason.startsWith(`${file}: `) ? reason : `${file}: ${reason}`, { cause: error });
  }
}
