// Reads MakeHuman's base mesh: the visible body, and the helper geometry that joints and clothes are attached to.
import { check } from '@vrn/voxel';
import { type AssetObj, readAssetObj, trianglesOf, type UvMesh, uvMesh, verticesOf } from './assetObj.js';

export interface BaseMesh {
  /** `[V, 3]`, decimetres, y up, facing +z, in the file's order, which targets, weights and clothes refer to. */
  readonly positions: Float32Array;
  /** `[3T]`: the closed body, as triangles over the vertices of base.obj. */
  readonly body: Uint32Array;
  /** The same triangles, with texture coordinates. */
  readonly drawn: UvMesh;
  /** `[V]`: 1 where a vertex belongs to the body. */
  readonly isBody: Uint8Array;
  /** Vertices of every group: 'body', 'joint-…', 'helper-…'. */
  readonly groups: ReadonlyMap<string, Uint32Array>;
  readonly obj: AssetObj;
}

/**
 * Reads base.obj.
 *
 * @throws {VolumetricError} `bad-file`: see readAssetObj; no group 'body'
 */
export function baseMesh(bytes: Uint8Array, path: string): BaseMesh {
  const obj = readAssetObj(bytes, path);
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
