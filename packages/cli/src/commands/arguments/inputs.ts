// Expands file arguments into a list of files: named files, folders, patterns, and `-` for standard input.
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, isAbsolute, join } from 'node:path';
import { check, VolumetricError } from '@vrn/voxel';
import { glob, isDynamicPattern } from 'tinyglobby';
import { about, checkUsage } from '../../output/messages.js';

/** Argument that stands for standard input. */
export const STDIN = '-';

export interface Input {
  /** Path, or {@link STDIN}. */
  readonly file: string;
  /** Whether the file was named as an argument. Other inputs are skipped when their output exists. */
  readonly named: boolean;
}

/** Extension of previews, which an earlier run wrote and which are not inputs. */
const PREVIEW = '.preview.png';

/**
 * Lists the files that the arguments name, each file once.
 *
 * A folder stands for the files directly in it whose names end in one of `endings`, sorted by name, without hidden
 * files and previews. An argument that is not a file and contains `*`, `?`, `[` or `{` is a glob pattern
 * (`photos/**\/*.jpg`).
 *
 * @param given    arguments of the command.
 * @param endings  file name extensions, in lower case with their dot.
 * @throws {VolumetricError} `bad-file` for a folder or a pattern without such files. Missing files fail when read.
 */
export async function expandInputs(given: readonly string[], endings: readonly string[]): Promise<Input[]> {
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
      for (const file of await filesIn(argument, endings)) await add(file, false);
    } else if (stats === undefined && isDynamicPattern(argument)) {
      for (const file of await filesLike(argument, endings)) await add(file, false);
    } else await add(argument, true);
  }
  return inputs;
}

async function filesIn(folder: string, endings: readonly string[]): Promise<string[]> {
  const names = await about(folder, () => readdir(folder));
  const files = await regular(names.filter((name) => isInput(name, endings)).map((name) => join(folder, name)));
  check(
    files.length > 0,
    'bad-file',
    () => `${folder}: the folder must contain files ending in ${listed(endings)}, got none`,
  );
  return files;
}

async function filesLike(pattern: string, endings: readonly string[]): Promise<string[]> {
  // On Windows, backslashes separate folders; on other systems they escape the next character.
  const found = await glob([process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern], {
    expandDirectories: false,
    absolute: isAbsolute(pattern),
  });
  const files = await regular(found.filter((file) => isInput(file, endings)));
  if (files.length === 0) {
    throw new VolumetricError(
      'bad-file',
      `${pattern}: the pattern must match files ending in ${listed(endings)}, got none`,
    );
  }
  return files;
}

const isInput = (file: string, endings: readonly string[]): boolean => {
  const name = file.replace(/^.*[\\/]/, '');
  return !name.startsWith('.') && !name.endsWith(PREVIEW) && endings.includes(extname(name).toLowerCase());
};

/** Returns the regular files and links to regular files, sorted. Reading a FIFO or a device could block. */
async function regular(files: readonly string[]): Promise<string[]> {
  const checked = await Promise.all(
    files.map(async (file) => ((await stat(file).catch(() => undefined))?.isFile() ? [file] : [])),
  );
  return checked.flat().sort();
}

const listed = (endings: readonly string[]): string => endings.join(', ');
