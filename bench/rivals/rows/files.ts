// Compares our readers and writers of mesh files with those of numpy, trimesh, VTK, glTF-Transform and loaders.gl.
import { WebIO } from '@gltf-transform/core';
import {
  decodeGlb,
  decodeObj,
  decodePly,
  decodeStl,
  encodeGlb,
  encodeObj,
  encodePly,
  encodeStl,
  linearToSrgb,
  srgbToLinear,
  vertexNormals,
} from '@vrn/mesh';
import { simdKernel } from '@vrn/mesh/simd';
import { bodyMesh } from '@vrn/test-utils';
import type { TriangleMesh } from '@vrn/voxel';
import type { Contest } from '../contest.js';
import { gltfReader, gltfWriter } from '../gltfTransform.js';
import { loadersGlReader } from '../loadersGl.js';
import { startPython } from '../pythonRival.js';

const ENCODERS = {
  ply: encodePly,
  stl: encodeStl,
  obj: encodeObj,
  glb: (mesh: TriangleMesh) => encodeGlb(mesh, { normals: false }),
} as const;
const DECODERS = { ply: decodePly, stl: decodeStl, obj: decodeObj, glb: decodeGlb } as const;
type Format = keyof typeof ENCODERS;

type Attribute = 'normals' | 'colors' | 'uvs';
const PLAIN: readonly Attribute[] = [];
const FULL: readonly Attribute[] = ['normals', 'colors', 'uvs'];
/** VTK neither reads nor writes the colours of .obj files. */
const UNCOLOURED: readonly Attribute[] = ['normals', 'uvs'];

const PYTHON = {
  numpy: { name: 'numpy', modules: ['numpy'], install: 'apt-get install python3-numpy' },
  trimesh: { name: 'trimesh', modules: ['trimesh'], install: 'pip install trimesh' },
  vtk: { name: 'VTK', modules: ['vtkmodules'], install: 'apt-get install python3-vtk9' },
} as const;

/** Returns the rival that runs meshFiles.py with a Python library. */
const python = (rival: keyof typeof PYTHON, format: Format, task: 'read' | 'write'): Contest['rival'] => ({
  name: PYTHON[rival].name,
  install: PYTHON[rival].install,
  start: ({ files, given }) =>
    startPython('meshFiles.py', PYTHON[rival].modules, { files, given: { ...given, rival, format, task } }),
});
const gltfTransform = (start: Contest['rival']['start']): Contest['rival'] => ({
  name: 'glTF-Transform',
  install: 'npm ci',
  start,
});

const loadersGl: Contest['rival'] = {
  name: 'loaders.gl',
  install: 'npm install --no-save @loaders.gl/core @loaders.gl/gltf',
  start: loadersGlReader,
};

const kernel = simdKernel();

const reading = (format: Format, attributes: readonly Attribute[], rival: Contest['rival']): Contest => ({
  what: `reading a mesh as .${format}${namesOf(attributes)}`,
  rival,
  prepare: async () => {
    const written = await encoded(format, body(attributes));
    // For .glb, both programs read a file that glTF-Transform wrote, with interleaved attributes.
    const file = format === 'glb' ? await new WebIO().writeBinary(await new WebIO().readBinary(written)) : written;
    const ours = await DECODERS[format](file);
    return {
      input: { files: { file }, given: { attributes } },
      ours: {
        ours: () => DECODERS[format](file),
        ...(format === 'glb' && {
          ours_views: () => decodeGlb(file, { copy: false }),
          ours_simd: () => decodeGlb(file, { kernel }),
          ours_simd_views: () => decodeGlb(file, { kernel, copy: false }),
        }),
      },
      check: (answer) => {
        const floats = (name: string) => new Float32Array(answer(name));
        // numpy returns colours as the bytes of the file, in sRGB.
        const values = (name: Attribute) =>
          name === 'colors' && format === 'ply'
            ? Float32Array.from(new Uint8Array(answer(name)), (byte) => srgbToLinear(byte / 255))
            : floats(name);
        checkSame(ours, {
          positions: floats('positions'),
          indices: new Uint32Array(answer('indices')),
          ...Object.fromEntries(attributes.map((name) => [name, values(name)])),
        });
      },
    };
  },
});

const writing = (format: Format, attributes: readonly Attribute[], rival: Contest['rival']): Contest => ({
  what: `writing a mesh as .${format}${namesOf(attributes)}`,
  rival,
  prepare: async () => {
    const mesh = body(attributes);
    const ours = await DECODERS[format](await encoded(format, mesh));
    const { colors, ...others } = mesh;
    // trimesh gets colours as the bytes that it stores; encodePly converts them from linear light.
    const bytes =
      format === 'ply' && colors && Uint8Array.from(colors, (value) => Math.round(255 * linearToSrgb(value)));
    const files = { ...others, ...(bytes ? { colors: bytes } : colors && { colors }) };
    return {
      input: { files, given: { attributes } },
      ours: { ours: () => ENCODERS[format](mesh) },
      check: async (answer) => checkSame(ours, await DECODERS[format](new Uint8Array(answer('file')))),
    };
  },
});

export const files: readonly Contest[] = [
  reading('ply', PLAIN, python('numpy', 'ply', 'read')),
  reading('ply', FULL, python('numpy', 'ply', 'read')),
  writing('ply', PLAIN, python('trimesh', 'ply', 'write')),
  writing('ply', FULL, python('trimesh', 'ply', 'write')),
  reading('stl', PLAIN, python('vtk', 'stl', 'read')),
  writing('stl', PLAIN, python('trimesh', 'stl', 'write')),
  reading('glb', PLAIN, gltfTransform(gltfReader)),
  reading('glb', FULL, gltfTransform(gltfReader)),
  reading('glb', PLAIN, loadersGl),
  reading('glb', FULL, loadersGl),
  writing('glb', PLAIN, gltfTransform(gltfWriter)),
  writing('glb', FULL, gltfTransform(gltfWriter)),
  reading('obj', PLAIN, python('vtk', 'obj', 'read')),
  reading('obj', UNCOLOURED, python('vtk', 'obj', 'read')),
  writing('obj', PLAIN, python('vtk', 'obj', 'write')),
  writing('obj', UNCOLOURED, python('vtk', 'obj', 'write')),
];

/** Returns the closed body of 99,832 triangles with the given attributes, which vary smoothly over it. */
function body(attributes: readonly Attribute[]): TriangleMesh {
  const mesh = bodyMesh(100_000);
  const { positions } = mesh;
  const all = {
    normals: vertexNormals(mesh),
    colors: positions.map((value) => 0.5 + 0.5 * Math.sin(7 * value)),
    uvs: Float32Array.from({ length: (positions.length / 3) * 2 }, (_, at) => {
      return 0.5 + 0.5 * positions[3 * (at >> 1) + (at & 1)]!;
    }),
  };
  return { ...mesh, ...Object.fromEntries(attributes.map((name) => [name, all[name]])) };
}

/** Encodes a mesh as the bytes of a file. */
async function encoded(format: Format, mesh: TriangleMesh): Promise<Uint8Array<ArrayBuffer>> {
  const file = await ENCODERS[format](mesh);
  return (typeof file === 'string' ? new TextEncoder().encode(file) : file) as Uint8Array<ArrayBuffer>;
}

function namesOf(attributes: readonly Attribute[]): string {
  return `, 99,832 triangles${attributes.length === 0 ? '' : ` with ${attributes.join(', ')}`}`;
}

/** Throws unless both meshes have the same triangles in the same order, with equal corners; vertex order may differ. */
function checkSame(ours: TriangleMesh, theirs: TriangleMesh): void {
  if (ours.indices.length !== theirs.indices.length) {
    throw new Error(`files: ${theirs.indices.length / 3} triangles, not ${ours.indices.length / 3}`);
  }
  for (const name of ['positions', 'normals', 'colors', 'uvs'] as const) {
    const [here, there] = [ours[name], theirs[name]];
    if (here === undefined && there === undefined) continue;
    if (here === undefined || there === undefined) throw new Error(`files: only one of the meshes has ${name}`);
    const size = here.length / (ours.positions.length / 3);
    for (let corner = 0; corner < ours.indices.length; corner++) {
      for (let axis = 0; axis < size; axis++) {
        const one = here[size * ours.indices[corner]! + axis]!;
        const other = there[size * theirs.indices[corner]! + axis]!;
        if (one !== other) throw new Error(`files: ${name} of corner ${corner} must be ${one}, got ${other}`);
      }
    }
  }
}
