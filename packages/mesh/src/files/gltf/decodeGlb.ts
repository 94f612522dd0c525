// Reads binary glTF (.glb) as one mesh, or as one mesh per material.
import { type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { type Bytes, check, checkOptions, defined, toBytes } from '@vrn/voxel/internal';
import { SCANS, type ScanKernel } from '../scans.js';
import { checkOrigin, type Origin, warnOfLoss } from '../text/precision.js';
import { type DecodedMesh, type Warnings, warningList } from '../text/warnings.js';
import { withoutVertices } from '../text/withoutVertices.js';
import { decompress } from './decompress.js';
import { checkDecoders, type GlbDecoders } from './glbDecoders.js';
import { type GlbFile, readGlb } from './glbFile.js';
import { partsOf } from './gltfMeshes.js';

export interface DecodeGlbOptions extends GlbDecoders {
  /** Subtracted from all world positions, in double precision: for coordinates far from the origin, such as UTM. */
  readonly origin?: Origin;
  /** Whether to copy all arrays, so that the mesh shares no memory with the file. */
  readonly copy?: boolean;
  /** `simdKernel()` of `@vrn/mesh/simd`: checks faster that numbers are finite and indices in range. */
  readonly kernel?: ScanKernel | undefined;
}

export const DECODE_GLB_DEFAULTS = { origin: [0, 0, 0], copy: true } as const satisfies DecodeGlbOptions;

/**
 * Reads all triangles in the scene of a `.glb` file as one mesh in world coordinates. The mesh has positions, and
 * normals, colours (linear) and texture coordinates (the first set) if every primitive has them. Strips and fans are
 * converted to triangles. Meshes have their shape at rest: morph targets with their default weights, skins with the
 * transforms of the joints' nodes. Primitives of one node that share vertices in the file share them in the mesh.
 *
 * `warnings` lists what was left out, such as lines and points, primitives without positions, attributes that are
 * invalid or that only some primitives have, meshes that are scaled to zero, and all instances of a node but one.
 * Materials, textures and animations are left out without a warning. A file may require extensions that do not affect
 * shape; other required extensions are rejected. Content that Draco or meshopt compressed needs a decoder, which the
 * caller passes, unless the file also stores it uncompressed.
 *
 * @param file            the file's bytes; buffers must be embedded
 * @param options.origin  `[x, y, z]` in world units, default `[0, 0, 0]`; a warning proposes another if rounding
 *   to single precision moves positions noticeably
 * @param options.copy    default true; false returns views of `file` where it stores numbers in the mesh's formats: the
 *   views change with `file`, and keep it in memory
 * @param options.kernel  `simdKernel()` of `@vrn/mesh/simd`: checks numbers and indices faster, with the same result
 * @param options.draco    for Draco: `await createDecoderModule()` of the package draco3dgltf
 * @param options.meshopt  for meshopt: `MeshoptDecoder` of the package meshoptimizer
 * @returns  the mesh, and `warnings`: one sentence for each kind of content that was not read as written
 * @throws {VolumetricError} `bad-file`, also if accessors or meshes need more memory than 16 MiB plus five times the
 *   size of the file and its decoded content, and if compressed content decodes to more than 16 MiB plus 20 times the
 *   file's size; `bad-argument`
 * Cost: O(bytes), plus the sizes of meshes that are placed several times.
 *
 * @example
 * const triangle = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) };
 * const mesh = await decodeGlb(await encodeGlb(triangle));
 * mesh.indices; // → [0, 1, 2]
 * mesh.warnings; // → []
 *
 * Source: Khronos, glTF 2.0.
 */
export async function decodeGlb(file: Bytes, options: DecodeGlbOptions = {}): Promise<DecodedMesh> {
  const bytes = toBytes('decodeGlb', file);
  checkOptions('decodeGlb', options, ['draco', 'meshopt', 'kernel', ...Object.keys(DECODE_GLB_DEFAULTS)]);
  checkDecoders(options);
  const { copy, origin: given } = { ...DECODE_GLB_DEFAULTS, ...defined(options) };
  check(typeof copy === 'boolean', 'bad-argument', () => `decodeGlb: copy must be true or false, got ${copy}`);
  const origin = checkOrigin('decodeGlb', given);
  const warnings = warningList();
  const glb = await decompress(readGlb(bytes, options), options);
  const scans = options.kernel ?? SCANS;
  const { parts, meshOf } = partsOf(glb, { origin, copy, warnings, scans });
  const mesh = meshOf(parts, false);
  check(mesh.indices.length > 0, 'bad-file', () => 'decodeGlb: file must hold triangles, got none');
  if (parts.some(({ place }) => place.matrix !== undefined)) warnOfLoss(mesh.positions, warnings);
  return { ...finite(mesh, warnings, scans), warnings: warnings.list() };
}

/** The triangles of one material. */
export interface GlbPart {
  /** Index of the material in the file's JSON; undefined for triangles without one. */
  readonly material: number | undefined;
  readonly mesh: TriangleMesh;
}

/** The parts of a file, and the JSON and bytes that contain its materials and images. */
export interface GlbParts {
  readonly parts: readonly GlbPart[];
  readonly json: GlbFile['json']['rest'];
  readonly binary: Uint8Array;
  readonly warnings: readonly string[];
}

/**
 * Returns one mesh for each material that has triangles, and one for the triangles without a material, in the order of
 * their first triangles. Each mesh has only the vertices that its triangles use.
 *
 * @param file  the file's bytes
 * @returns     the parts; texture coordinates are as written, with v = 0 at the top of the image
 * @throws {VolumetricError} `bad-file`, also for content that the file has only in compressed form; `bad-argument`
 * Cost: O(bytes), whatever the number of materials, plus the sizes of meshes that are placed several times.
 */
export function glbParts(file: Bytes): GlbParts {
  const glb = readGlb(toBytes('decodeGlb', file));
  const warnings = warningList();
  const { parts, meshOf } = partsOf(glb, { origin: [0, 0, 0], copy: false, warnings, scans: SCANS });
  const groups = new Map<number | undefined, (typeof parts)[number][]>();
  for (const part of parts) {
    const group = groups.get(part.material);
    if (group) group.push(part);
    else groups.set(part.material, [part]);
  }
  const meshes = [...groups].map(([material, own]) => ({ material, mesh: finite(meshOf(own, true), warnings, SCANS) }));
  return {
    parts: meshes.filter(({ mesh }) => mesh.indices.length > 0),
    json: glb.json.rest,
    binary: glb.binary,
    warnings: warnings.list(),
  };
}

/** Removes vertices that are not finite, with a warning. Throws `bad-file` if a face uses one. */
function finite(mesh: TriangleMesh, warnings: Warnings, scans: ScanKernel): TriangleMesh {
  const { positions, indices } = mesh;
  if (scans.allFinite(positions)) return mesh;
  const isPoint = (v: number): boolean => [0, 1, 2].every((axis) => Number.isFinite(positions[3 * v + axis]));
  for (const v of indices) {
    if (!isPoint(v)) {
      const got = positions.subarray(3 * v, 3 * v + 3).join(' ');
      throw new VolumetricError('bad-file', `decodeGlb: positions must be finite, got ${got} at vertex ${v}`);
    }
  }
  const broken = Uint32Array.from({ length: positions.length / 3 }, (_, v) => v).filter((v) => !isPoint(v));
  return withoutVertices(mesh, broken, { caller: 'decodeGlb', warnings });
}
