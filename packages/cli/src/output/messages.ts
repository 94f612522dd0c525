// Formats errors and warnings for the terminal, one line each, without control characters, and throws usage errors.
import { VolumetricError } from '@vrn/voxel';
import { CommanderError } from 'commander';

/** Errors of the operating system and of Node by code, in plain words. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than the system allows',
  EROFS: 'the disk is read-only',
  EEXIST: 'exists already and is not a folder',
  ENAMETOOLONG: 'the name is too long for this file system',
  ELOOP: 'the symbolic links form a loop',
  EMFILE: 'too many files are open',
  EIO: 'the disk reported an error',
  ENXIO: 'the device cannot be used',
  ERR_FS_FILE_TOO_LARGE: 'the file is larger than 2 GiB, the most that can be read',
  ERR_INVALID_ARG_VALUE: 'the name contains a null character',
};

/** C0 and C1 controls, DEL, line separators, and controls of bidirectional text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control characters
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Replaces control characters by `\u` escapes, so that text from files and file names cannot control a terminal. */
export const escapeControls = (text: string): string =>
  text.replace(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Encodes JSON without control characters; of those in `CONTROLS`, `JSON.stringify` escapes only C0 controls. */
export const terminalJson = (value: unknown): string => escapeControls(JSON.stringify(value));

/** Returns the message of an error in plain words, on one line and without control characters. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return escapeControls(String(error));
  return escapeControls((systemMessage(error) ?? plainMessage(error)).replace(/\s*\n\s*/g, ' ').trim());
}

/**
 * Describes an error of the operating system in plain words, including one that `writeFileAtomic` wraps. For other
 * errors of `writeFileAtomic`, returns the message without the name of that function; for all others, undefined.
 */
function systemMessage(error: Error): string | undefined {
  const wrapped = /^writeFileAtomic: /.test(error.message) && error.cause instanceof Error;
  const { code, path } = (wrapped ? error.cause : error) as NodeJS.ErrnoException;
  const words = typeof code === 'string' ? SYSTEM_ERRORS[code] : undefined;
  if (words === undefined) return wrapped ? error.message.replace(/^writeFileAtomic: /, '') : undefined;
  const place = path === undefined ? '' : `${path}: `;
  return wrapped ? `${place}cannot be written: ${words}` : `${place}${words}`;
}

/** Describes out-of-memory errors of the JavaScript engine in plain words; returns the message of other errors. */
function plainMessage(error: Error): string {
  const outOfMemory = /Invalid (typed )?array (buffer )?length|Array buffer allocation failed|Cannot create a Buffer/;
  return outOfMemory.test(error.message) ? 'there is not enough memory for this input' : error.message;
}

/** Returns the line that reports an error: `vrn: ` and its message. */
export const oneLine = (error: unknown): string => `vrn: ${messageOf(error)}`;

/**
 * Runs a step that works on a file, and adds the file's name to its errors. They are thrown as `VolumetricError` with
 * their own code, or `bad-file` if they have none; usage errors are thrown unchanged.
 */
export async function about<T>(file: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof CommanderError) throw error;
    const message = messageOf(error);
    const name = escapeControls(nameOf(file));
    const code = error instanceof VolumetricError ? error.code : 'bad-file';
    throw new VolumetricError(code, message.startsWith(`${name}: `) ? message : `${name}: ${message}`, {
      cause: error,
    });
  }
}

/** Returns the name of an input in messages. */
export const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);

/** Returns the name of an output in messages. */
export const outputName = (file: string): string => (file === '-' ? 'standard output' : file);

/** Exit code for usage errors. */
export const USAGE = 2;

/** Throws a usage error, which ends the command with exit code 2, unless the condition holds. */
export function checkUsage(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new CommanderError(USAGE, 'vrn.usage', message());
}

/** Runs a step that checks values of options; a `bad-argument` or `bad-config` that it throws becomes a usage error. */
export function usage<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof VolumetricError) || !['bad-argument', 'bad-config'].includes(error.code)) throw error;
    throw new CommanderError(USAGE, 'vrn.usage', error.message);
  }
}

/** Formats a usage error as one line; Commander puts its suggestion on a second line. */
export function usageLine({ message }: CommanderError): string {
  const suggested = message.replace(/\s*\n\s*\(Did you mean (.*)\?\)/s, '; did you mean $1?');
  return `vrn: ${escapeControls(suggested.replace(/^error: /, '').trim())}`;
}

/** Prints each distinct warning about a file on stderr. */
export function printWarnings(file: string, warnings: readonly string[] = []): void {
  for (const warning of new Set(warnings)) {
    process.stderr.write(`vrn: ${escapeControls(`${nameOf(file)}: warning: ${warning}`)}\n`);
  }
}

/** Prints a note on stderr. */
export const printNote = (text: string): void => void process.stderr.write(`vrn: ${escapeControls(text)}\n`);
