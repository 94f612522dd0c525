// Runs the kernel of marching cubes, and the tests of arrays that are read from files, in WebAssembly with SIMD.
import { type Grid, type View, voxelSize } from '@vrn/voxel';
import { SCANS, type ScanKernel } from '../files/scans.js';
import { CASES } from '../marching-cubes/caseTable.js';
import type { Extraction, ExtractOptions, SurfaceKernel } from '../marching-cubes/extract.js';
import { margins } from '../marching-cubes/walk.js';
import { SURFACE_CODE } from './surfaceCode.js';

/** Exports of assembly/surface.ts. */
interface Code {
  readonly memory: WebAssembly.Memory;
  tables(): number;
  begin(rows: number, columns: number, slices: number, close: number, withNormals: number): number;
  place(atLeast: number, level: number, ...grid: readonly number[]): void;
  startOf(row: number): number;
  walk(row: number): number;
  readonly positions: WebAssembly.Global;
  readonly normals: WebAssembly.Global;
  readonly indices: WebAssembly.Global;
  readonly vertices: WebAssembly.Global;
  readonly corners: WebAssembly.Global;
  readonly flat: WebAssembly.Global;
  chunk(): number;
  areFinite(at: number, count: number): number;
  areAtMost(at: number, count: number, last: number): number;
}

/**
 * Maximum number of samples in a row of the volume (columns × slices), with border and padding. It keeps the kernel's
 * memory, about 6 MB plus 36 bytes per sample of a row and 132 bytes per slice, far below the 4 GiB that WebAssembly
 * can address.
 */
const MAX_ROW = 2 ** 22;

/** Number of values that are tested at a time. */
const CHUNK = 4096;

/** Part of a surface, copied from the buffers of the WebAssembly code. */
type Piece = Pick<Extraction, 'positions' | 'normals' | 'indices'>;

/**
 * Creates a kernel for `marchingCubes` that takes about half the time of the one in TypeScript, and returns the same
 * mesh, to the bit. It is used for volumes of bytes or single precision, any strides, with topology 'fast' and without
 * attributes; for others, and where a row has more than about 4 million samples, `marchingCubes` uses TypeScript.
 * `decodeGlb` also takes it, to test indices and positions faster.
 *
 * Create the kernel once: it keeps its memory for the next call, about 6 MB and 36 bytes per sample in a row of the
 * largest volume.
 *
 * @returns  the kernel; undefined where WebAssembly with SIMD is missing, or where the page's Content-Security-Policy
 *   forbids it: `marchingCubes` then uses TypeScript.
 *
 * @example
 * const data = Float32Array.from({ length: 8 ** 3 }, (_, at) => (at === 219 ? 1 : 0));
 * const voxel = { data, shape: [8, 8, 8], stride: [64, 8, 1], offset: 0 };
 * marchingCubes(voxel, { kernel: simdKernel() }).indices.length;  // → 24: an octahedron
 */
export function simdKernel(): (SurfaceKernel & ScanKernel) | undefined {
  let code: Code;
  const pieces: Piece[] = [];
  try {
    const binary = Uint8Array.from(atob(SURFACE_CODE), (letter) => letter.charCodeAt(0));
    const surface = { flush: () => pieces.push(pieceOf(code)) };
    code = new WebAssembly.Instance(new WebAssembly.Module(binary), { surface }).exports as unknown as Code;
  } catch {
    return undefined;
  }
  return {
    extract(volume, grid, options) {
      try {
        return extract(code, pieces, volume, grid, options);
      } finally {
        pieces.length = 0;
      }
    },
    allFinite: (values) =>
      everyChunk(code, values, (at, count) => code.areFinite(at, count) !== 0) ?? SCANS.allFinite(values),
    allBelow: (values, end) => {
      if (!(end > 0)) return values.length === 0;
      return (
        everyChunk(code, values, (at, count) => code.areAtMost(at, count, end - 1) !== 0) ?? SCANS.allBelow(values, end)
      );
    },
  };
}

/** Whether a test holds for all chunks of the values, each copied to wasm memory; undefined if that cannot grow. */
function everyChunk(
  code: Code,
  values: Float32Array | Uint32Array,
  test: (at: number, count: number) => boolean,
): boolean | undefined {
  const at = code.chunk();
  if (at === 0) return undefined;
  const Numbers = values.constructor as typeof Float32Array;
  const chunk = new Numbers(code.memory.buffer, at, CHUNK);
  for (let start = 0; start < values.length; start += CHUNK) {
    const some = values.subarray(start, start + CHUNK);
    chunk.set(some);
    if (!test(at, some.length)) return false;
  }
  return true;
}

/** Returns the surface; undefined if the code cannot process the volume, or if a sample is not finite. */
function extract(
  code: Code,
  pieces: Piece[],
  volume: View,
  grid: Grid,
  { level, close, exact, trace, withNormals }: ExtractOptions,
): Extraction | undefined {
  const { data } = volume;
  if (exact !== undefined || trace || !(data instanceof Float32Array || data instanceof Uint8Array)) return undefined;
  const [rows, columns, slices] = volume.shape as readonly [number, number, number];
  if ((columns + 2) * (slices + 34) > MAX_ROW) return undefined;
  const first = code.tables();
  if (code.begin(rows, columns, slices, +close, +withNormals) === 0) return undefined;
  writeTables(code.memory.buffer, first);
  const [dx, dy, dz] = voxelSize(grid);
  const origin = [grid.min[0] + 0.5 * dx, grid.max[1] - 0.5 * dy, grid.max[2] - 0.5 * dz];
  code.place(singleFrom(level), level, ...origin, dx, dy, dz, ...margins(grid));
  const samples = new Float32Array(code.memory.buffer);
  const load = (row: number): void => {
    if (row < rows) copyRow(data, volume, row, samples.subarray(code.startOf(row) / 4));
  };
  if (withNormals) load(0);
  for (let row = 0; row <= rows; row++) {
    // Gradients need the next row.
    load(withNormals ? row + 1 : row);
    if (code.walk(row) === 0) return undefined;
  }
  const all = [...pieces, pieceOf(code)];
  return {
    positions: joined(all.map((each) => each.positions)),
    normals: withNormals ? joined(all.map((each) => each.normals)) : new Float32Array(),
    indices: joined(all.map((each) => each.indices)),
    places: new Float64Array(),
    flat: code.flat.value,
  };
}

/** Writes the case table: where the triangles of every case begin, and the triangles. */
function writeTables(memory: ArrayBuffer, first: number): void {
  const ends = new Uint16Array(memory, first, 257);
  const triangles = new Uint8Array(memory, first + 528);
  for (const [inside, each] of CASES.entries()) {
    triangles.set(each, ends[inside]!);
    ends[inside + 1] = ends[inside]! + each.length;
  }
}

/** Returns the smallest single-precision number that is at least `level`; infinity if all finite ones are smaller. */
function singleFrom(level: number): number {
  const single = Float32Array.of(level);
  if (single[0]! >= level) return single[0]!;
  // `single` is below the level. The next larger number has the next higher bit pattern if it is positive, and the next
  // lower one if it is negative.
  new Int32Array(single.buffer)[0]! += level > 0 ? 1 : -1;
  return single[0]!;
}

/** Copies a row of samples to packed single precision. */
function copyRow(data: Float32Array | Uint8Array, volume: View, row: number, to: Float32Array): void {
  const [, columns, slices] = volume.shape as readonly [number, number, number];
  const [down, right, deep] = volume.stride as readonly [number, number, number];
  const start = volume.offset + row * down;
  if (deep === 1 && right === slices) {
    to.set(data.subarray(start, start + columns * slices));
    return;
  }
  for (let column = 0, at = 0; column < columns; column++) {
    for (let k = 0, from = start + column * right; k < slices; k++, from += deep) to[at++] = data[from]!;
  }
}

/** Copies the vertices and triangles that are in the buffers of the code: those made since the last piece. */
function pieceOf(code: Code): Piece {
  const { buffer } = code.memory;
  const [coordinates, corners] = [3 * code.vertices.value, code.corners.value];
  return {
    positions: new Float32Array(buffer, code.positions.value, coordinates).slice(),
    normals: new Float32Array(buffer, code.normals.value, coordinates).slice(),
    indices: new Uint32Array(buffer, code.indices.value, corners).slice(),
  };
}

function joined<T extends Float32Array | Uint32Array>(arrays: readonly T[]): T {
  if (arrays.length === 1) return arrays[0]!;
  const length = arrays.reduce((sum, each) => sum + each.length, 0);
  const all = new (arrays[0]!.constructor as new (length: number) => T)(length);
  let at = 0;
  for (const each of arrays) {
    all.set(each as never, at);
    at += each.length;
  }
  return all;
}
