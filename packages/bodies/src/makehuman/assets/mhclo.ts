// Reads MakeHuman's .mhclo files, which attach a garment to the body.

import { check, VolumetricError } from '@vrn/voxel';
import { oneLine } from '@vrn/voxel/internal';
import { isSingle } from './isSingle.js';

/**
 * Scale of offsets along one axis: the distance between the body vertices `from` and `to` along the axis, divided by
 * `originalDistance`.
 */
export interface ClothScale {
  readonly from: number;
  readonly to: number;
  /** The same distance on the body that the garment was made for, in decimetres, above 0. */
  readonly originalDistance: number;
}

/** The content of a `.mhclo` file. Body vertices are numbered as in `base.obj`, from 0. */
export interface Mhclo {
  readonly name: string;
  readonly tags: readonly string[];
  /** Paths of the mesh and of the material, relative to the folder of this file. */
  readonly objFile: string;
  readonly material: string | undefined;
  /** Drawing order, 0 if the file states none. Outer layers have larger numbers. */
  readonly zDepth: number;
  /** Scales along x, y and z; undefined for an axis along which offsets do not scale with the body. */
  readonly scales: readonly [ClothScale | undefined, ClothScale | undefined, ClothScale | undefined];
  /** `[3V]`: the three body vertices that each vertex is attached to. */
  readonly bases: Uint32Array;
  /** `[3V]`: weights of these vertices; they may be negative. */
  readonly weights: Float32Array;
  /** `[3V]`: offsets in decimetres, before scaling. */
  readonly offsets: Float32Array;
  /** Body vertices that are invisible under the garment. */
  readonly hidden: Uint32Array;
}

/** Limits of vertex indices and of the number of hidden vertices; no real body mesh reaches them. */
const MAX_BODY_VERTICES = 1 << 24;
const MAX_HIDDEN = 1 << 22;

/** Maximum number of words that a line is split into. Names, paths, tags and hidden vertices use the whole line. */
const MAX_WORDS = 10;

/**
 * Parses the text of a `.mhclo` file.
 *
 * @param text  content of the file.
 * @param file  its name, for error messages.
 * @throws {VolumetricError} `bad-file`, naming the file and, unless a field or all vertices are missing, the line
 * Cost: O(bytes) time; 36 bytes of memory per vertex.
 *
 * @example
 * const { bases } = mhclo('name tie\nobj_file tie.obj\nverts 0\n12', 'tie.mhclo');  // → [12, 12, 12]
 */
export function mhclo(text: string, file: string): Mhclo {
  const fields: Fields = { tags: [], scales: [undefined, undefined, undefined] };
  const rows = rowsFor(countVertices(text, file));
  const hidden = growingNumbers();
  let section: Section = 'head';
  eachLine(text, file, (line) => {
    const kind = kindOf(line, section);
    if (kind === 'verts' || kind === 'delete_verts') section = kind;
    else if (kind === 'hidden') readHidden(line, hidden);
    else if (kind === 'vertex') {
      if (section !== 'verts') fail(line, "must have its vertices after a line 'verts'");
      readVertex(line, rows);
    } else if (kind === 'field' && !readField(line, fields) && section === 'delete_verts') {
      fail(line, 'must be a range such as 12 - 15');
    }
  });
  const missing = fields.objFile === undefined ? 'obj_file' : rows.count === 0 ? 'verts' : undefined;
  check(missing === undefined, 'bad-file', () => `mhclo: ${file} must have ${missing}, got none`);
  const { bases, weights, offsets } = rows;
  return {
    name: fields.name ?? file,
    tags: fields.tags,
    objFile: fields.objFile!,
    material: fields.material,
    zDepth: fields.zDepth ?? 0,
    scales: fields.scales,
    bases,
    weights,
    offsets,
    hidden: hidden.data.slice(0, hidden.length),
  };
}

type Section = 'head' | 'verts' | 'delete_verts';

interface Line {
  /** Content without leading and trailing white space. */
  readonly text: string;
  /** The first {@link MAX_WORDS} words at most. */
  readonly words: readonly string[];
  readonly file: string;
  readonly number: number;
}

/** Calls `read` for every non-empty line, one at a time, so that a large file needs no array of lines. */
function eachLine(text: string, file: string, read: (line: Line) => void): void {
  for (let from = 0, number = 1; from <= text.length; number++) {
    const newline = text.indexOf('\n', from);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(from, end).trim();
    if (line !== '') read({ text: line, words: wordsOf(line), file, number });
    from = end + 1;
  }
}

/** Returns the first words of a line, at most {@link MAX_WORDS}. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/\S+/g)) {
    words.push(word);
    if (words.length === MAX_WORDS) break;
  }
  return words;
}

/** Classifies a line by its first word and the section of the file. */
function kindOf(
  { words }: Line,
  section: Section,
): 'verts' | 'delete_verts' | 'vertex' | 'hidden' | 'comment' | 'field' {
  const first = words[0]!;
  if (first.startsWith('#') || first.startsWith('//')) return 'comment';
  if (first === 'verts' || first === 'delete_verts') return first;
  if (section === 'delete_verts' && /^\d/.test(first)) return 'hidden';
  return /^[-+.\d]/.test(first) ? 'vertex' : 'field';
}

function countVertices(text: string, file: string): number {
  let [section, count]: [Section, number] = ['head', 0];
  eachLine(text, file, (line) => {
    const kind = kindOf(line, section);
    if (kind === 'verts' || kind === 'delete_verts') section = kind;
    else if (kind === 'vertex') count++;
  });
  return count;
}

/** The arrays of {@link Mhclo} per vertex of the garment; the first `count` vertices are filled. */
interface Rows {
  count: number;
  readonly bases: Uint32Array;
  readonly weights: Float32Array;
  readonly offsets: Float32Array;
}

const rowsFor = (vertices: number): Rows => ({
  count: 0,
  bases: new Uint32Array(3 * vertices),
  weights: new Float32Array(3 * vertices),
  offsets: new Float32Array(3 * vertices),
});

interface GrowingNumbers {
  data: Uint32Array;
  length: number;
}

const growingNumbers = (): GrowingNumbers => ({ data: new Uint32Array(64), length: 0 });

function push(numbers: GrowingNumbers, value: number): void {
  if (numbers.length === numbers.data.length) {
    const data = new Uint32Array(2 * numbers.length);
    data.set(numbers.data);
    numbers.data = data;
  }
  numbers.data[numbers.length++] = value;
}

interface Fields {
  name?: string;
  objFile?: string;
  material?: string;
  zDepth?: number;
  readonly tags: string[];
  readonly scales: [ClothScale | undefined, ClothScale | undefined, ClothScale | undefined];
}

function fail({ text, file, number }: Line, what: string): never {
  throw new VolumetricError('bad-file', `mhclo: ${file} line ${number} ${what}, got '${oneLine(text.slice(0, 60))}'`);
}

/** Parses a word as a vertex number. */
function vertexOf(line: Line, word: string | undefined): number {
  const value = Number(word);
  if (!(Number.isInteger(value) && value >= 0 && value < MAX_BODY_VERTICES)) {
    fail(line, 'must name vertices by integers from 0');
  }
  return value;
}

/** Parses a word as a number that is finite in single precision. */
function numberOf(line: Line, word: string | undefined): number {
  const value = Number(word);
  if (!isSingle(value)) fail(line, 'must have finite numbers');
  return value;
}

/** Parses a vertex line: `base`, or `base base base weight weight weight x y z`. */
function readVertex(line: Line, rows: Rows): void {
  const { words } = line;
  if (words.length !== 1 && words.length !== 9) fail(line, 'must have 1 or 9 numbers');
  const at = 3 * rows.count++;
  if (words.length === 1) {
    rows.bases.fill(vertexOf(line, words[0]), at, at + 3);
    rows.weights[at] = 1;
    return;
  }
  for (let n = 0; n < 3; n++) {
    rows.bases[at + n] = vertexOf(line, words[n]);
    rows.weights[at + n] = numberOf(line, words[3 + n]);
    rows.offsets[at + n] = numberOf(line, words[6 + n]);
  }
}

/** Parses a line of vertices and ranges of vertices, such as `3 7 - 9`. */
function readHidden(line: Line, hidden: GrowingNumbers): void {
  const words = line.text.matchAll(/\S+/g);
  const next = (): string | undefined => words.next().value?.[0];
  for (let word = next(); word !== undefined; ) {
    const from = vertexOf(line, word);
    let to = from;
    word = next();
    if (word === '-') {
      to = vertexOf(line, next());
      word = next();
    }
    if (to < from) fail(line, 'must have ascending ranges');
    if (hidden.length + to - from > MAX_HIDDEN) fail(line, 'must not hide more vertices than a body has');
    for (let vertex = from; vertex <= to; vertex++) push(hidden, vertex);
  }
}

const AXES = ['x_scale', 'y_scale', 'z_scale'];

/** Parses a field. Returns false for fields that are not used here. */
function readField(line: Line, fields: Fields): boolean {
  const [keyword, ...words] = line.words as [string, ...string[]];
  const axis = AXES.indexOf(keyword);
  if (axis >= 0) {
    const originalDistance = numberOf(line, words[2]);
    if (!(Math.fround(originalDistance) > 0)) fail(line, 'must have a length above 0');
    fields.scales[axis] = { from: vertexOf(line, words[0]), to: vertexOf(line, words[1]), originalDistance };
    return true;
  }
  if (keyword === 'z_depth') fields.zDepth = numberOf(line, words[0]);
  else if (keyword === 'tag') fields.tags.push(restOf(line));
  else if (keyword === 'name' || keyword === 'obj_file' || keyword === 'material') {
    const value = restOf(line);
    if (value === '') fail(line, 'must have a value');
    fields[keyword === 'obj_file' ? 'objFile' : keyword] = value;
  } else return false;
  return true;
}

/** Returns the text after the first word, with single spaces. */
const restOf = ({ text, words }: Line): string => text.slice(words[0]!.length).trim().replace(/\s+/g, ' ');
