// MakeHuman's base mesh: the body that is seen, and the helpers around it that joints and clothes hang on.
import { check } from '@vrn/voxel';
import { NONE, type ObjGroups, objGroups } from './objGroups.js';

/** Faces to draw: vertices of their own, each a vertex of the base mesh with one uv. */
export interface UvMesh {
  /** `[U]`: the base vertex of each. Positions of the drawn mesh are gathered by it. */
  readonly vertices: Uint32Array;
  /** `[U, 2]` */
  readonly uvs: Float32Array;
  /** `[3T]`, into `vertices`; triangle for triangle the same as the triangles over base vertices. */
  readonly indices: Uint32Array;
}

export interface BaseMesh {
  /** `[V, 3]`, decimetres, y up, facing +z; in the file's order, to which targets, weights and clothes refer. */
  readonly positions: Float32Array;
  /** `[3T]`: the closed body as triangles over base vertices, each quad split from its first corner to its third. */
  readonly body: Uint32Array;
  /** The same triangles, with uvs. */
  readonly drawn: UvMesh;
  /** `[V]`: 1 where a vertex is of the body. */
  readonly isBody: Uint8Array;
  /** Vertices of every group: 'body', 'joint-…', 'helper-…'. */
  readonly groups: ReadonlyMap<string, Uint32Array>;
  readonly obj: ObjGroups;
}

/**
 * Reads base.obj.
 *
 * @throws {VolumetricError} `bad-file`: see objGroups; no group 'body'
 */
export function baseMesh(bytes: Uint8Array, path: string): BaseMesh {
  const obj = objGroups(bytes, path);
  const faces = obj.groups.get('body');
  check(
    faces !== undefined && faces.length > 0,
    'bad-file',
    () => `baseMesh: ${path} must have a group 'body', got none`,
  );
  const body = trianglesOf(obj, faces);
  const isBody = new Uint8Array(obj.positions.length / 3);
  for (const v of body) isBody[v] = 1;
  const groups = new Map([...obj.groups].map(([name, list]) => [name, verticesOf(obj, list)]));
  return { positions: obj.positions, body, drawn: uvMesh(obj, faces), isBody, groups, obj };
}

/** The faces as triangles over the file's vertices. */
export function trianglesOf({ corners }: ObjGroups, faces: Uint32Array): Uint32Array {
  return gather(corners, corners, faces);
}

/** The faces as triangles over vertices that each have one uv. */
export function uvMesh({ corners, uvCorners, uvs }: ObjGroups, faces: Uint32Array): UvMesh {
  const cornerOf = new Map<number, number>();
  const vertices: number[] = [];
  const coordinates: number[] = [];
  const own = new Uint32Array(corners.length);
  const stride = uvs.length / 2 + 1;
  for (const face of faces) {
    for (let c = 4 * face; c < 4 * face + 4; c++) {
      if (corners[c] === NONE) continue;
      const uv = uvCorners[c]!;
      const key = corners[c]! * stride + (uv === NONE ? stride - 1 : uv);
      let at = cornerOf.get(key);
      if (at === undefined) {
        at = vertices.push(corners[c]!) - 1;
        cornerOf.set(key, at);
        coordinates.push(uv === NONE ? 0 : uvs[2 * uv]!, uv === NONE ? 0 : uvs[2 * uv + 1]!);
      }
      own[c] = at;
    }
  }
  return {
    vertices: Uint32Array.from(vertices),
    uvs: Float32Array.from(coordinates),
    indices: gather(own, corners, faces),
  };
}

function gather(values: Uint32Array, corners: Uint32Array, faces: Uint32Array): Uint32Array {
  const out: number[] = [];
  for (const face of faces) {
    const at = 4 * face;
    out.push(values[at]!, values[at + 1]!, values[at + 2]!);
    if (corners[at + 3] !== NONE) out.push(values[at]!, values[at + 2]!, values[at + 3]!);
  }
  return Uint32Array.from(out);
}

function verticesOf({ corners }: ObjGroups, faces: Uint32Array): Uint32Array {
  const found = new Set<number>();
  for (const face of faces) {
    for (let c = 4 * face; c < 4 * face + 4; c++) if (corners[c] !== NONE) found.add(corners[c]!);
  }
  return Uint32Array.from(found).sort();
}
