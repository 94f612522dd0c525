// Triangulates the polygons of an .obj file, and converts them to one mesh per material.
import type { TriangleMesh } from '@vrn/voxel';
import { attributesOf, NONE } from '../polygons/attributesOf.js';
import { triangulate } from '../polygons/triangulate.js';
import type { ObjFile } from './objFile.js';
import { facesByName } from './objNames.js';

/** The faces of one material. */
export interface ObjPart {
  /** The text of the `usemtl` statement; '' for faces before the first one. */
  readonly material: string;
  readonly mesh: TriangleMesh;
}

/**
 * Triangulates polygons: returns three corners per triangle, to look up in `corners`, `uvCorners` and `normalCorners`.
 *
 * @param obj    result of `readObj`; polygons that ear clipping cannot triangulate become fans, with a warning in
 *   `obj.warnings`
 * @param faces  polygon indices; default: all
 * @returns      `[3T]`: corner indices of T triangles
 * Cost: O(corners) for convex polygons; about O(n log n) for a concave one of n corners, at most O(n²).
 */
export const polygonTriangles = (obj: ObjFile, faces?: Uint32Array): Uint32Array =>
  triangulate(obj, { faces, warnings: obj.warnings });

/**
 * Returns one mesh for each material that has faces, in the order of the materials' first faces. Each mesh has only the
 * vertices that its faces use. Vertices with several texture coordinates or normals are split, as by
 * `decodeObj(file, { seams: 'split' })`.
 *
 * @param obj  result of `readObj`
 * @returns    the parts; texture coordinates are as written, with v = 0 at the bottom of the image
 * Cost: O(vertices + corners), whatever the number of materials, plus the ear clipping of concave polygons.
 */
export function objParts(obj: ObjFile): ObjPart[] {
  const compact = {
    vertices: compactor(obj.positions.length / 3),
    uvs: compactor(obj.uvs.length / 2),
    normals: compactor(obj.normals.length / 3),
  };
  return [...facesByName(obj.materials)].map(([material, faces]) => {
    const places = polygonTriangles(obj, faces);
    const vertices = compact.vertices(places, obj.corners);
    const uvs = obj.uvCorners && compact.uvs(places, obj.uvCorners);
    const normals = obj.normalCorners && compact.normals(places, obj.normalCorners);
    const lists = {
      positions: gather(obj.positions, 3, vertices.kept),
      colors: obj.colors && gather(obj.colors, 3, vertices.kept),
      uvs: uvs ? gather(obj.uvs, 2, uvs.kept) : new Float32Array(),
      normals: normals ? gather(obj.normals, 3, normals.kept) : new Float32Array(),
      corners: vertices.numbers,
      uvCorners: uvs?.numbers,
      normalCorners: normals?.numbers,
      warnings: obj.warnings,
    };
    return { material, mesh: attributesOf(lists, 'split') };
  });
}

/**
 * Returns a function that renumbers list entries from 0, in the order in which the corners at `places` first use them.
 * `kept` contains the original indices of these entries. Cost: O(places) per call.
 */
function compactor(count: number) {
  const order = new Uint32Array(count).fill(NONE);
  return (places: Uint32Array, corners: Uint32Array) => {
    const kept: number[] = [];
    const numbers = places.map((place) => {
      const number = corners[place]!;
      if (number === NONE) return NONE;
      if (order[number] === NONE) order[number] = kept.push(number) - 1;
      return order[number]!;
    });
    for (const number of kept) order[number] = NONE;
    return { kept, numbers };
  };
}

function gather(values: Float32Array, width: number, kept: readonly number[]): Float32Array {
  const out = new Float32Array(width * kept.length);
  for (let i = 0; i < out.length; i++) out[i] = values[width * kept[Math.floor(i / width)]! + (i % width)]!;
  return out;
}
