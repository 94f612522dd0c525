// Chooses names of output files that are unique within a run and short enough for the file system.
import { createHash } from 'node:crypto';
import { basename, dirname, extname, resolve } from 'node:path';

/** Description of the naming rule, for `--help`. */
export const NAME_RULE = `
Output names: each output has the base name of its input. Where base names
collide, the extension is added; where that does not suffice, the names of the
parent folders are prepended (a/IMG.jpg and b/IMG.jpg become a-IMG and b-IMG).
Names that differ only in case collide. The names depend on the set of inputs,
not on their order. Names of more than 230 bytes are shortened.`;

/** Number of hexadecimal digits of a digest in a name. */
const DIGEST_LENGTH = 8;

/**
 * Maximum bytes of a name: 255, the limit of common file systems, minus the longest text that is added: a digest, the
 * number of a person and an extension.
 */
const MAX_STEM_BYTES = 255 - '~'.length - DIGEST_LENGTH - '-999.preview.png'.length;

/**
 * Chooses an output name without extension for each input.
 *
 * Inputs that would share a name are moved one level up, those at the lowest level first: base name, base name with
 * extension, parent folder and base name, the same with extension, and so on. Comparison ignores case, as macOS and
 * Windows do, and Unicode composition, as macOS does. Of names that are equal even at the last level, all but one get a
 * digest. The result depends on the set of paths only.
 *
 * @param files  distinct paths.
 * @returns      one name per path, in the order of `files`.
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

/** Returns the name at a level. Odd levels include the extension; every second level adds a parent folder. */
function nameAt(path: string, level: number): string {
  const name = basename(path);
  const parts = [level % 2 === 0 ? stem(name) : name];
  for (let folder = dirname(path), depth = level >> 1; depth > 0; depth--, folder = dirname(folder)) {
    parts.unshift(basename(folder));
  }
  return shortened(parts.join('-'));
}

const stem = (name: string): string => basename(name, extname(name));

/** Returns the level that uses all parent folders of a path, and its extension. */
function lastLevel(path: string): number {
  let depth = 0;
  for (let folder = dirname(path); basename(folder) !== ''; folder = dirname(folder)) depth++;
  return 2 * depth + 1;
}

/** Groups the indices of names that a file system may treat as equal. */
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

/** Adds digests to names that remain equal with all folders, as for a/b-c and a-b/c; the first path keeps its name. */
function numbered(names: readonly string[], paths: readonly string[]): string[] {
  const out = [...names];
  for (const group of groups(names)) {
    const sorted = group.toSorted((a, b) => (paths[a]! < paths[b]! ? -1 : 1));
    for (const [n, i] of sorted.entries()) if (n > 0) out[i] = `${names[i]}~${digest(paths[i]!)}`;
  }
  return out;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);

/** Replaces a name that is too long by its beginning and a digest, so that an extension can be added. */
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
