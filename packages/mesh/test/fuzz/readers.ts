// Defines the fuzzed readers of mesh files, their valid seed files, and the mutations.
import { isDeepStrictEqual } from 'node:util';
import { type FuzzedReader, mutate, text } from '@vrn/test-utils/fuzz';
import type { Random } from '@vrn/voxel';
import { MeshoptDecoder } from 'meshoptimizer';
import { decodeGlb, glbParts } from '../../src/files/gltf/decodeGlb.js';
import { encodeGlb } from '../../src/files/gltf/encodeGlb.js';
import { decodeObj } from '../../src/files/obj/decodeObj.js';
import { encodeObj } from '../../src/files/obj/encodeObj.js';
import { decodePly } from '../../src/files/ply/decodePly.js';
import { encodePly } from '../../src/files/ply/encodePly.js';
import { decodeStl } from '../../src/files/stl/decodeStl.js';
import { encodeStl } from '../../src/files/stl/encodeStl.js';
import { objParts, readMtl, readObj } from '../../src/internal.js';
import { simdKernel } from '../../src/simd/simdKernel.js';
import { draco, dracoGlb, meshoptGlb } from '../files/gltf/compressed.js';
import { glb, scene, TRIANGLE } from '../files/gltf/gltfFile.js';

interface Mesh {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
  readonly normals?: Float32Array;
  readonly colors?: Float32Array;
  readonly uvs?: Float32Array;
}

const mesh = {
  positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1),
  indices: Uint32Array.of(0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3),
  normals: new Float32Array(12).fill(0.5),
  colors: new Float32Array(12).fill(0.25),
  uvs: new Float32Array(8).fill(0.75),
};

const OBJ = `mtllib a.mtl my b.mtl
v 0 0 0 255 1 2\nv 2 0 0 255 1 2\nv 2 1 0 1 2 3\nv 1 1 0 1 2 3\nv 1 2 0 1 2 3\nv 0 2 0 1 2 3
vt 0 0\nvt 1 0 0\nvn 0 0 1
g left arm\nusemtl skin
f 3//1 4//1 5//1 6//1 1//1 2//1
usemtl cloth\ng\nf 1/1 2/2 \\\n 3/1\nfo -1 -2 -3\nl 1 2\np 1\ncstype bezier\ncurv 0 1 1 2\n`;
const XYZ = 'property float x\nproperty float y\nproperty float z\n';
const STRIPS = `ply\nformat ascii 1.0\ncomment TextureFile a.png\nelement vertex 4\n${XYZ}property float red\nproperty float green\nproperty float blue\nelement tristrips 1\nproperty list int int vertex_indices\nelement face 1\nproperty list uchar int vertex_indices\nproperty list uchar float texcoord\nend_header\n0 0 0 255 0 0\n1 0 0 9 9 9\n0 1 0 1 2 3\n1 1 0 0 0 0\n7 0 1 2 -1 1 3 2\n4 0 1 3 2 8 0 0 1 0 1 1 0 1\n`;

/** A file whose JSON has nodes, a skin, morph targets, sparse accessors and several materials. */
function richGlb(): Uint8Array {
  const bytes = new Uint8Array(44 + 12 + 48 + 64);
  bytes.set(TRIANGLE);
  new Float32Array(bytes.buffer, 56, 12).fill(0.25);
  new Float32Array(bytes.buffer, 104, 16).set([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  const attributes = { POSITION: 0, NORMAL: 0, TEXCOORD_0: 0, JOINTS_0: 2, WEIGHTS_0: 3 };
  const sparse = { count: 1, indices: { bufferView: 1, componentType: 5123 }, values: { bufferView: 0 } };
  return glb(
    scene({
      extensionsUsed: ['KHR_mesh_quantization'],
      extensionsRequired: ['KHR_mesh_quantization'],
      buffers: [{ byteLength: bytes.length }],
      bufferViews: [
        { buffer: 0, byteLength: 36 },
        { buffer: 0, byteOffset: 36, byteLength: 6 },
        { buffer: 0, byteOffset: 44, byteLength: 12, byteStride: 4 },
        { buffer: 0, byteOffset: 56, byteLength: 48 },
        { buffer: 0, byteOffset: 104, byteLength: 64 },
      ],
      accessors: [
        { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' },
        { bufferView: 1, componentType: 5123, count: 3, type: 'SCALAR' },
        { bufferView: 2, componentType: 5121, count: 3, type: 'VEC4' },
        { bufferView: 3, componentType: 5126, count: 3, type: 'VEC4' },
        { bufferView: 4, componentType: 5126, count: 1, type: 'MAT4' },
        { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3', sparse },
      ],
      meshes: [
        { primitives: [{ attributes, indices: 1, material: 0, targets: [{ POSITION: 5 }] }], weights: [0.5] },
        {
          primitives: [
            { attributes: { POSITION: 5 }, mode: 5, material: 1 },
            { attributes: { POSITION: 0 }, mode: 6 },
          ],
        },
      ],
      materials: [{ name: 'skin' }, { name: 'cloth' }],
      skins: [{ joints: [1], inverseBindMatrices: 4 }],
      nodes: [
        { mesh: 0, skin: 0, scale: [0.01, 1, 1] },
        { translation: [1, 2, 3], children: [2] },
        { mesh: 1, rotation: [0, 0, 0, 1], scale: [-1, 2, 1] },
      ],
      scenes: [{ nodes: [0, 1] }],
    }),
    bytes,
  );
}

/** Words to which readers of meshes are sensitive. */
const TOKENS: readonly Uint8Array[] = [
  ...['usemtl a\n', 'g b\n', 'f 1 2 3\n', 'f 1 3 2 4 1 2\n', 'mtllib x y.mtl\n', 'l 1 2\n', 'vertex', 'facet'],
  ...['solid', 'property', 'list int int', 'element face 9\n', 'end_header\n', 'null', '[]', '{}', '{"mesh":0},'],
  '{"attributes":{"POSITION":0},"indices":1},',
].map(text);

/** Corrects the lengths in 70 % of the .glb mutants; otherwise nearly all would be rejected for their header. */
function repaired(out: Uint8Array, rng: Random): Uint8Array {
  if (rng.uniform() < 0.3 || new TextDecoder().decode(out.subarray(0, 4)) !== 'glTF' || out.length < 20) return out;
  const view = new DataView(out.buffer, out.byteOffset);
  view.setUint32(8, out.length, true);
  // The JSON ends before the binary chunk, whose type is BIN.
  for (let at = 20; at + 8 <= out.length; at++) {
    if (view.getUint32(at + 4, true) !== 0x004e4942) continue;
    view.setUint32(12, at - 20, true);
    view.setUint32(at, out.length - at - 8, true);
    break;
  }
  return out;
}

/**
 * Describes what is wrong with meshes: numbers that are not finite, indices beyond the vertices, or normals or colours
 * of a wrong length; undefined if nothing is.
 */
function faultIn(meshes: readonly Mesh[]): string | undefined {
  for (const { positions, indices, normals, colors, uvs } of meshes) {
    for (const values of [positions, normals, colors, uvs]) {
      if (values?.every(Number.isFinite) === false) return 'returned numbers that are not finite';
    }
    if (!indices.every((v) => v < positions.length / 3)) return 'returned indices beyond the vertices';
    const isComplete = [normals, colors].every((values) => values === undefined || values.length === positions.length);
    if (!isComplete) return 'returned attributes of another length';
  }
  return undefined;
}

const kernel = simdKernel();

/** Reads a .glb file with the kernel and without. Throws an `Error` unless meshes, warnings or errors are the same. */
async function decodedTwice(file: Uint8Array): Promise<Mesh> {
  const [plain, fast] = await Promise.allSettled([decodeGlb(file), decodeGlb(file, { kernel })]);
  if (!isDeepStrictEqual(plain, fast)) throw new Error('decodeGlb returned something else with the kernel');
  if (plain.status === 'rejected') throw plain.reason;
  return plain.value;
}

const KINDS: readonly FuzzedReader[] = [
  {
    name: 'obj',
    files: [text(encodeObj(mesh)), text(OBJ), text(OBJ.replaceAll('\n', '\r'))],
    read: (mutant) => [decodeObj(mutant), decodeObj(mutant, { seams: 'split', origin: [1e6, 0, 0] })],
  },
  {
    name: 'obj parts',
    files: [text(OBJ), text(OBJ.replaceAll('\n', '\r\n'))],
    read: (mutant) => objParts(readObj(mutant, { caller: 'readObj' })).map((part) => part.mesh),
  },
  {
    name: 'mtl',
    files: [text('newmtl skin\nKd 1 0.5 0\nmap_Kd -s 1 1 1 -o 0 C:\\my skin.png\nnewmtl cloth\nKd spectral a.rfl\n')],
    read: (mutant) => {
      readMtl(mutant, 'readMtl');
      return [];
    },
  },
  {
    name: 'ply',
    files: [
      ...(['binary', 'binary_big_endian', 'ascii'] as const).map((format) => encodePly(mesh, { format })),
      text(STRIPS),
      text(STRIPS.replaceAll('\n', '\r')),
    ],
    read: (mutant) => [decodePly(mutant), decodePly(mutant, { seams: 'split' })],
  },
  {
    name: 'stl',
    files: [
      ...(['binary', 'ascii'] as const).map((format) => encodeStl(mesh, { format })),
      text(new TextDecoder().decode(encodeStl(mesh, { format: 'ascii' })).replaceAll('\n', ' ')),
    ],
    read: (mutant) => [decodeStl(mutant), decodeStl(mutant, { weld: false })],
  },
  {
    name: 'glb',
    files: [await encodeGlb(mesh), richGlb()],
    read: async (mutant) => [await decodedTwice(mutant), ...glbParts(mutant).parts.map((part) => part.mesh)],
  },
  {
    name: 'compressed glb',
    files: [dracoGlb(mesh), meshoptGlb(mesh)],
    read: async (mutant) => [await decodeGlb(mutant, { draco, meshopt: MeshoptDecoder })],
  },
];

export const READERS: readonly FuzzedReader[] = KINDS.map((reader) => ({
  ...reader,
  mutant: (file, rng) => repaired(mutate(file, rng, TOKENS), rng),
  faultIn,
}));
