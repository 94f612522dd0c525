// What is told to people when something is wrong: one line that says what, of which file.
import { VolumetricError } from '@vrn/voxel';

const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  ENOSPC: 'no space left on the disk',
  EROFS: 'the disk is read-only',
  EEXIST: 'is there already, and is no folder',
};

/** An error as one line, without a stack. */
export function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return `vrn: ${String(error)}`;
  const { code, path } = error as NodeJS.ErrnoException;
  const known = typeof code === 'string' ? SYSTEM[code] : undefined;
  const text = known !== undefined && path !== undefined ? `${path}: ${known}` : error.message;
  return `vrn: ${text.replace(/\s*\n\s*/g, ' ').trim()}`;
}

/** Runs a step on a file; what goes wrong is told with the file's name. */
export async function about<T>(file: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const line = oneLine(error).replace(/^vrn: /, '');
    const code = error instanceof VolumetricError ? error.code : 'bad-file';
    throw new VolumetricError(code, line.startsWith(`${file}: `) ? line : `${file}: ${line}`, { cause: error });
  }
}
