// Defines the decoders that callers provide for compressed glTF files, and names the option that a file needs.
import { check } from '@vrn/voxel/internal';

/** The part of `MeshoptDecoder` (npm package `meshoptimizer`) that reading needs. */
export interface MeshoptDecoder {
  readonly ready: Promise<unknown>;
  decodeGltfBuffer(
    target: Uint8Array,
    count: number,
    size: number,
    source: Uint8Array,
    mode: string,
    filter?: string,
  ): void;
}

/** An object in the memory of Draco's module. */
export interface DracoObject {
  readonly ptr?: number;
}

export interface DracoMesh extends DracoObject {
  num_points(): number;
  num_faces(): number;
}

export interface DracoAttribute extends DracoObject {
  num_components(): number;
}

export interface DracoDecoder extends DracoObject {
  GetEncodedGeometryType(buffer: never): number;
  DecodeBufferToMesh(buffer: never, mesh: never): { ok(): boolean; error_msg(): string };
  GetTrianglesUInt32Array(mesh: never, bytes: number, pointer: number): boolean;
  GetAttributeByUniqueId(mesh: never, id: number): DracoAttribute;
  GetAttributeDataArrayForAllPoints(
    mesh: never,
    attribute: never,
    type: number,
    bytes: number,
    pointer: number,
  ): boolean;
}

/** The part of Draco's module that reading needs: `await createDecoderModule()` of the npm package `draco3dgltf`. */
export interface DracoModule {
  readonly HEAPU8: Uint8Array;
  readonly TRIANGULAR_MESH: number;
  readonly DT_INT8: number;
  readonly DT_UINT8: number;
  readonly DT_INT16: number;
  readonly DT_UINT16: number;
  readonly DT_UINT32: number;
  readonly DT_FLOAT32: number;
  readonly Decoder: new () => DracoDecoder;
  readonly DecoderBuffer: new () => DracoObject & { Init(bytes: Int8Array, length: number): void };
  readonly Mesh: new () => DracoMesh;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  destroy(object: never): void;
}

/** Decoders of compressed content. */
export interface GlbDecoders {
  /** For `KHR_draco_mesh_compression`: `await createDecoderModule()` of the package `draco3dgltf`. */
  readonly draco?: DracoModule;
  /** For `EXT_meshopt_compression` and `KHR_meshopt_compression`: `MeshoptDecoder` of the package `meshoptimizer`. */
  readonly meshopt?: MeshoptDecoder;
}

export const DRACO = 'KHR_draco_mesh_compression';
export const MESHOPT = ['EXT_meshopt_compression', 'KHR_meshopt_compression'] as const;

const ADVICE: Readonly<Record<keyof GlbDecoders, string>> = {
  draco: '{ draco: await createDecoderModule() } of the package draco3dgltf',
  meshopt: '{ meshopt: MeshoptDecoder } of the package meshoptimizer',
};

/** Returns the name of the option that decodes an extension; undefined for extensions that do not compress. */
export function decoderOf(extension: string): keyof GlbDecoders | undefined {
  if (extension === DRACO) return 'draco';
  return (MESHOPT as readonly string[]).includes(extension) ? 'meshopt' : undefined;
}

/**
 * Throws if an extension compresses content and its decoder is missing.
 *
 * @throws {VolumetricError} `bad-file`, naming the extension and the option
 */
export function checkDecoder(extension: string, decoders: GlbDecoders): void {
  const option = decoderOf(extension);
  check(option === undefined || decoders[option] !== undefined, 'bad-file', () => {
    return `decodeGlb: file must not be compressed without a decoder, got ${extension}: pass the option ${ADVICE[option!]}, or save the file without compression`;
  });
}

/**
 * Checks the decoders that a caller passed.
 *
 * @throws {VolumetricError} `bad-argument`
 */
export function checkDecoders({ draco, meshopt }: GlbDecoders): void {
  const isDraco = draco === undefined || typeof draco?.Decoder === 'function';
  check(isDraco, 'bad-argument', () => `decodeGlb: option draco must be ${ADVICE.draco.slice(9)}, got ${typeof draco}`);
  const isMeshopt = meshopt === undefined || typeof meshopt?.decodeGltfBuffer === 'function';
  check(isMeshopt, 'bad-argument', () => {
    return `decodeGlb: option meshopt must be MeshoptDecoder of the package meshoptimizer, got ${typeof meshopt}`;
  });
}
