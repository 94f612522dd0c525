// Reads .obj files for all readers of the project: returns vertices, polygons, groups and materials in the file's
// order.
import { VolumetricError } from '@vrn/voxel';
import { type Bytes, toBytes } from '@vrn/voxel/internal';
import { type Growing, growingDoubles, growingIntegers, makeRoom, push, push3, taken } from '../text/growing.js';
import { linearColors } from '../text/linearColors.js';
import { checkOrigin, type Origin, warnOfLoss } from '../text/precision.js';
import { badLine, lineGoesOn, lineOf, nextLine, restOfLine, type TextReader, textReader } from '../text/textReader.js';
import { type Warnings, warningList } from '../text/warnings.js';
import { cornerList, dropCorners, finishCorners, type Note, readFace } from './objFaces.js';
import { libraryNames, nameFace, nameRuns, namesOf, type ObjNames, readName } from './objNames.js';
import { ROW, readAttribute, readRow } from './objNumbers.js';
import { readObjRows } from './objRows.js';
import { keywordOf, LEFT_OUT } from './objStatements.js';
import { readObjTriangles } from './objTriangles.js';

const NEWLINE = 10;

/**
 * The content of an .obj file: V vertices, T texture coordinates, N normals, F polygons, and C corners of all polygons
 * together.
 */
export interface ObjFile {
  /** `[V, 3]`, minus the origin, in the file's order and unit. A vertex that no face uses may be NaN or infinite. */
  readonly positions: Float32Array;
  /** `[V, 3]`, linear, usually 0..1; undefined unless every vertex has a valid colour. */
  readonly colors: Float32Array | undefined;
  /** `[T, 2]`, as written: v = 0 at the bottom of the image. NaN where the file has no valid numbers. */
  readonly uvs: Float32Array;
  /** `[N, 3]`, as written; NaN where the file has no valid numbers. */
  readonly normals: Float32Array;
  /** `[F + 1]`: polygon f has the corners `starts[f]` to `starts[f + 1] - 1`, at least three. */
  readonly starts: Uint32Array;
  /** `[C]`: the vertex of each corner, below V. */
  readonly corners: Uint32Array;
  /** `[C]`: the texture coordinate of each corner, below T, or NONE; undefined if no corner has one. */
  readonly uvCorners: Uint32Array | undefined;
  /** `[C]`: the normal of each corner, below N, or NONE; undefined if no corner has one. */
  readonly normalCorners: Uint32Array | undefined;
  /** The group of each polygon: the text of the last `g` statement before it, or '' if there is none. */
  readonly groups: ObjNames;
  /** The material of each polygon: the text of the last `usemtl` statement before it, or '' if there is none. */
  readonly materials: ObjNames;
  /** The files that `mtllib` names, in order, each once. */
  readonly libraries: readonly string[];
  /** Vertices that are not finite, in order; no face uses them. */
  readonly broken: Uint32Array;
  /** Content that was left out or changed. */
  readonly warnings: Warnings;
}

export interface ReadObjOptions {
  /** Name of the calling function, for messages. */
  readonly caller: string;
  /** Subtracted from all positions before they are rounded to single precision. */
  readonly origin?: Origin;
}

/**
 * Reads an .obj file; shared by {@link decodeObj}, the reader of MakeHuman's assets and the reader of scans.
 *
 * Usage:
 * - all polygons as triangles: `polygonTriangles(obj)` returns three corners per triangle, to look up in `corners`,
 *   `uvCorners` and `normalCorners`;
 * - the polygons of a group: `facesByName(obj.groups).get('body')`, the second argument of `polygonTriangles`;
 * - one mesh per material, seams split and unused vertices removed: `objParts(obj)`;
 * - quads: `obj.corners.subarray(obj.starts[f], obj.starts[f + 1])`.
 *
 * Lines end in a line feed, a carriage return, or both; a lone carriage return before a number is white space. Keywords
 * are case-insensitive, and `fo` is read as `f`. Faces of fewer than three corners are left out. Texture coordinates
 * and normals that are invalid or missing become NONE at their corners. Curves, surfaces, lines and points are left
 * out. `warnings` has one sentence for each kind of content that was left out or invalid; statements that do not affect
 * the shape, such as `o` and `s`, are skipped without a warning.
 *
 * @param file  bytes of text in UTF-8
 * @returns     the file's lists, in the file's order
 * @throws {VolumetricError} `bad-file`, naming the line where one is at fault; `bad-argument`
 * Cost: O(bytes) time and memory, even if every face has its own group and material.
 *
 * @example
 * const obj = readObj(new TextEncoder().encode('v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\ng square\nf 1 2 3 4\n'), {
 *   caller: 'example',
 * });
 * obj.corners; // → [0, 1, 2, 3]
 * obj.groups.names; // → ['square']
 */
export function readObj(file: Bytes, { caller, origin: given }: ReadObjOptions): ObjFile {
  const bytes = toBytes(caller, file);
  const text = textReader(bytes, caller);
  const [x0, y0, z0] = checkOrigin(caller, given);
  const warnings = warningList();
  const note: Note = (warning, at) => warnings.add(warning, () => `line ${lineOf(text, at)}`);
  const [vertices, uvs, normals] = [cornerList('v', 3), cornerList('vt', 2), cornerList('vn', 3)];
  const lists = [vertices, uvs, normals] as const;
  const colors = growingDoubles();
  const starts = growingIntegers();
  const groups = nameRuns();
  const materials = nameRuns();
  const libraries = new Set<string>();
  /** For each vertex that is not finite: its index, and the byte offset of its statement. */
  const broken = growingIntegers();

  const end = bytes.lastIndexOf(NEWLINE);
  do {
    // Two fast loops read lines of the usual forms; the code below reads all other lines.
    readObjRows(text, lists, { colors, origin: [x0, y0, z0] }, end);
    const before = vertices.corners.length;
    const triangles = readObjTriangles(text, lists, end);
    if (triangles > 0) {
      nameFace(text, groups, starts.length);
      nameFace(text, materials, starts.length);
      for (let triangle = 0; triangle < triangles; triangle++) push(starts, before + 3 * triangle);
    }
    if (!lineGoesOn(text)) continue;
    const start = text.at;
    const keyword = keywordOf(text);
    if (keyword === 'v') {
      const count = readRow(text);
      if (count < 3) throw badLine(text, start, `v must have x y z, got ${count} numbers`);
      push3(vertices.values, ROW[0]! - x0, ROW[1]! - y0, ROW[2]! - z0);
      if (!endsFinite(vertices.values)) {
        push(broken, vertices.values.length / 3 - 1);
        push(broken, start);
      }
      if (count >= 6) push3(colors, ROW[3]!, ROW[4]!, ROW[5]!);
    } else if (keyword === 'vt') {
      const good = readAttribute(text, 1, 3);
      uvs.broken ||= !good;
      if (!good) note('texture coordinates (vt) that are not one to three finite numbers were left out', start);
      makeRoom(uvs.values, 2);
      uvs.values.data[uvs.values.length++] = good ? ROW[0]! : Number.NaN;
      uvs.values.data[uvs.values.length++] = good ? ROW[1]! : Number.NaN;
    } else if (keyword === 'vn') {
      const good = readAttribute(text, 3, 3);
      normals.broken ||= !good;
      if (!good) note('normals (vn) that are not three finite numbers were left out', start);
      if (!good) ROW.fill(Number.NaN, 0, 3);
      push3(normals.values, ROW[0]!, ROW[1]!, ROW[2]!);
    } else if (keyword === 'f' || keyword === 'fo') {
      const first = vertices.corners.length;
      if (readFace(text, lists, note) >= 3) {
        nameFace(text, groups, starts.length);
        nameFace(text, materials, starts.length);
        push(starts, first);
      } else {
        dropCorners(lists, first);
        note('faces of fewer than three corners were left out', start);
      }
    } else if (keyword === 'g') readName(text, groups);
    else if (keyword === 'usemtl') readName(text, materials);
    else if (keyword === 'mtllib') for (const name of libraryNames(text)) libraries.add(name);
    else {
      const warning = LEFT_OUT.get(keyword) ?? 'statements of an unknown kind were left out';
      if (warning !== '') note(warning, start);
    }
  } while (nextLine(text));

  if (vertices.values.length === 0) {
    throw new VolumetricError('bad-file', `${caller}: file must have vertices, got none in ${bytes.length} bytes`);
  }
  push(starts, vertices.corners.length);
  const numbers = finishCorners(text, lists, note);
  const unused = usedOrThrow(text, taken(broken), numbers.corners);
  const positions = taken(vertices.values);
  warnOfLoss(positions, warnings);
  const count = positions.length / 3;
  if (colors.length > 0 && colors.length < positions.length) {
    warnings.add(`colours were left out, since only ${colors.length / 3} of ${count} vertices have one`);
  }
  return {
    positions,
    colors: colors.length === positions.length ? linearColors(taken(colors), warnings) : undefined,
    uvs: taken(uvs.values),
    normals: taken(normals.values),
    starts: taken(starts),
    ...numbers,
    groups: namesOf(groups, starts.length - 1),
    materials: namesOf(materials, starts.length - 1),
    libraries: [...libraries],
    broken: unused,
    warnings,
  };
}

function endsFinite({ data, length }: Growing<Float32Array>): boolean {
  return Number.isFinite(data[length - 3]! + data[length - 2]! + data[length - 1]!)
    ? true
    : [1, 2, 3].every((n) => Number.isFinite(data[length - n]));
}

/** Returns the vertices that are not finite, in order. Throws `bad-file` if a face uses one of them. */
function usedOrThrow(text: TextReader, broken: Uint32Array, corners: Uint32Array): Uint32Array {
  const vertices = broken.filter((_, i) => i % 2 === 0);
  if (vertices.length === 0) return vertices;
  const places = new Map<number, number>();
  for (let i = 0; i < broken.length; i += 2) places.set(broken[i]!, broken[i + 1]!);
  for (const v of corners) {
    const at = places.get(v);
    if (at !== undefined) throw badLine(text, at, `v must be finite numbers, got '${lineAt(text, at)}'`);
  }
  return vertices;
}

function lineAt({ bytes }: TextReader, at: number): string {
  const [start, end] = restOfLine({ bytes, caller: '', at });
  return new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 60)));
}
