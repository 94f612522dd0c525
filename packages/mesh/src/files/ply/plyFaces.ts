// Reads the faces of .ply files: polygons, triangle strips and fans, in elements of several names.
import { VolumetricError } from '@vrn/voxel';
import { check } from '@vrn/voxel/internal';
import { type Growing, growingIntegers, makeRoom, push, taken } from '../text/growing.js';
import type { Warnings } from '../text/warnings.js';
import type { PlyElement, PlyHeader, PlyProperty } from './plyHeader.js';
import type { PlyLists } from './plyReader.js';

/** Names that programs give to the list of a face's vertex indices. */
const INDEX_NAMES: readonly string[] = ['vertex_indices', 'vertex_index', 'indices'];

/** Names that programs give to the list of a face's texture coordinates, two numbers per corner. */
const UV_NAMES: readonly string[] = ['texcoord', 'texture_coordinates', 'uvs'];

/** Elements that are known to contain no surface. */
const NO_SURFACE = ['camera', 'material', 'user', 'obj_info'];

export interface PlyFaces {
  readonly element: PlyElement;
  readonly kind: 'polygons' | 'strips' | 'fans';
  readonly indices: PlyProperty;
  readonly uvs: PlyProperty | undefined;
}

/**
 * Returns the elements of a file that contain faces. Others are listed in the warnings, except vertices, empty
 * elements, and those that are known to contain no surface.
 *
 * @throws {VolumetricError} `bad-file` for elements whose list of vertices is ambiguous or missing, and whose name
 *   begins with `face` or `tri` and does not contain `line` or `edge`
 */
export function faceElements({ elements }: PlyHeader, warnings: Warnings): PlyFaces[] {
  return elements.flatMap((element) => {
    const { name, count, properties } = element;
    if (name === 'vertex' || count === 0 || properties.length === 0) return [];
    const lists = properties.filter(({ length, type }) => length !== undefined && !type.startsWith('float'));
    const named = properties.find((each) => each.length !== undefined && INDEX_NAMES.includes(each.name));
    const isLine = /line|edge/i.test(name);
    const isFace = /face|strip|fan|triangle|polygon|tri$/i.test(name) && !isLine;
    const indices = isFace ? (named ?? (lists.length === 1 ? lists[0] : undefined)) : undefined;
    if (indices === undefined) {
      check(isLine || !/^(face|tri)/i.test(name), 'bad-file', () => {
        return `decodePly: element ${name} must have a list vertex_indices, got ${properties.map((each) => each.name)}`;
      });
      if (!NO_SURFACE.includes(name)) warnings.add(`elements '${name.slice(0, 40)}' (${count}) were left out`);
      return [];
    }
    const uvs = properties.find((each) => each.length !== undefined && UV_NAMES.includes(each.name));
    const kind = /strip/i.test(name) ? 'strips' : /fan/i.test(name) ? 'fans' : 'polygons';
    return [{ element, kind, indices, uvs }];
  });
}

/** Polygons of several elements, concatenated. */
interface GrowingPolygons {
  readonly corners: Growing<Uint32Array>;
  readonly starts: Growing<Uint32Array>;
  readonly sources: Growing<Uint32Array>;
}

export interface PlyPolygons {
  /** `[C]`: the vertex of each corner. */
  readonly corners: Uint32Array;
  /** `[F + 1]`: start of each polygon in `corners`, then the end; undefined if `readTriangles` read the faces. */
  readonly starts: Uint32Array | undefined;
  /** `[C]`: index of each corner in its element's list of vertex indices; undefined if `starts` is undefined. */
  readonly sources: Uint32Array | undefined;
}

interface ReadFaces {
  readonly faces: PlyFaces;
  readonly indices: PlyLists;
}

/**
 * Returns the polygons of all elements. Faces of fewer than three corners are left out with a warning. Strips and fans
 * are split at −1 and converted to triangles, without those that repeat a vertex.
 *
 * @throws {VolumetricError} `bad-file` for corners that are not vertices, naming the face
 */
export function polygonsOf(
  read: readonly ReadFaces[],
  { count, warnings }: { readonly count: number; readonly warnings: Warnings },
): PlyPolygons {
  const triangles = read[0]?.indices.triangles;
  if (triangles !== undefined) return { corners: triangles, starts: undefined, sources: undefined };
  const to = { corners: growingIntegers(), starts: growingIntegers(), sources: growingIntegers() };
  for (const { faces, indices } of read) addFaces(to, { faces, lists: indices, count, warnings });
  push(to.starts, to.corners.length);
  return { corners: taken(to.corners), starts: taken(to.starts), sources: taken(to.sources) };
}

interface AddFaces {
  readonly faces: PlyFaces;
  readonly lists: PlyLists;
  /** Number of vertices. */
  readonly count: number;
  readonly warnings: Warnings;
}

function addFaces(to: GrowingPolygons, { faces, lists, count, warnings }: AddFaces): void {
  const { kind, element } = faces;
  const { data } = lists.values;
  makeRoom(to.corners, lists.values.length);
  makeRoom(to.sources, lists.values.length);
  makeRoom(to.starts, lists.ends.length);
  for (let f = 0, start = 0; f < lists.ends.length; f++) {
    const end = lists.ends[f]!;
    let good = true;
    for (let at = start; at < end; at++) {
      const v = data[at]!;
      good &&= (v >= 0 && v < count && Math.floor(v) === v) || (kind !== 'polygons' && v === -1);
    }
    if (!good) {
      const got = [...data.subarray(start, Math.min(end, start + 8))].join(' ');
      const problem = `must have corners that are integers below ${count}, got ${got}`;
      throw new VolumetricError('bad-file', `decodePly: ${element.name} ${f} ${problem}`);
    }
    if (kind !== 'polygons') addStrip(to, { data, start, end, isStrip: kind === 'strips' });
    else if (end - start < 3) {
      warnings.add('faces of fewer than three corners were left out', () => `${element.name} ${f}`);
    } else {
      to.starts.data[to.starts.length++] = to.corners.length;
      for (let at = start; at < end; at++) {
        to.corners.data[to.corners.length++] = data[at]!;
        to.sources.data[to.sources.length++] = at;
      }
    }
    start = end;
  }
}

interface Strip {
  readonly data: Float64Array;
  readonly start: number;
  readonly end: number;
  readonly isStrip: boolean;
}

/** Adds the triangles of strips or fans, which are separated by −1. */
function addStrip(to: GrowingPolygons, { data, start, end, isStrip }: Strip): void {
  for (let first = start, at = start; at < end; at++) {
    if (data[at] === -1) first = at + 1;
    if (at - first < 2) continue;
    const isOdd = isStrip && (at - first) % 2 === 1;
    const [a, b, c] = !isStrip ? [first, at - 1, at] : isOdd ? [at - 1, at - 2, at] : [at - 2, at - 1, at];
    if (data[a] === data[b] || data[b] === data[c] || data[c] === data[a]) continue;
    push(to.starts, to.corners.length);
    for (const corner of [a, b, c]) {
      push(to.corners, data[corner]!);
      push(to.sources, corner);
    }
  }
}
