// Compresses meshes with Draco and meshopt into glTF files for tests.
import draco3d from 'draco3dgltf';
import { MeshoptEncoder } from 'meshoptimizer';
import type { DracoModule } from '../../../src/files/gltf/glbDecoders.js';
import { glb, type Json } from './gltfFile.js';

interface Solid {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
}

/** The part of Draco's encoder that tests use. */
interface Encoders {
  readonly Encoder: new () => {
    SetEncodingMethod(method: number): void;
    EncodeMeshToDracoBuffer(mesh: unknown, out: unknown): number;
  };
  readonly MeshBuilder: new () => {
    AddFacesToMesh(mesh: unknown, faces: number, indices: Uint32Array): void;
    AddFloatAttributeToMesh(
      mesh: unknown,
      kind: number,
      points: number,
      components: number,
      values: Float32Array,
    ): number;
  };
  readonly Mesh: new () => unknown;
  readonly DracoInt8Array: new () => { GetValue(i: number): number };
  readonly POSITION: number;
  readonly MESH_SEQUENTIAL_ENCODING: number;
}

export const draco = (await draco3d.createDecoderModule()) as unknown as DracoModule;
const encoders = (await draco3d.createEncoderModule()) as unknown as Encoders;

/** Encodes a mesh with Draco. Returns the bytes, and Draco's id of the attribute that holds the positions. */
export function dracoBytes({ positions, indices }: Solid): { readonly bytes: Uint8Array; readonly id: number } {
  const builder = new encoders.MeshBuilder();
  const mesh = new encoders.Mesh();
  builder.AddFacesToMesh(mesh, indices.length / 3, indices);
  const id = builder.AddFloatAttributeToMesh(mesh, encoders.POSITION, positions.length / 3, 3, positions);
  const encoder = new encoders.Encoder();
  // Keeps the order of vertices and triangles.
  encoder.SetEncodingMethod(encoders.MESH_SEQUENTIAL_ENCODING);
  const out = new encoders.DracoInt8Array();
  const length = encoder.EncodeMeshToDracoBuffer(mesh, out);
  return { bytes: Uint8Array.from({ length }, (_, i) => out.GetValue(i)), id };
}

/** Writes a mesh as a .glb file with Draco and without uncompressed data. `changes` replace fields of the JSON. */
export function dracoGlb(solid: Solid, changes: Json = {}): Uint8Array {
  const { bytes, id } = dracoBytes(solid);
  const extensions = { KHR_draco_mesh_compression: { bufferView: 0, attributes: { POSITION: id } } };
  return glb(
    {
      asset: { version: '2.0' },
      extensionsUsed: ['KHR_draco_mesh_compression'],
      extensionsRequired: ['KHR_draco_mesh_compression'],
      buffers: [{ byteLength: bytes.length }],
      bufferViews: [{ buffer: 0, byteLength: bytes.length }],
      accessors: [
        { componentType: 5126, count: solid.positions.length / 3, type: 'VEC3' },
        { componentType: 5125, count: solid.indices.length, type: 'SCALAR' },
      ],
      meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, extensions }] }],
      nodes: [{ mesh: 0 }],
      scenes: [{ nodes: [0] }],
      ...changes,
    },
    bytes,
  );
}

await MeshoptEncoder.ready;

/**
 * Writes a mesh as a .glb file compressed with meshopt, scaled by 2 by its node; the uncompressed buffer is a
 * placeholder without bytes. `changes` replace fields of the JSON.
 */
export function meshoptGlb({ positions, indices }: Solid, changes: Json = {}): Uint8Array {
  const vertices = MeshoptEncoder.encodeGltfBuffer(
    new Uint8Array(positions.buffer),
    positions.length / 3,
    12,
    'ATTRIBUTES',
  );
  const faces = MeshoptEncoder.encodeGltfBuffer(new Uint8Array(indices.buffer), indices.length, 4, 'TRIANGLES');
  const start = Math.ceil(vertices.length / 4) * 4;
  const bytes = new Uint8Array(start + faces.length);
  bytes.set(vertices);
  bytes.set(faces, start);
  const view = (packed: Json, byteLength: number, byteOffset: number): Json => ({
    buffer: 1,
    byteOffset,
    byteLength,
    extensions: { EXT_meshopt_compression: { buffer: 0, ...packed } },
  });
  const vertexBytes = positions.byteLength;
  return glb(
    {
      asset: { version: '2.0' },
      extensionsUsed: ['EXT_meshopt_compression'],
      extensionsRequired: ['EXT_meshopt_compression'],
      buffers: [
        { byteLength: bytes.length },
        { byteLength: vertexBytes + indices.byteLength, extensions: { EXT_meshopt_compression: { fallback: true } } },
      ],
      bufferViews: [
        view(
          {
            byteOffset: 0,
            byteLength: vertices.length,
            byteStride: 12,
            count: positions.length / 3,
            mode: 'ATTRIBUTES',
          },
          vertexBytes,
          0,
        ),
        view(
          { byteOffset: start, byteLength: faces.length, byteStride: 4, count: indices.length, mode: 'TRIANGLES' },
          indices.byteLength,
          vertexBytes,
        ),
      ],
      accessors: [
        { bufferView: 0, componentType: 5126, count: positions.length / 3, type: 'VEC3' },
        { bufferView: 1, componentType: 5125, count: indices.length, type: 'SCALAR' },
      ],
      meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
      nodes: [{ mesh: 0, scale: [2, 2, 2] }],
      scenes: [{ nodes: [0] }],
      ...changes,
    },
    bytes,
  );
}
