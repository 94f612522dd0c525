// Reads and encodes mesh files by their extensions: .obj, .glb, .ply, .stl.
import {
  type DracoModule,
  decodeGlb,
  decodeObj,
  decodePly,
  decodeStl,
  encodeGlb,
  encodeObj,
  encodePly,
  encodeStl,
  type GlbDecoders,
} from '@vrn/mesh';
import { type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { formatOf, type Sniffer, startsWith } from './fileFormat.js';
import { readInput } from './files.js';
import { about } from './messages.js';

/** A point that is subtracted from all positions: `[x, y, z]`. */
export type Origin = readonly [number, number, number];

type Options = { readonly origin?: Origin };
type Decode = (bytes: Uint8Array, options: Options) => TriangleMesh | Promise<TriangleMesh>;

/**
 * Imports the decoders of the compressions that a .glb file names. They are in optional packages, which the user
 * installs.
 *
 * @throws {VolumetricError} `bad-file` for a package that is not installed or does not load.
 */
async function glbDecoders(bytes: Uint8Array): Promise<GlbDecoders> {
  const names = (name: string): boolean => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(name);
  const load = async <T>(kind: string, name: string, decoder: () => Promise<T>): Promise<T> => {
    try {
      return await decoder();
    } catch (cause) {
      const advice = `npm install ${name}, or save the file without compression`;
      throw new VolumetricError('bad-file', `is compressed with ${kind}, which needs the package ${name}: ${advice}`, {
        cause,
      });
    }
  };
  const draco = async () => (await import('draco3dgltf')).default.createDecoderModule() as Promise<DracoModule>;
  const meshopt = async () => (await import('meshoptimizer')).MeshoptDecoder;
  return {
    ...(names('KHR_draco_mesh_compression') && { draco: await load('Draco', 'draco3dgltf', draco) }),
    ...(names('_meshopt_compression') && { meshopt: await load('meshopt', 'meshoptimizer', meshopt) }),
  };
}

const DECODERS: Readonly<Record<string, Decode>> = {
  '.obj': decodeObj,
  '.glb': async (bytes, options) => decodeGlb(bytes, { ...options, ...(await glbDecoders(bytes)) }),
  '.ply': decodePly,
  '.stl': decodeStl,
};

/** Replaces the option `origin` that a warning of a decoder suggests by the option `--origin` of the command. */
const asOption = (warning: string): string =>
  warning.replace(/the option \{ origin: \[(.*?)\] \}/, (_, point: string) => `--origin=${point.replaceAll(' ', '')}`);

const ENCODERS: Readonly<Record<string, (mesh: TriangleMesh) => string | Uint8Array | Promise<Uint8Array>>> = {
  '.glb': (mesh) => encodeGlb(mesh),
  '.obj': encodeObj,
  '.ply': (mesh) => encodePly(mesh),
  '.stl': (mesh) => encodeStl(mesh),
};

export const MESH_ENDINGS = Object.keys(DECODERS);
export const MESH_OUTPUTS = Object.keys(ENCODERS);

/** Bytes of a binary .stl: of its header, which includes the number of triangles, and of each triangle. */
const STL_HEADER = 84;
const STL_TRIANGLE = 50;

/** Recognises the format of standard input. Text without a known signature is assumed to be .obj. */
const sniff: Sniffer = (bytes) => {
  if (startsWith(bytes, 'glTF')) return '.glb';
  if (startsWith(bytes, 'ply')) return '.ply';
  const isBinaryStl =
    bytes.length >= STL_HEADER &&
    bytes.length >= STL_HEADER + STL_TRIANGLE * new DataView(bytes.buffer, bytes.byteOffset).getUint32(80, true) &&
    bytes.includes(0);
  if (isBinaryStl || startsWith(bytes, 'solid')) return '.stl';
  return bytes.includes(0) ? undefined : '.obj';
};

/** A mesh, with the warnings of its decoder. */
export interface ReadMesh {
  readonly mesh: TriangleMesh;
  readonly warnings: readonly string[];
}

/**
 * Reads a mesh file.
 *
 * @param file    path, or `-` for standard input.
 * @param origin  subtracted from all positions, in double precision.
 * @throws {VolumetricError} naming the file.
 */
export async function readMesh(file: string, origin?: Origin): Promise<ReadMesh> {
  return about(file, async () => {
    const ending = file === '-' ? undefined : formatOf(file, MESH_ENDINGS, 'a mesh');
    const bytes = await readInput(file);
    const format = ending ?? formatOf(file, MESH_ENDINGS, 'a mesh', sniff(bytes));
    const mesh = await DECODERS[format]!(bytes, origin === undefined ? {} : { origin });
    const { warnings = [] } = mesh as { warnings?: readonly string[] };
    return { mesh, warnings: warnings.map(asOption) };
  });
}

/** Encodes a mesh; `format` is one of {@link MESH_OUTPUTS}. */
export const encodeMesh = (mesh: TriangleMesh, format: string): string | Uint8Array | Promise<Uint8Array> =>
  ENCODERS[format]!(mesh);
