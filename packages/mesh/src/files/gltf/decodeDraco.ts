// Decodes one Draco mesh with the module that the caller provides.
import { check } from '@vrn/voxel/internal';
import type { DracoModule } from './glbDecoders.js';
import { isNatural } from './gltfJson.js';

/** An attribute to decode. */
export interface DracoRequest {
  /** Unique id of the attribute in the Draco mesh, as the file's JSON gives it: not validated yet. */
  readonly id: unknown;
  /** glTF component type of the decoded values, such as 5126 for float32. */
  readonly componentType: number;
  readonly components: number;
}

export interface DracoResult {
  readonly points: number;
  /** Bytes of the `[3F]` indices, which are unsigned 32-bit integers. */
  readonly indices: Uint8Array;
  /** Bytes of the packed values of each requested attribute, in the order of the requests. */
  readonly attributes: readonly Uint8Array[];
}

const BYTES: Readonly<Record<number, number>> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 };

/**
 * Decodes a Draco mesh.
 *
 * @param spend  called with the number of bytes of each result before the result is allocated; memory of the module
 *   itself is not counted
 * @throws {VolumetricError} `bad-file` for content that is damaged, is not a triangle mesh, or lacks a requested
 *   attribute; errors that the module throws are passed on
 */
export function decodeDraco(
  draco: DracoModule,
  bytes: Uint8Array,
  { requests, spend }: { readonly requests: readonly DracoRequest[]; readonly spend: (bytes: number) => void },
): DracoResult {
  const owned: unknown[] = [];
  const own = <T>(object: T): T => {
    owned.push(object);
    return object;
  };
  /** Has Draco write `length` bytes into its own memory, and returns a copy of them. */
  const written = (length: number, write: (pointer: number) => boolean, what: string): Uint8Array => {
    spend(length);
    const pointer = draco._malloc(length);
    try {
      check(write(pointer), 'bad-file', () => `decodeGlb: Draco content must have ${what}, got none`);
      return draco.HEAPU8.slice(pointer, pointer + length);
    } finally {
      draco._free(pointer);
    }
  };
  try {
    const decoder = own(new draco.Decoder());
    const buffer = own(new draco.DecoderBuffer());
    buffer.Init(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), bytes.length);
    const isMesh = decoder.GetEncodedGeometryType(buffer as never) === draco.TRIANGULAR_MESH;
    check(isMesh, 'bad-file', () => 'decodeGlb: Draco content must be a mesh of triangles, got something else');
    const mesh = own(new draco.Mesh());
    const status = decoder.DecodeBufferToMesh(buffer as never, mesh as never);
    check(status.ok() && mesh.ptr !== 0, 'bad-file', () => {
      return `decodeGlb: Draco content must be intact, got damaged content: ${status.error_msg().slice(0, 120)}`;
    });
    const points = mesh.num_points();
    const faces = mesh.num_faces();
    const indices = written(
      12 * faces,
      (pointer) => decoder.GetTrianglesUInt32Array(mesh as never, 12 * faces, pointer),
      'triangles',
    );
    const types = {
      5120: draco.DT_INT8,
      5121: draco.DT_UINT8,
      5122: draco.DT_INT16,
      5123: draco.DT_UINT16,
      5125: draco.DT_UINT32,
      5126: draco.DT_FLOAT32,
    };
    const attributes = requests.map(({ id, componentType, components }) => {
      const attribute = isNatural(id) ? decoder.GetAttributeByUniqueId(mesh as never, id) : undefined;
      const found = attribute?.ptr ? attribute.num_components() : 0;
      check(found === components, 'bad-file', () => {
        return `decodeGlb: attribute ${String(id).slice(0, 20)} of Draco must have ${components} numbers per point, got ${found}`;
      });
      const type = types[componentType as keyof typeof types];
      const length = points * components * BYTES[componentType]!;
      return written(
        length,
        (pointer) =>
          decoder.GetAttributeDataArrayForAllPoints(mesh as never, attribute as never, type, length, pointer),
        'values of each attribute',
      );
    });
    return { points, indices, attributes };
  } finally {
    for (const object of owned.reverse()) draco.destroy(object as never);
  }
}
