// Implements the kernel of marching cubes: computes vertices on cut edges, and the triangles between them.
import { check, type Grid, type View, voxelSize } from '@vrn/voxel';
import { EDGES } from './caseTable.js';
import { cutLine } from './cutLine.js';
import { clear, type InsideBits, loadRow } from './insideBits.js';
import { margins, type SolveCell, type Walk } from './walk.js';
import { walkCells } from './walkCells.js';

export interface ExtractOptions {
  readonly level: number;
  readonly close: boolean;
  /** `ambiguous`: 1 for every ambiguous case. `solve`: computes the triangles of a cell whose case is ambiguous. */
  readonly exact?: { readonly ambiguous: Uint8Array; readonly solve: SolveCell };
  /** Whether to return the position of every vertex in sample coordinates. */
  readonly trace: boolean;
  /** Whether to compute normals from the volume's gradient. */
  readonly withNormals: boolean;
}

export interface Extraction {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
  /**
   * `[3V]`: fractional row, column and slice of every vertex. On the walls that close the volume, one of them is −½
   * or n − ½, with n samples along that axis. Empty unless `trace` is set.
   */
  readonly places: Float64Array;
  /** `[3V]`: unit normals, or zeros where the gradient is zero or overflows; empty unless `withNormals` is set. */
  readonly normals: Float32Array;
  /** Number of vertices whose normal is zero. */
  readonly flat: number;
}

/** Another implementation of the kernel, which returns the same surface. */
export interface SurfaceKernel {
  /** Returns undefined if it cannot process a volume with these options. */
  extract(volume: View, grid: Grid, options: ExtractOptions): Extraction | undefined;
}

/** Maximum numbers of interior vertices and of triangle corners per cell. */
const INNER = 6;
const CORNERS = 66;

/**
 * Extracts the surface layer by layer; a layer of cells lies between a row of samples and the next. A row is
 * stored as one bit per sample, surrounded by a border of outside samples: 32 cells that the surface misses cost one
 * comparison of words. Cells at the border are processed only if the surface is to be closed.
 *
 * @throws {VolumetricError} `bad-volume` if a sample is NaN or infinite, or if the surface does not fit into memory.
 */
export function extract(volume: View, grid: Grid, options: ExtractOptions): Extraction {
  const { level, close, exact, trace, withNormals } = options;
  const { data, offset, stride, shape } = volume;
  const [rows, columns, slices] = shape as readonly [number, number, number];
  const [dx, dy, dz] = voxelSize(grid);
  const perLine = (slices + 33) >> 5;
  const width = 32 * perLine;
  const plane = (columns + 2) * width;
  // Initial number of coordinates: at least two vertices per line of the volume, but at most 2²² coordinates.
  // `indices` starts with two triangles per vertex. All arrays grow when they are full.
  const room = Math.min(1 << 22, 6 * (rows * columns + 3 * width));
  const walk: Walk = {
    data,
    offset,
    stride,
    di: stride[0]!,
    dj: stride[1]!,
    dk: stride[2]!,
    shape,
    rows,
    columns,
    slices,
    level,
    exact,
    trace,
    withNormals,
    origin: [grid.min[0] + 0.5 * dx, grid.max[1] - 0.5 * dy, grid.max[2] - 0.5 * dz],
    step: [dx, dy, dz],
    margin: margins(grid),
    cells: close ? [0, slices] : [1, slices - 1],
    perLine,
    width,
    plane,
    above: outside(columns, perLine),
    here: outside(columns, perLine),
    vertexOf: new Int32Array(5 * plane),
    ofAbove: plane,
    ofHere: 3 * plane,
    placeOfEdge: new Int32Array(12),
    positions: new Float32Array(room),
    places: new Float64Array(trace ? room : 0),
    normals: new Float32Array(withNormals ? room : 0),
    indices: new Uint32Array(2 * room),
    vertices: 0,
    corners: 0,
    flat: 0,
  };
  const load = (row: number, bits: InsideBits): void => {
    if (row < rows) loadRow(volume, level, row, bits, perLine);
    else clear(bits);
  };
  // Bits are loaded one row ahead, so that samples are in the cache when gradients read them.
  let below = outside(columns, perLine);
  load(0, walk.here);
  for (let row = 0; row <= rows; row++) {
    load(row + 1, below);
    for (const [edge, [corner, axis]] of EDGES.entries()) {
      const first = axis === 0 ? 0 : (corner & 1 ? walk.ofHere : walk.ofAbove) + (axis - 1) * plane;
      walk.placeOfEdge[edge] = first + ((corner >> 1) & 1) * width + (corner >> 2);
    }
    const walked = close || (row > 0 && row < rows);
    const [from, to] = close ? [0, columns] : [1, columns - 1];
    reserve(walk, 3 * width, 0);
    cutLine(walk, row, 0);
    for (let line = 0; line <= columns; line++) {
      reserve(walk, (3 + INNER) * width, CORNERS * width);
      cutLine(walk, row, line + 1);
      if (walked && line >= from && line <= to) walkCells(walk, row, line);
    }
    [walk.above, walk.here, below] = [walk.here, below, walk.above];
    [walk.ofAbove, walk.ofHere] = [walk.ofHere, walk.ofAbove];
  }
  return {
    positions: walk.positions.slice(0, 3 * walk.vertices),
    indices: walk.indices.slice(0, walk.corners),
    places: walk.places.slice(0, trace ? 3 * walk.vertices : 0),
    normals: walk.normals.slice(0, withNormals ? 3 * walk.vertices : 0),
    flat: walk.flat,
  };
}

/** A row of samples that are all outside. */
const outside = (columns: number, perLine: number): InsideBits => ({
  words: new Int32Array((columns + 2) * perLine),
  inLine: new Uint8Array(columns + 3),
});

function reserve(walk: Walk, vertices: number, corners: number): void {
  const coordinates = 3 * (walk.vertices + vertices);
  if (coordinates > walk.positions.length) {
    walk.positions = grown(walk.positions, coordinates);
    if (walk.trace) walk.places = grown(walk.places, walk.positions.length);
    if (walk.withNormals) walk.normals = grown(walk.normals, walk.positions.length);
  }
  if (walk.corners + corners > walk.indices.length) walk.indices = grown(walk.indices, walk.corners + corners);
}

/**
 * Returns a longer copy of an array: twice as long, or of `least` elements if that is more.
 *
 * @param least  minimum number of elements.
 * @throws {VolumetricError} `bad-volume` if the array cannot be allocated. Node.js 20 allows typed arrays of up to
 *   2³² elements, enough for the indices of some 700 million vertices; some browsers allow fewer.
 */
export function grown<T extends Float32Array | Float64Array | Uint32Array>(array: T, least: number): T {
  const length = Math.max(2 * array.length, least);
  try {
    const larger = new (array.constructor as new (length: number) => T)(length);
    larger.set(array as never);
    return larger;
  } catch (cause) {
    check(!(cause instanceof RangeError), 'bad-volume', () => {
      return `marchingCubes: surface must fit into memory, got ${length} numbers: resample the volume, or extract parts`;
    });
    throw cause;
  }
}
