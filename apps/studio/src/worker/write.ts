// Writes a body as a file: a mesh in metres for viewers or in millimetres for printers, or the volume.
import { encodeGlb, encodeObj, encodePly, inspect } from '@vrn/mesh';
import { type Body, measure, toPrint } from '@vrn/reconstruct';
import { encodeNpy, type TriangleMesh, transformMesh } from '@vrn/voxel';
import type { FileFormat, WriteInput, WrittenFile } from '../protocol/calls.js';

const TYPES: Readonly<Record<FileFormat, string>> = {
  glb: 'model/gltf-binary',
  obj: 'model/obj',
  ply: 'application/octet-stream',
  '3mf': 'model/3mf',
  stl: 'model/stl',
  npy: 'application/octet-stream',
};

/**
 * Writes a file of a body. Meshes in metres stand on y = 0, centred on the y axis.
 *
 * @param body  the body, with the mesh and the texture that are shown.
 */
export async function write(body: Body, { format, name, height, print }: WriteInput): Promise<WrittenFile> {
  const type = TYPES[format];
  if (format === 'npy') return { bytes: owned(encodeNpy(body.volume)), type };
  if (format === '3mf' || format === 'stl') {
    const { minThickness, base } = print;
    const made = toPrint(body.mesh, {
      height: print.height,
      minThickness,
      base: base === 'plate' ? true : base,
      format,
    });
    return { bytes: owned(made.file), type, print: made.facts };
  }
  const measures = measure(body, height === undefined ? {} : { height });
  const place = standing(body.mesh, measures.scale);
  if (format === 'glb') {
    const { facts, textured } = body;
    const { heightAssumed } = measures;
    const extras = { ...facts, unit: 'metre', height: measures.height, heightAssumed };
    const mesh = transformMesh(textured.mesh, place);
    return { bytes: owned(await encodeGlb(mesh, { name, extras, texture: textured.texture })), type };
  }
  const mesh = transformMesh(body.mesh, place);
  return { bytes: owned(format === 'obj' ? encodeObj(mesh) : encodePly(mesh)), type };
}

/** Returns the column-major matrix that scales a mesh and moves it to stand on y = 0, centred on the y axis. */
function standing(mesh: TriangleMesh, scale: number): number[] {
  const { min, max } = inspect(mesh);
  const [x, y, z] = [(min[0] + max[0]) / 2, min[1], (min[2] + max[2]) / 2];
  return [...[scale, 0, 0, 0], ...[0, scale, 0, 0], ...[0, 0, scale, 0], ...[-scale * x, -scale * y, -scale * z, 1]];
}

/** Returns the bytes of a file in a buffer of their own. */
const owned = (file: Uint8Array | string): Uint8Array<ArrayBuffer> =>
  typeof file === 'string' ? new TextEncoder().encode(file) : Uint8Array.from(file);
