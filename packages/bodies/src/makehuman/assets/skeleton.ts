// Reads the rig, whose joints are means of mesh vertices, so that the joints follow the body's shape.
import { check, VolumetricError } from '@vrn/voxel';
import type { BaseMesh } from './baseMesh.js';

export interface Rig {
  /** Names of bones; parents come before children. */
  readonly names: readonly string[];
  /** Index of each bone's parent; −1 at the root. */
  readonly parents: Int32Array;
  readonly indexOf: ReadonlyMap<string, number>;
  /** For each bone, the vertices of base.obj whose mean position is its head (`heads`) or tail (`tails`). */
  readonly heads: readonly Uint32Array[];
  readonly tails: readonly Uint32Array[];
}

/** Positions of bone ends, `[B, 3]` each, in the unit of the mesh. */
export interface Joints {
  readonly heads: Float64Array;
  readonly tails: Float64Array;
}

/** An end of a bone: a name in the list of joints (MakeHuman), or a rule to compute it (MPFB). */
type End = string | { strategy?: string; vertex_indices?: number[]; vertex_index?: number; cube_name?: string };

interface RigFile {
  readonly bones?: Readonly<Record<string, { head: End; tail: End; parent?: string | null }>>;
  readonly joints?: Readonly<Record<string, readonly number[] | string>>;
}

/**
 * Reads a rig: MakeHuman's .mhskel, or MPFB's rig.….json.
 *
 * @throws {VolumetricError} `bad-file`, with the path: invalid JSON, no bones, bones that are not objects, unknown
 *   parents, cycles, ends of bones without vertices or with unknown ones
 */
export function readRig(bytes: Uint8Array, path: string, base: BaseMesh): Rig {
  const file = parse(bytes, path);
  const bones = new Map(Object.entries(file?.bones ?? {}));
  check(bones.size > 0, 'bad-file', () => `readRig: ${path} must have bones, got none`);
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

/** Computes the positions of joints on a shaped mesh: the means of their vertices. */
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
    throw new VolumetricError('bad-file', `readRig: ${path} must be JSON, got ${String(error).replace(/\s+/g, ' ')}`, {
      cause: error,
    });
  }
}

function parentsFirst(bones: ReadonlyMap<string, { parent?: string | null }>, path: string): string[] {
  const placed = new Set<string>();
  for (const bone of bones.keys()) {
    // Collects the bone and those of its ancestors that are not placed yet, from the bone upwards.
    const above = new Set<string>();
    for (let name: string | undefined = bone; name && !placed.has(name); ) {
      check(!above.has(name), 'bad-file', () => `readRig: ${path} bones must not be their own parents, got ${name}`);
      above.add(name);
      const parent: string | null | undefined = bones.get(name)!.parent;
      check(!parent || bones.has(parent), 'bad-file', () => {
        return `readRig: ${path} parent of ${name} must be a bone, got ${parent}`;
      });
      name = parent ?? undefined;
    }
    for (const name of [...above].reverse()) placed.add(name);
  }
  return [...placed];
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
      return `readRig: ${what} must use vertices from 0 to ${count - 1}, got ${v}`;
    });
  }
  return Uint32Array.from(list);
}

function listOf(end: Exclude<End, string>, base: BaseMesh): readonly number[] | Uint32Array | undefined {
  if (end?.cube_name !== undefined && end.strategy === 'CUBE') return base.groups.get(end.cube_name);
  return end?.vertex_indices ?? (end?.vertex_index === undefined ? undefined : [end.vertex_index]);
}
