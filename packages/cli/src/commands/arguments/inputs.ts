// Expands file arguments into a list of files: named files, folders, patterns, and `-` for standard input.
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, resolve, sep } from 'node:path';
import { check } from '@vrn/voxel';
import { glob, isDynamicPattern } from 'tinyglobby';
import { about, checkUsage } from '../../output/messages.js';
import { pageOfSheet } from '../results/batchNames.js';

/** Argument that stands for standard input. */
export const STDIN = '-';

export interface Input {
  /** Path, or {@link STDIN}. */
  readonly file: string;
  /**
   * Whether the file itself is an argument. Files found in folders or by patterns are skipped if their outputs are up
   * to date.
   */
  readonly named: boolean;
}

/** Extension of the previews that `vrn reconstruct` writes. A search in a folder or by a pattern leaves them out. */
const PREVIEW = '.preview.png';

/** A file or folder that was found but is not read. */
export interface Skipped {
  readonly file: string;
  readonly reason: 'ending' | 'kind' | 'folder' | 'unreadable';
}

export interface ExpandOptions {
  /** Whether folders stand for the files in their subfolders too. */
  readonly recursive?: boolean | undefined;
  /** Output folder. Files found in it are inputs only if the search began in it; its contact sheets never are. */
  readonly output?: string | undefined;
  /**
   * Called for each path that a folder contains but that is not read, except hidden paths, outputs, and files directly
   * in the output folder that do not have one of the extensions. For patterns, called only for matches that have one of
   * the extensions but are not regular files.
   */
  readonly onSkipped?: (skipped: Skipped) => void;
}

/**
 * Lists the files that the arguments name, each file once.
 *
 * A folder stands for the files directly in it whose names end in one of `endings`, sorted by path, without hidden
 * files, previews and outputs; with `recursive`, also for those in its subfolders, except in hidden folders and behind
 * symbolic links to folders. An argument that names no existing file or folder and contains special characters such as
 * `*`, `?`, `[` or `{` is a glob pattern (`photos/**\/*.jpg`).
 *
 * @param given    arguments of the command.
 * @param endings  file name extensions, in lower case with their dot.
 * @throws {VolumetricError} `bad-file` for a folder that has no such files or cannot be read, and for a pattern that
 *   matches none. Whether named files exist is not checked. A second `-` is a usage error.
 */
export async function expandInputs(
  given: readonly string[],
  endings: readonly string[],
  options: ExpandOptions = {},
): Promise<Input[]> {
  const inputs: Input[] = [];
  const seen = new Map<string, number>();
  const add = async (file: string, named: boolean): Promise<void> => {
    const key = file === STDIN ? STDIN : await realpath(file).catch(() => file);
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, inputs.length);
      inputs.push({ file, named });
    } else if (named) inputs[before] = { file: inputs[before]!.file, named };
  };
  for (const argument of given) {
    if (argument === STDIN) {
      checkUsage(given.filter((each) => each === STDIN).length === 1, () => 'standard input (-) can be read only once');
      await add(STDIN, true);
      continue;
    }
    const stats = await stat(argument).catch(() => undefined);
    if (stats?.isDirectory()) {
      for (const file of await filesIn(argument, endings, options)) await add(file, false);
    } else if (stats === undefined && isDynamicPattern(argument)) {
      for (const file of await filesLike(argument, endings, options)) await add(file, false);
    } else await add(argument, true);
  }
  return inputs;
}

async function filesIn(folder: string, endings: readonly string[], options: ExpandOptions): Promise<string[]> {
  const { recursive = false, onSkipped } = options;
  const isOutput = outputOf(folder, options);
  const isBesideOutputs = (file: string): boolean =>
    options.output !== undefined && dirname(resolve(file)) === resolve(options.output);
  const files: string[] = [];
  const walk = async (current: string): Promise<void> => {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      const file = join(current, entry.name);
      if (entry.name.startsWith('.') || isOutput(file)) continue;
      if (entry.isDirectory()) {
        if (!recursive) onSkipped?.({ file, reason: 'folder' });
        else await walk(file).catch(() => onSkipped?.({ file, reason: 'unreadable' }));
      } else if (isInput(file, endings)) files.push(file);
      else if (!isBesideOutputs(file)) onSkipped?.({ file, reason: 'ending' });
    }
  };
  await about(folder, () => walk(folder));
  const found = await regular(files, onSkipped);
  const where = recursive ? 'the folder, with its subfolders,' : 'the folder';
  check(found.length > 0, 'bad-file', () => `${folder}: ${where} must contain files ${listed(endings)}, got none`);
  return found;
}

async function filesLike(pattern: string, endings: readonly string[], options: ExpandOptions): Promise<string[]> {
  // On Windows, backslashes separate folders; on other systems they escape the next character.
  const found = await glob([process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern], {
    expandDirectories: false,
    absolute: isAbsolute(pattern),
  });
  const isOutput = outputOf(fixedPart(pattern), options);
  const candidates = found.filter((file) => isInput(file, endings) && !isOutput(file));
  const files = await regular(candidates, options.onSkipped);
  check(files.length > 0, 'bad-file', () => `${pattern}: the pattern must match files ${listed(endings)}, got none`);
  return files;
}

/** Returns the folder in which the search for a pattern begins: its parts before the first with a special character. */
function fixedPart(pattern: string): string {
  const parts = pattern.split(/[\\/]/);
  const first = parts.findIndex((part) => isDynamicPattern(part));
  return parts.slice(0, first).join('/') || (isAbsolute(pattern) ? '/' : '.');
}

/**
 * Returns a function that tells whether a path found by a search belongs to the output: it is in the output folder, and
 * the search began elsewhere; or it is a contact sheet directly in that folder.
 */
function outputOf(start: string, { output }: ExpandOptions): (file: string) => boolean {
  if (output === undefined || output === STDIN) return () => false;
  const folder = resolve(output);
  const contains = (path: string): boolean => path === folder || path.startsWith(`${folder}${sep}`);
  const beganInside = contains(resolve(start));
  return (file) => {
    const path = resolve(file);
    return (!beganInside && contains(path)) || (dirname(path) === folder && pageOfSheet(basename(path)) !== undefined);
  };
}

const isInput = (file: string, endings: readonly string[]): boolean => {
  const name = file.replace(/^.*[\\/]/, '');
  return !name.startsWith('.') && !name.endsWith(PREVIEW) && endings.includes(extname(name).toLowerCase());
};

/** Returns the regular files and the links to them, sorted. Skips the rest: reading a FIFO or a device could block. */
async function regular(files: readonly string[], onSkipped?: ExpandOptions['onSkipped']): Promise<string[]> {
  const kept: string[] = [];
  for (const file of files) {
    if ((await stat(file).catch(() => undefined))?.isFile()) kept.push(file);
    else onSkipped?.({ file, reason: 'kind' });
  }
  return kept.sort();
}

const listed = (endings: readonly string[]): string => `ending in ${endings.join(', ')}`;
