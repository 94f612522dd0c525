// Reads the text of a Wavefront .obj file as a mesh.
import { type Bytes, check, checkOptions, defined } from '@vrn/voxel/internal';
import { attributesOf, type Seams } from '../polygons/attributesOf.js';
import type { Origin } from '../text/precision.js';
import type { DecodedMesh } from '../text/warnings.js';
import { withoutVertices } from '../text/withoutVertices.js';
import { readObj } from './objFile.js';
import { polygonTriangles } from './objParts.js';

export interface DecodeObjOptions {
  /** How to treat a vertex with several texture coordinates or normals: drop these attributes, or split the vertex. */
  readonly seams?: Seams;
  /** Subtracted from all positions, in double precision: for coordinates far from the origin, such as UTM. */
  readonly origin?: Origin;
}

export const DECODE_OBJ_DEFAULTS = { seams: 'drop', origin: [0, 0, 0] } as const satisfies DecodeObjOptions;

/**
 * Reads an `.obj` file: vertices in the file's order, with colours if every vertex has one (sRGB in the file, on a
 * scale of 0..1, 0..255 or 0..65,535; linear here), and with texture coordinates and normals if every corner of every
 * face has one.
 *
 * Polygons are triangulated: convex ones as fans from their first corner, concave ones by ear clipping. `fo`, an older
 * keyword, is read as `f`. `warnings` lists what was left out, such as free-form curves and surfaces, lines, points,
 * faces of fewer than three corners, vertices that are not finite and that no face uses, and attributes that are
 * invalid or missing at some corner. Materials and groups are left out without a warning.
 *
 * The format assigns texture coordinates and normals to corners; a mesh assigns them to vertices. If a vertex has
 * several, 'drop' leaves out all texture coordinates (or all normals), so that vertices are unchanged and closed meshes
 * stay closed; 'split' creates one vertex for each, as glTF requires: the first at the vertex's own index, the others
 * at the end. Vertices without a face get the entries with their own index if the lists are written vertex by vertex,
 * else the texture coordinate 0 0 and the normal 0 0 1.
 *
 * Texture coordinates are returned as written: in `.obj` and `.ply`, v = 0 at the bottom of the image, in glTF at the
 * top.
 *
 * @param file            text, or its bytes in UTF-8
 * @param options.seams   default 'drop'
 * @param options.origin  `[x, y, z]` in the file's unit, default `[0, 0, 0]`; a warning proposes another if rounding
 *   to single precision moves positions noticeably
 * @returns  the mesh, and `warnings`: one sentence for each kind of content that was not read as written
 * @throws {VolumetricError} `bad-file`, naming the line where one is at fault; `bad-argument`
 * Cost: O(bytes); about O(n log n) for a concave polygon of n corners.
 *
 * @example
 * const mesh = decodeObj('v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nl 1 2\n');
 * mesh.indices; // → [0, 1, 2]
 * mesh.warnings; // → ['lines and points (l, p) were left out (line 5)']
 */
export function decodeObj(file: string | Bytes, options: DecodeObjOptions = {}): DecodedMesh {
  checkOptions('decodeObj', options, DECODE_OBJ_DEFAULTS);
  const { seams, origin } = { ...DECODE_OBJ_DEFAULTS, ...defined(options) };
  check(seams === 'drop' || seams === 'split', 'bad-argument', () => {
    return `decodeObj: seams must be 'drop' or 'split', got ${seams}`;
  });
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const obj = readObj(bytes, { caller: 'decodeObj', origin });
  const { warnings } = obj;
  const places = polygonTriangles(obj);
  const isPlain = places.length === obj.corners.length;
  const cornersOf = (numbers: Uint32Array): Uint32Array =>
    isPlain ? numbers : places.map((corner) => numbers[corner]!);
  const mesh = attributesOf(
    {
      ...obj,
      corners: cornersOf(obj.corners),
      uvCorners: obj.uvCorners && cornersOf(obj.uvCorners),
      normalCorners: obj.normalCorners && cornersOf(obj.normalCorners),
    },
    seams,
  );
  return { ...withoutVertices(mesh, obj.broken, { caller: 'decodeObj', warnings }), warnings: warnings.list() };
}
