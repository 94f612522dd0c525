// The rig: bones whose joints are means of mesh vertices, so that they follow the shape.
import { check, VolumetricError } from '@vrn/voxel';
import type { BaseMesh } from './baseMesh.js';

export interface Rig {
  /** Parents before children. */
  readonly names: readonly string[];
  /** −1 at the root. */
  readonly parents: Int32Array;
  readonly indexOf: ReadonlyMap<string, number>;
  /** Base vertices whose mean is the bone's head, its tail. */
  readonly heads: readonly Uint32Array[];
  readonly tails: readonly Uint32Array[];
}

/** `[B, 3]` each, in the unit of the positions. */
export interface Joints {
  readonly heads: Float64Array;
  readonly tails: Float64Array;
}

/** An end of a bone: a name in the list of joints (MakeHuman), or how to find it (MPFB). */
type End = string | { strategy?: string; vertex_indices?: number[]; vertex_index?: number; cube_name?: string };

interface RigFile {
  readonly bones?: Readonly<Record<string, { head: End; tail: End; parent?: string | null }>>;
  readonly joints?: Readonly<Record<string, readonly number[] | string>>;
}

/**
 * Reads a rig: MakeHuman's .mhskel, or MPFB's rig.….json.
 *
 * @throws {VolumetricError} `bad-file`, with the path: no JSON, no bones, parents or vertices that are not there, loops
 */
export function readRig(bytes: Uint8Array, path: string, base: BaseMesh): Rig {
  const file = parse(bytes, path);
  const bones = new Map(Object.entries(file?.bones ?? {}));
  check(bones.size > 0, 'bad-file', () => `readRig: ${path} must hold bones, got none`);
  for (const [name, bone] of bones) {
    check(
      typeof bone === 'object' && bone !== null,
      'bad-file',
      () => `readRig: ${path} bone ${name} must be an object, got ${String(bone)}`,
    );
  }
  const names = parentsFirst(bones, path);
  const indexOf = new Map(names.map((name, at) => [name, at]));
  const ends = (end: 'head' | 'tail') =>
    names.map((name) => verticesOf(bones.get(name)![end], file!, base, `${path} bone ${name}`));
  return {
    names,
    indexOf,
    parents: Int32Array.from(names, (name) => indexOf.get(bones.get(name)!.parent ?? '') ?? -1),
    heads: ends('head'),
    tails: ends('tail'),
  };
}

/** Where joints are on a shaped mesh. */
export function jointsOf(rig: Rig, positions: Float32Array): Joints {
  const means = (lists: readonly Uint32Array[]) => {
    const out = new Float64Array(3 * lists.length);
    lists.forEach((list, at) => {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (const v of list) sum += positions[3 * v + c]!;
        out[3 * at + c] = sum / list.length;
      }
    });
    return out;
  };
  return { heads: means(rig.heads), tails: means(rig.tails) };
}

function parse(bytes: Uint8Array, path: string): RigFile | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as RigFile | null;
  } catch (error) {
    throw new VolumetricError('bad-file', `readRig: ${path} must be JSON, got ${String(error)}`, { cause: error });
  }
}

function parentsFirst(bones: ReadonlyMap<string, { parent?: string | null }>, path: string): string[] {
  const names: string[] = [];
  const placed = new Set<string>();
  const place = (name: string, above: readonly string[]) => {
    if (placed.has(name)) return;
    check(!above.includes(name), 'bad-file', () => `readRig: ${path} bones must not be their own parents, got ${name}`);
    const { parent } = bones.get(name)!;
    if (parent) {
      check(bones.has(parent), 'bad-file', () => `readRig: ${path} parent of ${name} must be a bone, got ${parent}`);
      place(parent, [...above, name]);
    }
    placed.add(name);
    names.push(name);
  };
  for (const name of bones.keys()) place(name, []);
  return names;
}

function verticesOf(end: End, file: RigFile, base: BaseMesh, what: string): Uint32Array {
  const joint = typeof end === 'string' ? end : undefined;
  const listed = joint === undefined ? listOf(end as Exclude<End, string>, base) : file.joints?.[joint];
  const list = typeof listed === 'string' ? base.groups.get(listed) : listed;
  const isList = Array.isArray(list) || list instanceof Uint32Array;
  check(isList && list.length > 0, 'bad-file', () => {
    return `readRig: ${what} must have joints of vertices, got ${String(JSON.stringify(end)).slice(0, 80)}`;
  });
  const count = base.positions.length / 3;
  for (const v of list) {
    check(Number.isInteger(v) && v >= 0 && v < count, 'bad-file', () => {
      return `readRig: ${what} must use vertices of 0 to ${count - 1}, got ${v}`;
    });
  }
  return Uint32Array.from(list);
}

function listOf(end: Exclude<End, string>, base: BaseMesh): readonly number[] | Uint32Array | undefined {
  if (end?.cube_name !== undefined && end.strategy === 'CUBE') return base.groups.get(end.cube_name);
  return end?.vertex_indices ?? (end?.vertex_index === undefined ? undefined : [end.vertex_index]);
}
