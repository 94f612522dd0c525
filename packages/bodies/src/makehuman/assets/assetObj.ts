// Reads the .obj files of MakeHuman's assets: triangles and quads by group, without reordering the vertices.
import { facesByName, NONE, type ObjFile, readObj } from '@vrn/mesh/internal';
import { check } from '@vrn/voxel';

/** An .obj file of triangles and quads. */
export interface AssetObj extends Pick<ObjFile, 'positions' | 'uvs' | 'starts' | 'corners' | 'uvCorners'> {
  /** Indices of the faces of each group; '' holds the faces before any `g`. */
  readonly groups: ReadonlyMap<string, Uint32Array>;
}

/**
 * Reads an .obj file of MakeHuman's assets.
 *
 * @param path  named in error messages.
 * @throws {VolumetricError} `bad-file`, with the path and, if there is one, the line or face: vertices that are not
 *   finite, corners whose vertex does not exist, no vertices, no faces, faces of more than four corners
 * Cost: O(bytes).
 */
export function readAssetObj(bytes: Uint8Array, path: string): AssetObj {
  const obj = readObj(bytes, { caller: `readAssetObj: ${path}` });
  const { positions, uvs, starts, corners, uvCorners, broken } = obj;
  check(broken.length === 0, 'bad-file', () => {
    return `readAssetObj: ${path} must have finite vertices, got a non-finite vertex, number ${broken[0]! + 1}`;
  });
  check(starts.length > 1, 'bad-file', () => `readAssetObj: ${path} must have faces, got none`);
  for (let face = 0; face + 1 < starts.length; face++) {
    const count = starts[face + 1]! - starts[face]!;
    check(count <= 4, 'bad-file', () => {
      return `readAssetObj: ${path} face ${face + 1} must have 3 or 4 corners, got ${count}`;
    });
  }
  return { positions, uvs, starts, corners, uvCorners, groups: facesByName(obj.groups) };
}

/**
 * Triangulates faces. Returns the corners of the triangles as indices into the file's vertices. Each quad is split
 * along the diagonal from its first corner to its third.
 */
export function trianglesOf({ starts, corners }: AssetObj, faces: Uint32Array): Uint32Array {
  return splitQuads(corners, starts, faces);
}

/** Triangles to draw. Their vertices are the distinct pairs of a vertex of the file and a texture coordinate. */
export interface UvMesh {
  /** `[U]`: for each vertex, the index of the vertex of the file that has its position. */
  readonly vertices: Uint32Array;
  /** `[U, 2]`: texture coordinates of each vertex. */
  readonly uvs: Float32Array;
  /** `[3T]`: corners as indices into `vertices`, with the triangles in the order of {@link trianglesOf}. */
  readonly indices: Uint32Array;
}

/** Triangulates faces over vertices that each have one texture coordinate; (0, 0) where the file gives none. */
export function uvMesh({ starts, corners, uvCorners, uvs }: AssetObj, faces: Uint32Array): UvMesh {
  const vertexOf = new Map<number, number>();
  const vertices: number[] = [];
  const coordinates: number[] = [];
  const own = new Uint32Array(corners.length);
  const stride = uvs.length / 2 + 1;
  for (const face of faces) {
    for (let c = starts[face]!; c < starts[face + 1]!; c++) {
      const uv = uvCorners?.[c] ?? NONE;
      const key = corners[c]! * stride + (uv === NONE ? stride - 1 : uv);
      let at = vertexOf.get(key);
      if (at === undefined) {
        at = vertices.push(corners[c]!) - 1;
        vertexOf.set(key, at);
        coordinates.push(uv === NONE ? 0 : uvs[2 * uv]!, uv === NONE ? 0 : uvs[2 * uv + 1]!);
      }
      own[c] = at;
    }
  }
  return {
    vertices: Uint32Array.from(vertices),
    uvs: Float32Array.from(coordinates),
    indices: splitQuads(own, starts, faces),
  };
}

function splitQuads(values: Uint32Array, starts: Uint32Array, faces: Uint32Array): Uint32Array {
  const out: number[] = [];
  for (const face of faces) {
    const at = starts[face]!;
    out.push(values[at]!, values[at + 1]!, values[at + 2]!);
    if (starts[face + 1]! - at === 4) out.push(values[at]!, values[at + 2]!, values[at + 3]!);
  }
  return Uint32Array.from(out);
}

/** Returns the vertices of faces, each once, in ascending order. */
export function verticesOf({ starts, corners }: AssetObj, faces: Uint32Array): Uint32Array {
  const found = new Set<number>();
  for (const face of faces) for (let c = starts[face]!; c < starts[face + 1]!; c++) found.add(corners[c]!);
  return Uint32Array.from(found).sort();
}
