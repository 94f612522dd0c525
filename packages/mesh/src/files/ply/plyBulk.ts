// Reads the common layouts of binary .ply files in single passes: columns of floats or bytes, and lists of triangles.
import { PLY_BYTES, type PlyElement, type PlyProperty } from './plyHeader.js';

/**
 * Adjacent properties of one type in `count` consecutive elements: `at` is the byte offset of the first element's first
 * value, and `stride` the size of an element in bytes.
 */
export interface PlyColumns {
  readonly at: number;
  readonly stride: number;
  readonly count: number;
  /** Number of properties. */
  readonly width: number;
}

/** Reads little-endian single-precision numbers; those of element i are stored from `into[at + step · i]` on. */
export function readFloats(
  view: DataView,
  { at, stride, count, width }: PlyColumns,
  { into, at: first, step }: { readonly into: Float32Array; readonly at: number; readonly step: number },
): void {
  for (let i = 0, from = at, to = first; i < count; i++, from += stride, to += step) {
    for (let n = 0; n < width; n++) into[to + n] = view.getFloat32(from + 4 * n, true);
  }
}

/** Reads unsigned bytes, as `readFloats` reads floats. */
export function readBytes(
  view: DataView,
  { at, stride, count, width }: PlyColumns,
  { into, at: first, step }: { readonly into: Uint8Array; readonly at: number; readonly step: number },
): void {
  for (let i = 0, from = at, to = first; i < count; i++, from += stride, to += step) {
    for (let n = 0; n < width; n++) into[to + n] = view.getUint8(from + n);
  }
}

/** The vertex indices of triangles, and the offset of the first byte after their element. */
export interface PlyTriangles {
  readonly corners: Uint32Array;
  readonly end: number;
}

/**
 * Reads an element of a little-endian file, if its only list property is `list` and every list is a length byte of 3
 * and three 32-bit integers.
 *
 * @param start  byte offset of the element
 * @param below  number of vertices
 * @returns  `[3F]` corners and the end of the element; undefined for other layouts, if some list has another length, if
 *   some integer is not in [0, below), and if the file is cut short: then the element must be read value by value,
 *   which locates the fault
 */
export function readTriangles(
  view: DataView,
  { element, list, start }: { readonly element: PlyElement; readonly list: PlyProperty; readonly start: number },
  below: number,
): PlyTriangles | undefined {
  const { properties, count } = element;
  const isKnown = list.length === 'uint8' && (list.type === 'int32' || list.type === 'uint32');
  if (!isKnown || properties.some((each) => each !== list && each.length !== undefined)) return undefined;
  const bytesOf = (property: PlyProperty): number => (property === list ? 13 : PLY_BYTES[property.type]);
  const bytes = properties.map(bytesOf);
  const stride = bytes.reduce((sum, each) => sum + each);
  const end = start + stride * count;
  if (end > view.byteLength) return undefined;
  const corners = new Uint32Array(3 * count);
  const last = (below - 1) | 0;
  let from = start;
  for (let i = 0; properties[i] !== list; i++) from += bytes[i]!;
  // Bit 31 of an integer a is set unless a is in [0, 2³¹); bit 31 of `last - a` is set if a exceeds `last`.
  let lengths = 0;
  let signs = 0;
  for (let to = 0; to < corners.length; to += 3, from += stride) {
    lengths |= view.getUint8(from) ^ 3;
    const a = view.getInt32(from + 1, true);
    const b = view.getInt32(from + 5, true);
    const c = view.getInt32(from + 9, true);
    signs |= a | (last - a) | b | (last - b) | c | (last - c);
    corners[to] = a;
    corners[to + 1] = b;
    corners[to + 2] = c;
  }
  return lengths === 0 && signs >= 0 ? { corners, end } : undefined;
}
