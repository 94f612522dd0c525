// Names of output files: unique over all inputs of a run, and short enough for the file system.
import { createHash } from 'node:crypto';
import { basename, dirname, extname, resolve } from 'node:path';

/** The rule in words, for `--help`. */
export const NAME_RULE = `
Output names: each output has the base name of its input. Where base names
collide, the extension is added; where that does not suffice, the names of the
parent folders are put in front (a/IMG.jpg and b/IMG.jpg become a-IMG and
b-IMG). Names that differ only in case collide. The names depend on the set of
inputs, not on their order.`;

/** Bytes of a file name that file systems allow, less the longest ending that is added (`.preview.png`). */
const MAX_STEM_BYTES = 255 - '.preview.png'.length;

/** Hexadecimal digits that tell shortened names apart. */
const DIGEST_LENGTH = 8;

/**
 * Chooses an output name without extension for each input.
 *
 * Inputs that would share a name are moved one level up, those at the lowest level first: base name, base name with
 * ending, parent folder and base name, the same with ending, and so on. Comparison ignores case and Unicode
 * composition, as file systems of macOS and Windows do. The result is a function of the set of paths.
 *
 * @param files  paths; the same file may not come twice.
 * @returns      one name for each, in the order of `files`.
 */
export function outputNames(files: readonly string[]): string[] {
  const paths = files.map((file) => resolve(file));
  const levels = paths.map(() => 0);
  const named = (): string[] => paths.map((path, i) => nameAt(path, levels[i]!));
  for (let names = named(); ; names = named()) {
    const collisions = groups(names).filter((group) => group.length > 1);
    if (collisions.length === 0) return names;
    let moved = false;
    for (const group of collisions) {
      const movable = group.filter((i) => levels[i]! < lastLevel(paths[i]!));
      const lowest = Math.min(...movable.map((i) => levels[i]!));
      for (const i of movable) {
        if (levels[i] !== lowest) continue;
        levels[i]!++;
        moved = true;
      }
    }
    if (!moved) return numbered(names, paths);
  }
}

/** A name at a level: even levels are without the ending, odd ones with it; every second level adds a parent folder. */
function nameAt(path: string, level: number): string {
  const name = basename(path);
  const parts = [level % 2 === 0 ? stem(name) : name];
  for (let folder = dirname(path), depth = level >> 1; depth > 0; depth--, folder = dirname(folder)) {
    parts.unshift(basename(folder));
  }
  return shortened(parts.join('-'));
}

const stem = (name: string): string => basename(name, extname(name));

/** The level that uses all parent folders of a path, and its ending. */
function lastLevel(path: string): number {
  let depth = 0;
  for (let folder = dirname(path); basename(folder) !== ''; folder = dirname(folder)) depth++;
  return 2 * depth + 1;
}

/** Indices of names that a file system may take for the same. */
function groups(names: readonly string[]): number[][] {
  const map = new Map<string, number[]>();
  for (const [i, name] of names.entries()) {
    const key = name.normalize('NFC').toLowerCase();
    const group = map.get(key);
    if (group) group.push(i);
    else map.set(key, [i]);
  }
  return [...map.values()];
}

/** Names for paths that no folder tells apart, as a/b-c and a-b/c: numbered in the order of the paths. */
function numbered(names: readonly string[], paths: readonly string[]): string[] {
  const out = [...names];
  for (const group of groups(names)) {
    const sorted = group.toSorted((a, b) => (paths[a]! < paths[b]! ? -1 : 1));
    for (const [n, i] of sorted.entries()) if (n > 0) out[i] = `${names[i]}~${digest(paths[i]!)}`;
  }
  return out;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);

/** A name that leaves room for endings: its beginning and a digest where it is too long. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_STEM_BYTES) return name;
  const most = MAX_STEM_BYTES - DIGEST_LENGTH - 1;
  let kept = '';
  let bytes = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    kept += character;
  }
  return `${kept}~${digest(name)}`;
}
