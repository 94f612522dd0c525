// Reads the names in .obj files: group and material of each polygon, and material libraries.
import { type Growing, growingIntegers, push } from '../text/growing.js';
import { restOfLine, type TextReader } from '../text/textReader.js';

/** A name for each polygon. */
export interface ObjNames {
  /** The distinct names, in the order of their first polygons. */
  readonly names: readonly string[];
  /** `[F]`: index in `names` of each polygon's name. */
  readonly of: Uint32Array;
}

/** The names read so far, as runs of polygons with the same name. */
export interface NameRuns {
  /**
   * Byte range of a name that no polygon has used yet; undefined if the next polygon keeps the name of the last one.
   * The name is decoded when a polygon uses it, so a name without polygons costs nothing.
   */
  pending: readonly [start: number, end: number] | undefined;
  readonly places: Map<string, number>;
  readonly firstFaces: Growing<Uint32Array>;
  readonly ids: Growing<Uint32Array>;
}

export const nameRuns = (): NameRuns => ({
  pending: [0, 0],
  places: new Map(),
  firstFaces: growingIntegers(),
  ids: growingIntegers(),
});

/** Reads the name in a statement, up to the line's end. It applies to the polygons that follow. */
export function readName(text: TextReader, runs: NameRuns): void {
  runs.pending = restOfLine(text);
}

/** Starts a run at `face`, the index of the new polygon, if it is the first or a name was read since the last one. */
export function nameFace({ bytes }: TextReader, runs: NameRuns, face: number): void {
  if (runs.pending === undefined) return;
  const name = decode(bytes, runs.pending);
  runs.pending = undefined;
  const id = runs.places.get(name) ?? runs.places.size;
  runs.places.set(name, id);
  push(runs.firstFaces, face);
  push(runs.ids, id);
}

export function namesOf({ places, firstFaces, ids }: NameRuns, faces: number): ObjNames {
  const of = new Uint32Array(faces);
  for (let run = 0; run < ids.length; run++) {
    const end = run + 1 < ids.length ? firstFaces.data[run + 1]! : faces;
    of.fill(ids.data[run]!, firstFaces.data[run]!, end);
  }
  return { names: [...places.keys()], of };
}

/**
 * Groups the polygons by name, in the file's order.
 *
 * @param names  the groups or the materials of a file
 * @returns      polygon indices by name
 * Cost: O(F).
 */
export function facesByName({ names, of }: ObjNames): Map<string, Uint32Array> {
  const counts = new Uint32Array(names.length);
  for (const id of of) counts[id]!++;
  const faces = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  for (let face = 0; face < of.length; face++) faces[of[face]!]![counts[of[face]!]!++] = face;
  return new Map(names.map((name, id) => [name, faces[id]!]));
}

/**
 * Returns the files that an `mtllib` statement names. Several are separated by spaces, but names may contain spaces
 * too: a name ends with the extension `.mtl`, or at the line's end.
 */
export function libraryNames(text: TextReader): string[] {
  const words = decode(text.bytes, restOfLine(text)).split(/\s+/);
  const names: string[] = [];
  let first = 0;
  for (let at = 0; at < words.length; at++) {
    const isEnd = /\.mtl"?$/i.test(words[at]!) || at === words.length - 1;
    if (!isEnd) continue;
    const name = plainPath(words.slice(first, at + 1).join(' '));
    if (name !== '') names.push(name);
    first = at + 1;
  }
  return names;
}

/** Removes the spaces and quotes around a path, and replaces the backslashes of Windows by `/`. */
export function plainPath(path: string): string {
  const trimmed = path.trim();
  const isQuoted = trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"');
  return (isQuoted ? trimmed.slice(1, -1) : trimmed).replaceAll('\\', '/');
}

const decode = (bytes: Uint8Array, [start, end]: readonly [number, number]): string =>
  new TextDecoder().decode(bytes.subarray(start, end));
