// Reads motion-capture skeletons in Acclaim's .asf format, which the CMU motion-capture database uses.
import type { Vector } from '../../person/vectors.js';
import { fromAxisAngle, IDENTITY, multiply, type Quaternion } from '../pose/quaternions.js';
import { type LineReader, lineReader } from './lineReader.js';

/**
 * Degrees of freedom of a bone: rotations about its own axes (r); displacements (t), which are ignored below the root;
 * changes of its length (l), which are ignored.
 */
export type Freedom = 'rx' | 'ry' | 'rz' | 'tx' | 'ty' | 'tz' | 'l';

export interface AsfBone {
  readonly name: string;
  /** Index of the parent bone, −1 at the root; parents come before children. */
  readonly parent: number;
  /** Vector along the bone at rest, from its head to its tail, in the axes of the world. */
  readonly along: Vector;
  /** Rotation from the world's axes to the bone's own axes at rest. Frames contain rotations about the bone's axes. */
  readonly axes: Quaternion;
  /** The degrees of freedom that a frame has values for, in the file's order. The first rotation applies first. */
  readonly freedoms: readonly Freedom[];
}

export interface Asf {
  /** Bones that are connected to the root, which is the first. */
  readonly bones: readonly AsfBone[];
  /** Whether the file's angles are in degrees, else in radians. Also the default unit of its motions. */
  readonly inDegrees: boolean;
}

const FREEDOMS: readonly string[] = ['rx', 'ry', 'rz', 'tx', 'ty', 'tz', 'l'] satisfies readonly Freedom[];

/** Maximum number of bones; no real skeleton has as many. */
const MAX_BONES = 4096;

interface OpenBone {
  name: string;
  along: Vector;
  axes: Quaternion;
  freedoms: Freedom[];
}

/**
 * Parses an .asf file. Masses, limits, the unit of lengths, the position of the root and documentation are ignored.
 * Bones that the hierarchy does not connect to the root are left out.
 *
 * @param path  named in error messages.
 * @throws {VolumetricError} `bad-file`, with path and line
 * Cost: O(bytes) time and memory.
 *
 * @example
 * const { bones } = parseAsf(bytes, '01.asf');
 *
 * Source: Lander, Working with Motion Capture File Formats, 1998; Acclaim, ASF/AMC.
 */
export function parseAsf(bytes: Uint8Array, path: string): Asf {
  const lines = lineReader(new TextDecoder().decode(bytes), `parseAsf: ${path}`, '#');
  const root: OpenBone = { name: 'root', along: [0, 0, 0], axes: IDENTITY, freedoms: [] };
  const found = new Map<string, OpenBone>([[root.name, root]]);
  let parents: ReadonlyMap<string, string> | undefined;
  let unit = Math.PI / 180;
  let words = lines.next();
  while (words.length > 0) {
    const section = words[0]!;
    if (!section.startsWith(':')) throw lines.fail('begin a section with :');
    words = lines.next();
    for (; words.length > 0 && !words[0]!.startsWith(':'); words = lines.next()) {
      if (section === ':units' && words[0] === 'angle') unit = /^rad/i.test(words[1] ?? '') ? 1 : Math.PI / 180;
      else if (section === ':root') readRoot(root, words, { lines, unit });
      else if (section === ':bonedata') {
        if (found.size >= MAX_BONES) throw lines.fail(`be within ${MAX_BONES} bones`);
        const bone = readBone(words, { lines, unit });
        if (found.has(bone.name)) throw lines.fail(`end a bone of a new name, not ${bone.name},`);
        found.set(bone.name, bone);
      } else if (section === ':hierarchy') parents = readHierarchy(words, lines, found);
    }
  }
  if (parents === undefined) throw lines.fail('follow a :hierarchy of bones');
  return { bones: inOrder(found, parents), inDegrees: unit !== 1 };
}

interface Context {
  readonly lines: LineReader;
  /** Radians per unit of the file's angles. */
  readonly unit: number;
}

function readRoot(root: OpenBone, words: readonly string[], { lines, unit }: Context): void {
  if (words[0] === 'order') root.freedoms = freedomsOf(words.slice(1), lines);
  if (words[0] !== 'orientation') return;
  root.axes = turnOf(lines.numbers(words.slice(1), 3, 'be orientation and three angles'), 'XYZ', unit);
}

/** Reads a bone between begin and end. */
function readBone(first: readonly string[], { lines, unit }: Context): OpenBone {
  if (first[0] !== 'begin') throw lines.fail('be begin');
  const bone: OpenBone = { name: '', along: [0, 0, 0], axes: IDENTITY, freedoms: [] };
  let direction: Vector | undefined;
  let length: number | undefined;
  for (let words = lines.next(); words[0] !== 'end'; words = lines.next()) {
    const rest = words.slice(1);
    if (words[0] === 'name') bone.name = rest.join(' ');
    else if (words[0] === 'direction') direction = vectorOf(rest, lines, 'direction');
    else if (words[0] === 'length') [length] = lines.numbers(rest, 1, 'be length and a number') as [number];
    else if (words[0] === 'dof') bone.freedoms = freedomsOf(rest, lines);
    else if (words[0] === 'axis') {
      const order = rest[3] ?? '';
      if (!/^[XYZ]{3}$/.test(order) || new Set(order).size !== 3)
        throw lines.fail('be axis, three angles and an order');
      bone.axes = turnOf(vectorOf(rest.slice(0, 3), lines, 'axis'), order, unit);
    } else if (words.length === 0 || words[0]!.startsWith(':')) throw lines.fail('be end');
  }
  if (bone.name === '' || direction === undefined || length === undefined) {
    throw lines.fail('follow name, direction and length of the bone');
  }
  return { ...bone, along: [direction[0] * length, direction[1] * length, direction[2] * length] };
}

const vectorOf = (words: readonly string[], lines: LineReader, what: string): Vector =>
  lines.numbers(words, 3, `be ${what} and three numbers`) as unknown as Vector;

function freedomsOf(words: readonly string[], lines: LineReader): Freedom[] {
  const names = words.map((word) => word.toLowerCase());
  if (names.length === 0 || !names.every((name) => FREEDOMS.includes(name))) {
    throw lines.fail(`list some of ${FREEDOMS.join(' ')}`);
  }
  return names as Freedom[];
}

/** Reads the lines between begin and end, each with a parent and its children. Returns the parent of each bone. */
function readHierarchy(first: readonly string[], lines: LineReader, found: ReadonlyMap<string, unknown>) {
  if (first[0] !== 'begin') throw lines.fail('be begin');
  const parents = new Map<string, string>();
  for (let words = lines.next(); words[0] !== 'end'; words = lines.next()) {
    const [parent, ...children] = words;
    if (parent === undefined) throw lines.fail('be a bone and its children, or end');
    for (const child of children) {
      if (!found.has(parent) || !found.has(child) || child === 'root' || parents.has(child)) {
        throw lines.fail('name bones of the skeleton, each with one parent');
      }
      parents.set(child, parent);
    }
  }
  return parents;
}

/** Sorts the bones that are connected to the root, parents first. */
function inOrder(found: ReadonlyMap<string, OpenBone>, parents: ReadonlyMap<string, string>): AsfBone[] {
  const children = new Map<string, string[]>();
  for (const [child, parent] of parents) children.set(parent, [...(children.get(parent) ?? []), child]);
  const bones: AsfBone[] = [];
  const open: { name: string; parent: number }[] = [{ name: 'root', parent: -1 }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const at = bones.push({ ...found.get(next.name)!, parent: next.parent }) - 1;
    for (const name of children.get(next.name) ?? []) open.push({ name, parent: at });
  }
  return bones;
}

const AXES: Readonly<Record<string, Vector>> = { X: [1, 0, 0], Y: [0, 1, 0], Z: [0, 0, 1] };

/** Returns the rotation by angles about x, y and z, in multiples of `unit` radians. `order[0]` applies first. */
function turnOf(angles: readonly number[], order: string, unit: number): Quaternion {
  return [...order].reduce((turn: Quaternion, axis) => {
    return multiply(fromAxisAngle(AXES[axis]!, angles['XYZ'.indexOf(axis)]! * unit), turn);
  }, IDENTITY);
}
