// The meshes of an .obj file: all of it, or one for each material.
import type { TriangleMesh } from '@vrn/voxel';
import { attributesOf, NONE } from '../polygons/attributesOf.js';
import { triangulate } from '../polygons/triangulate.js';
import type { ObjFile } from './objFile.js';
import { facesByName } from './objNames.js';

/** The faces of one material. */
export interface ObjPart {
  /** The text after `usemtl`; '' for faces before any. */
  readonly material: string;
  readonly mesh: TriangleMesh;
}

/**
 * Polygons as triangles: three corners for each, to look up in `corners`, `uvCorners` and `normalCorners`.
 *
 * @param obj    what `readObj` returns; gets a warning for polygons that cross themselves
 * @param faces  numbers of polygons; all by default
 * @returns      `[3T]`, numbers of corners
 * Cost: O(corners); O(n log n) for concave polygons of n corners.
 */
export const polygonTriangles = (obj: ObjFile, faces?: Uint32Array): Uint32Array =>
  triangulate(obj, { faces, warnings: obj.warnings });

/**
 * One mesh for each material that has faces, in the order of their first faces, with the vertices that it uses.
 * Vertices with several texture coordinates or normals are split, as by `decodeObj(file, { seams: 'split' })`.
 *
 * @param obj  what `readObj` returns
 * @returns    the parts; texture coordinates as written, v = 0 at the bottom of the image
 * Cost: O(vertices + corners), however many materials there are.
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

/** Renumbers what the given corners use, from 0 on, in the order of first use. Cost: O(corners) for each call. */
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
