// Writes meshes as the bytes of an .stl file, binary or ASCII.
import type { TriangleMesh } from '@vrn/voxel';
import { check, checkMesh, checkOptions, defined } from '@vrn/voxel/internal';
import { textWriter, writeSingle, writeText, written } from '../text/textWriter.js';

export interface EncodeStlOptions {
  readonly format?: 'binary' | 'ascii';
}

export const ENCODE_STL_DEFAULTS = { format: 'binary' } as const;

/** Size in bytes of a binary file's text header, and of a triangle. */
export const STL_HEADER = 80;
export const STL_TRIANGLE = 50;

/**
 * Writes an `.stl` file, for example for 3D printing: triangles with their normals, in the order of the faces, with
 * exact corners. The format has no shared vertices, colours, vertex normals or texture coordinates.
 *
 * @param mesh  any number of faces, including none
 * @param options.format  default 'binary'
 * @returns  the file's bytes
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(F).
 *
 * @example
 * const triangle = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) };
 * encodeStl(triangle).length; // → 134
 * decodeStl(encodeStl(triangle)).indices; // → [0, 1, 2]
 */
export function encodeStl(mesh: TriangleMesh, options: EncodeStlOptions = {}): Uint8Array {
  checkOptions('encodeStl', options, ENCODE_STL_DEFAULTS);
  const { format } = { ...ENCODE_STL_DEFAULTS, ...defined(options) };
  checkMesh(mesh, 'encodeStl', { faces: 'any' });
  check(format === 'binary' || format === 'ascii', 'bad-argument', () => {
    return `encodeStl: format must be 'binary' or 'ascii', got ${format}`;
  });
  return format === 'binary' ? asBytes(mesh) : asText(mesh);
}

/**
 * Writes twelve numbers into `out`: the unit normal (0 0 0 for zero area) and the corner positions of the face whose
 * vertex indices start at `indices[f]`.
 */
function facet({ positions: p, indices }: TriangleMesh, f: number, out: Float32Array): void {
  for (let corner = 0; corner < 3; corner++) {
    const v = 3 * indices[f + corner]!;
    for (let axis = 0; axis < 3; axis++) out[3 + 3 * corner + axis] = p[v + axis]!;
  }
  const ux = out[6]! - out[3]!;
  const uy = out[7]! - out[4]!;
  const uz = out[8]! - out[5]!;
  const vx = out[9]! - out[3]!;
  const vy = out[10]! - out[4]!;
  const vz = out[11]! - out[5]!;
  const x = uy * vz - uz * vy;
  const y = uz * vx - ux * vz;
  const z = ux * vy - uy * vx;
  const length = Math.sqrt(x * x + y * y + z * z) || 1;
  out[0] = x / length;
  out[1] = y / length;
  out[2] = z / length;
}

function asBytes({ positions: p, indices }: TriangleMesh): Uint8Array {
  const count = indices.length / 3;
  const bytes = new Uint8Array(STL_HEADER + 4 + STL_TRIANGLE * count);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('binary STL'));
  view.setUint32(STL_HEADER, count, true);
  for (let f = 0, at = STL_HEADER + 4; f < indices.length; f += 3, at += STL_TRIANGLE) {
    const a = 3 * indices[f]!;
    const b = 3 * indices[f + 1]!;
    const c = 3 * indices[f + 2]!;
    const ax = p[a]!;
    const ay = p[a + 1]!;
    const az = p[a + 2]!;
    const bx = p[b]!;
    const by = p[b + 1]!;
    const bz = p[b + 2]!;
    const cx = p[c]!;
    const cy = p[c + 1]!;
    const cz = p[c + 2]!;
    const x = (by - ay) * (cz - az) - (bz - az) * (cy - ay);
    const y = (bz - az) * (cx - ax) - (bx - ax) * (cz - az);
    const z = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    view.setFloat32(at, x / length, true);
    view.setFloat32(at + 4, y / length, true);
    view.setFloat32(at + 8, z / length, true);
    view.setFloat32(at + 12, ax, true);
    view.setFloat32(at + 16, ay, true);
    view.setFloat32(at + 20, az, true);
    view.setFloat32(at + 24, bx, true);
    view.setFloat32(at + 28, by, true);
    view.setFloat32(at + 32, bz, true);
    view.setFloat32(at + 36, cx, true);
    view.setFloat32(at + 40, cy, true);
    view.setFloat32(at + 44, cz, true);
  }
  return bytes;
}

function asText(mesh: TriangleMesh): Uint8Array {
  const out = textWriter();
  const numbers = new Float32Array(12);
  writeText(out, 'solid mesh\n');
  for (let f = 0; f < mesh.indices.length; f += 3) {
    facet(mesh, f, numbers);
    for (let row = 0; row < 4; row++) {
      writeText(out, row === 0 ? 'facet normal' : 'vertex');
      for (let n = 3 * row; n < 3 * row + 3; n++) {
        writeText(out, ' ');
        writeSingle(out, numbers[n]!);
      }
      writeText(out, row === 0 ? '\nouter loop\n' : '\n');
    }
    writeText(out, 'endloop\nendfacet\n');
  }
  writeText(out, 'endsolid mesh\n');
  return written(out);
}
