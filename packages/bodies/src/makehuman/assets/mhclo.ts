// How a cloth hangs on the body: the .mhclo files of MakeHuman.
import { check, VolumetricError } from '@vrn/voxel';

/** Along one axis: offsets are as long as two vertices of the body are apart, over what they were for the tailor. */
export interface ClothScale {
  readonly from: number;
  readonly to: number;
  readonly apart: number;
}

/** What a `.mhclo` file says. Vertices of the body are counted as in `base.obj`, from 0. */
export interface Mhclo {
  readonly name: string;
  readonly tags: readonly string[];
  /** Files beside it. */
  readonly objFile: string;
  readonly material: string | undefined;
  /** Order of drawing: what lies further out has more. */
  readonly zDepth: number;
  /** Along x, y and z; without one offsets stay as they are. */
  readonly scales: readonly [ClothScale | undefined, ClothScale | undefined, ClothScale | undefined];
  /** `[3V]` vertices of the body that each vertex hangs on. */
  readonly bases: Uint32Array;
  /** `[3V]` their weights; some are negative. */
  readonly weights: Float32Array;
  /** `[3V]` offsets, in the body's unit before scaling. */
  readonly offsets: Float32Array;
  /** Vertices of the body that are not seen under it. */
  readonly hidden: Uint32Array;
}

/**
 * The text of a `.mhclo` file, read.
 *
 * @param text  of the file.
 * @param file  its name, for messages.
 * @throws {VolumetricError} `bad-file`, naming file and line
 * Cost: O(bytes).
 *
 * @example
 * const { bases } = mhclo('name tie\nobj_file tie.obj\nverts 0\n12', 'tie.mhclo');  // → [12, 12, 12]
 */
export function mhclo(text: string, file: string): Mhclo {
  const found: Found = { tags: [], scales: [undefined, undefined, undefined] };
  const rows: number[] = [];
  const hidden: number[] = [];
  let part: 'head' | 'verts' | 'delete_verts' = 'head';
  text.split('\n').forEach((raw, at) => {
    const line: Line = { words: raw.trim().split(/\s+/), file, number: at + 1 };
    const [first] = line.words as [string];
    if (first === '' || first.startsWith('#') || first.startsWith('//')) return;
    if (first === 'verts' || first === 'delete_verts') part = first;
    else if (part === 'delete_verts' && /^\d/.test(first)) readHidden(line, hidden);
    else if (/^[-+.\d]/.test(first)) {
      if (part !== 'verts') fail(line, "must have its vertices after a line 'verts'");
      readVertex(line, rows);
    } else if (!readField(line, found) && part === 'delete_verts') fail(line, 'must be a range such as 12 - 15');
  });
  const missing = found.objFile === undefined ? 'obj_file' : rows.length === 0 ? 'verts' : undefined;
  check(missing === undefined, 'bad-file', () => `mhclo: ${file} must have ${missing}, got none`);
  const vertices = rows.length / 9;
  const column = (first: number) => (_: unknown, i: number) => rows[9 * Math.floor(i / 3) + first + (i % 3)]!;
  return {
    name: found.name ?? file,
    tags: found.tags,
    objFile: found.objFile!,
    material: found.material,
    zDepth: found.zDepth ?? 0,
    scales: found.scales,
    bases: Uint32Array.from({ length: 3 * vertices }, column(0)),
    weights: Float32Array.from({ length: 3 * vertices }, column(3)),
    offsets: Float32Array.from({ length: 3 * vertices }, column(6)),
    hidden: Uint32Array.from(hidden),
  };
}

interface Line {
  readonly words: readonly string[];
  readonly file: string;
  readonly number: number;
}

interface Found {
  name?: string;
  objFile?: string;
  material?: string;
  zDepth?: number;
  readonly tags: string[];
  readonly scales: [ClothScale | undefined, ClothScale | undefined, ClothScale | undefined];
}

function fail({ words, file, number }: Line, what: string): never {
  throw new VolumetricError('bad-file', `mhclo: ${file} line ${number} ${what}, got '${words.join(' ').slice(0, 60)}'`);
}

/** A word as a number; of vertices, whole and below what any body has. */
function numberAt(line: Line, at: number, kind: 'vertex' | 'number'): number {
  const value = Number(line.words[at]);
  const good = kind === 'number' ? Number.isFinite(value) : Number.isInteger(value) && value >= 0 && value < 1 << 24;
  if (!good)
    fail(line, kind === 'number' ? 'must have finite numbers' : 'must name vertices by whole numbers from 0 on');
  return value;
}

/** `base`, or `base base base weight weight weight x y z`. */
function readVertex(line: Line, rows: number[]): void {
  const count = line.words.length;
  if (count !== 1 && count !== 9) fail(line, 'must have 1 or 9 numbers');
  if (count === 1) {
    const base = numberAt(line, 0, 'vertex');
    rows.push(base, base, base, 1, 0, 0, 0, 0, 0);
  } else for (let i = 0; i < 9; i++) rows.push(numberAt(line, i, i < 3 ? 'vertex' : 'number'));
}

/** Vertices and ranges of them, `3 7 - 9`. */
function readHidden(line: Line, hidden: number[]): void {
  const { words } = line;
  for (let at = 0; at < words.length; at++) {
    const from = numberAt(line, at, 'vertex');
    let to = from;
    if (words[at + 1] === '-') {
      to = numberAt(line, at + 2, 'vertex');
      at += 2;
    }
    if (to < from) fail(line, 'must have ranges that rise');
    if (hidden.length + to - from > 1 << 22) fail(line, 'must not hide more vertices than a body has');
    for (let vertex = from; vertex <= to; vertex++) hidden.push(vertex);
  }
}

const AXES = ['x_scale', 'y_scale', 'z_scale'];

/** Whether the line is one of those that matter here. */
function readField(line: Line, found: Found): boolean {
  const [keyword, ...rest] = line.words as [string, ...string[]];
  const axis = AXES.indexOf(keyword);
  if (axis >= 0) {
    const apart = numberAt(line, 3, 'number');
    if (!(apart > 0)) fail(line, 'must have a length above 0');
    found.scales[axis] = { from: numberAt(line, 1, 'vertex'), to: numberAt(line, 2, 'vertex'), apart };
    return true;
  }
  const value = rest.join(' ');
  if (keyword === 'z_depth') found.zDepth = numberAt(line, 1, 'number');
  else if (keyword === 'tag') found.tags.push(value);
  else if (keyword === 'name' || keyword === 'obj_file' || keyword === 'material') {
    if (value === '') fail(line, 'must have a value');
    found[keyword === 'obj_file' ? 'objFile' : keyword] = value;
  } else return false;
  return true;
}
