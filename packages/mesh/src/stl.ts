// .stl, binary and ASCII: loose triangles, welded as they are read.
import { check, checkMesh, type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { weld } from './weld.js';

export interface EncodeStlOptions {
  readonly format?: 'binary' | 'ascii';
}

export const ENCODE_STL_DEFAULTS = { format: 'binary' } as const;

const HEADER = 80;
const TRIANGLE = 50;

/** A face's unit normal, 0 0 0 where it has no area, then its corners. */
function facet({ positions: p, indices }: TriangleMesh, f: number): number[][] {
  const corners = [0, 1, 2].map((corner) =>
    Array.from(p.subarray(3 * indices[f + corner]!, 3 * indices[f + corner]! + 3)),
  );
  const [a, b, c] = corners as [number[], number[], number[]];
  const [ux, uy, uz] = [b[0]! - a[0]!, b[1]! - a[1]!, b[2]! - a[2]!];
  const [vx, vy, vz] = [c[0]! - a[0]!, c[1]! - a[1]!, c[2]! - a[2]!];
  const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.hypot(...normal) || 1;
  return [normal.map((n) => n / length), a, b, c];
}

/**
 * Bytes of an `.stl` file, as printers read it: triangles with their normals, no colours, no shared vertices.
 *
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 */
export function encodeStl(mesh: TriangleMesh, options: EncodeStlOptions = {}): Uint8Array {
  const { format } = { ...ENCODE_STL_DEFAULTS, ...options };
  checkMesh(mesh, 'encodeStl', { faces: 'any' });
  check(format === 'binary' || format === 'ascii', 'bad-argument', () => {
    return `encodeStl: format must be 'binary' or 'ascii', got ${format}`;
  });
  const count = mesh.indices.length / 3;
  if (format === 'ascii') {
    const lines = ['solid mesh'];
    for (let f = 0; f < mesh.indices.length; f += 3) {
      const [normal, ...corners] = facet(mesh, f).map((triple) =>
        triple.map((n) => Number(n.toPrecision(9))).join(' '),
      );
      lines.push(
        `facet normal ${normal}`,
        'outer loop',
        ...corners.map((corner) => `vertex ${corner}`),
        'endloop',
        'endfacet',
      );
    }
    return new TextEncoder().encode(`${lines.join('\n')}\nendsolid mesh\n`);
  }
  const bytes = new Uint8Array(HEADER + 4 + TRIANGLE * count);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('binary STL'));
  view.setUint32(HEADER, count, true);
  for (let face = 0; face < count; face++) {
    const start = HEADER + 4 + TRIANGLE * face;
    for (const [i, value] of facet(mesh, 3 * face)
      .flat()
      .entries())
      view.setFloat32(start + 4 * i, value, true);
  }
  return bytes;
}

/**
 * The mesh in an `.stl` file, binary or ASCII; corners at one place become one vertex, and triangles that lose a corner by
 * it are left out.
 *
 * @throws {VolumetricError} `bad-file`, naming the byte or line
 */
export function decodeStl(bytes: Uint8Array): TriangleMesh {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length >= HEADER + 4 ? view.getUint32(HEADER, true) : -1;
  // Some binary files begin with "solid" too: the length tells.
  const binary = count >= 0 && bytes.length === HEADER + 4 + TRIANGLE * count;
  const positions = binary ? readBinary(view, count) : readAscii(bytes, count);
  return weld({ positions, indices: Uint32Array.from({ length: positions.length / 3 }, (_, v) => v) });
}

function readBinary(view: DataView, count: number): Float32Array {
  const positions = new Float32Array(9 * count);
  for (let at = 0; at < positions.length; at++) {
    const byte = HEADER + 4 + TRIANGLE * Math.floor(at / 9) + 12 + 4 * (at % 9);
    const value = view.getFloat32(byte, true);
    check(Number.isFinite(value), 'bad-file', () => `decodeStl: byte ${byte}: must be a finite number, got ${value}`);
    positions[at] = value;
  }
  return positions;
}

function readAscii(bytes: Uint8Array, count: number): Float32Array {
  const start = new TextDecoder().decode(bytes.subarray(0, 5));
  if (start !== 'solid') {
    const wanted = count < 0 ? HEADER + 4 : HEADER + 4 + TRIANGLE * count;
    throw new VolumetricError(
      'bad-file',
      `decodeStl: file must begin with solid, or have ${wanted} bytes, got ${bytes.length}`,
    );
  }
  const numbers: number[] = [];
  for (const [i, line] of new TextDecoder().decode(bytes).split('\n').entries()) {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word !== 'vertex') continue;
    const values = rest.map(Number);
    check(values.length === 3 && values.every(Number.isFinite), 'bad-file', () => {
      return `decodeStl: line ${i + 1}: vertex must have three finite numbers, got '${rest.join(' ')}'`;
    });
    numbers.push(...values);
  }
  check(numbers.length % 9 === 0, 'bad-file', () => {
    return `decodeStl: file must have three vertices a facet, got ${numbers.length / 3}: it is cut short`;
  });
  return Float32Array.from(numbers);
}
