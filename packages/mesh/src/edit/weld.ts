// Merges coincident vertices.
import type { TriangleMesh } from '@vrn/voxel';
import { check, checkMesh, checkOptions, defined } from '@vrn/voxel/internal';
import { checkAttributes } from './checkAttributes.js';
import { pickVertices } from './pickVertices.js';

export interface WeldOptions {
  /** Maximum distance of a vertex from the one that replaces it, in world units. 0 merges only equal positions. */
  readonly tolerance?: number;
}

export const WELD_DEFAULTS = { tolerance: 0 } as const;

/** Smallest positive single-precision number. */
const MIN_POSITIVE = 2 ** -149;

/** The original indices of the kept vertices, and for every vertex the index in `kept` of the one that replaces it. */
interface Merged {
  readonly kept: Uint32Array;
  readonly place: Uint32Array;
}

/**
 * Merges coincident vertices into the first of them, which keeps its colour and uv. Faces with two corners at the same
 * vertex are removed, and so are normals, since those of unwelded vertices usually belong to single faces.
 *
 * Vertices are processed in order: each is merged into the nearest kept vertex within the tolerance, or else is kept
 * itself. So no two vertices of the result are within the tolerance of each other, and no corner moves farther than
 * that; chains of close vertices do not collapse. 0 and −0 are equal.
 *
 * @param mesh  any number of faces, including none
 * @param options.tolerance  world units, finite, at least 0; default 0: only equal positions
 * @returns  the mesh without normals and without the vertices that were merged
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(V + F).
 *
 * @example
 * const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0.001);
 * const indices = Uint32Array.of(0, 1, 2, 3, 4, 5);
 * weld({ positions, indices }).indices; // → [0, 1, 2, 1, 3, 4]
 * weld({ positions, indices }, { tolerance: 0.01 }).indices; // → [0, 1, 2, 1, 3, 2]
 *
 * Rejected alternatives: a `Map` with string keys takes 18 times as long; rounding to a grid of the tolerance's size
 * separates vertices that are close together on opposite sides of a cell's border.
 */
export function weld(mesh: TriangleMesh, options: WeldOptions = {}): TriangleMesh {
  checkOptions('weld', options, WELD_DEFAULTS);
  const { tolerance } = { ...WELD_DEFAULTS, ...defined(options) };
  checkMesh(mesh, 'weld', { faces: 'any' });
  checkAttributes(mesh, 'weld');
  check(tolerance >= 0 && Number.isFinite(tolerance), 'bad-argument', () => {
    return `weld: tolerance must be at least 0, got ${tolerance}`;
  });
  const { normals: _, ...rest } = mesh;
  // `mergeEqual` compares the bits of single-precision numbers.
  const positions = mesh.positions instanceof Float32Array ? mesh.positions : Float32Array.from(mesh.positions);
  const { kept, place } = tolerance < MIN_POSITIVE ? mergeEqual(positions) : mergeClose(positions, tolerance);
  return pickVertices(rest, kept, facesLeft(mesh.indices, place));
}

/** Maps faces to the new indices and removes those with two equal corners. */
function facesLeft(indices: Uint32Array, place: Uint32Array): Uint32Array {
  const faces = new Uint32Array(indices.length);
  let length = 0;
  for (let f = 0; f < indices.length; f += 3) {
    const a = place[indices[f]!]!;
    const b = place[indices[f + 1]!]!;
    const c = place[indices[f + 2]!]!;
    if (a === b || b === c || c === a) continue;
    faces[length++] = a;
    faces[length++] = b;
    faces[length++] = c;
  }
  return length === faces.length ? faces : faces.slice(0, length);
}

/** Returns a power of two with room for this many entries at a load of at most one half. */
const tableSize = (entries: number): number => 2 ** Math.ceil(Math.log2(2 * entries + 2));

/** Hashes three integers, with the finaliser of MurmurHash3. */
function hash(a: number, b: number, c: number): number {
  let h =
    Math.imul(a, 0xcc9e2d51) ^
    Math.imul((b << 11) | (b >>> 21), 0x1b873593) ^
    Math.imul((c << 22) | (c >>> 10), 0xe6546b64);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Maps the bits of −0 to those of 0. */
const plain = (bits: number): number => (bits === 0x80000000 ? 0 : bits);

/**
 * Merges vertices of equal positions, with a hash table. The table starts with room for an eighth of the vertices, and
 * grows with the number of kept vertices: where triangles share no vertices, about one vertex in six is kept, and a
 * table that fits into a cache is faster.
 */
function mergeEqual(positions: Float32Array): Merged {
  const vertices = positions.length / 3;
  const bits = new Uint32Array(positions.buffer, positions.byteOffset, positions.length);
  let mask = tableSize(vertices >> 3) - 1;
  let table = new Int32Array(mask + 1).fill(-1);
  const kept = new Uint32Array(vertices);
  const place = new Uint32Array(vertices);
  /** Coordinates of the kept vertices, as bits, with 0 for −0. */
  let keys = new Uint32Array(3 * (mask + 1));
  let count = 0;
  for (let v = 0; v < vertices; v++) {
    const x = plain(bits[3 * v]!);
    const y = plain(bits[3 * v + 1]!);
    const z = plain(bits[3 * v + 2]!);
    let slot = hash(x, y, z) & mask;
    let found = table[slot]!;
    while (found !== -1 && (keys[3 * found] !== x || keys[3 * found + 1] !== y || keys[3 * found + 2] !== z)) {
      slot = (slot + 1) & mask;
      found = table[slot]!;
    }
    if (found === -1) {
      found = count;
      table[slot] = count;
      keys[3 * count] = x;
      keys[3 * count + 1] = y;
      keys[3 * count + 2] = z;
      kept[count++] = v;
      if (2 * count > mask) {
        mask = 2 * mask + 1;
        table = tableOf(keys, count, mask);
        const more = new Uint32Array(3 * (mask + 1));
        more.set(keys);
        keys = more;
      }
    }
    place[v] = found;
  }
  return { kept: kept.slice(0, count), place };
}

/** Returns a hash table of the first `count` triples of `keys`, which must be distinct; empty slots hold −1. */
function tableOf(keys: Uint32Array, count: number, mask: number): Int32Array<ArrayBuffer> {
  const table = new Int32Array(mask + 1).fill(-1);
  for (let key = 0; key < count; key++) {
    let slot = hash(keys[3 * key]!, keys[3 * key + 1]!, keys[3 * key + 2]!) & mask;
    while (table[slot] !== -1) slot = (slot + 1) & mask;
    table[slot] = key;
  }
  return table;
}

/**
 * Merges every vertex into the nearest kept vertex within the tolerance, if there is one. Kept vertices are stored in
 * one linked list per hash of a grid cell; a cell's side is four tolerances. Any vertex within the tolerance is in the
 * same cell or in one of up to seven neighbouring cells, so that a search visits 3.4 cells on average.
 */
function mergeClose(positions: Float32Array, tolerance: number): Merged {
  const vertices = positions.length / 3;
  const side = 4 * tolerance;
  const mask = tableSize(vertices) - 1;
  const heads = new Int32Array(mask + 1).fill(-1);
  const next = new Int32Array(vertices);
  const kept = new Uint32Array(vertices);
  const place = new Uint32Array(vertices);
  let count = 0;
  for (let v = 0; v < vertices; v++) {
    const x = positions[3 * v]!;
    const y = positions[3 * v + 1]!;
    const z = positions[3 * v + 2]!;
    const left = Math.floor((x - tolerance) / side);
    const low = Math.floor((y - tolerance) / side);
    const far = Math.floor((z - tolerance) / side);
    const right = Math.floor((x + tolerance) / side);
    const high = Math.floor((y + tolerance) / side);
    const near = Math.floor((z + tolerance) / side);
    let nearest = -1;
    let least = tolerance * tolerance;
    for (let corner = 0; corner < 8; corner++) {
      // Where both ends of the search range along an axis are in the same cell, the cell is searched only once.
      if (corner & 1 && left === right) continue;
      if (corner & 2 && low === high) continue;
      if (corner & 4 && far === near) continue;
      const i = word(corner & 1 ? right : left);
      const j = word(corner & 2 ? high : low);
      const k = word(corner & 4 ? near : far);
      for (let at = heads[hash(i, j, k) & mask]!; at !== -1; at = next[at]!) {
        const other = 3 * kept[at]!;
        const dx = positions[other]! - x;
        const dy = positions[other + 1]! - y;
        const dz = positions[other + 2]! - z;
        const distance = dx * dx + dy * dy + dz * dz;
        if (distance < least || (distance === least && (nearest === -1 || at < nearest))) {
          least = distance;
          nearest = at;
        }
      }
    }
    if (nearest === -1) {
      const cell = hash(word(Math.floor(x / side)), word(Math.floor(y / side)), word(Math.floor(z / side))) & mask;
      next[count] = heads[cell]!;
      heads[cell] = count;
      kept[count] = v;
      nearest = count++;
    }
    place[v] = nearest;
  }
  return { kept: kept.slice(0, count), place };
}

/**
 * Reduces an integer of any size to 32 bits. The modulus is a prime, so that large integers, whose low bits are 0, give
 * different results.
 */
const word = (integer: number): number =>
  integer > -0x80000000 && integer < 0x80000000 ? integer | 0 : (integer % 4294967291) | 0;
