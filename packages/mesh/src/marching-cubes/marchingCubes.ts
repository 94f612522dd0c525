// Extracts the surface on which a volume has a given value.
import type { Grid, TriangleMesh, View } from '@vrn/voxel';
import { check, checkGrid, checkOptions, checkView, defined } from '@vrn/voxel/internal';
import { vertexNormals } from '../edit/vertexNormals.js';
import { AMBIGUOUS, exactCell } from './exactCell.js';
import { type Extraction, extract, type SurfaceKernel } from './extract.js';
import { interpolate } from './interpolate.js';

export interface MarchingCubesOptions {
  /** Value of the volume at the surface; samples equal to it are inside. */
  readonly level?: number;
  /** Which values are inside: 'above' the level, as for occupancy, or 'below' it, as for signed distances. */
  readonly inside?: 'above' | 'below';
  /**
   * Box of the volume in the world, with the volume's shape. By default voxels are unit cubes and the box has its
   * minimum at the origin.
   */
  readonly grid?: Grid;
  /** Whether to close the surface at the box of the grid. */
  readonly close?: boolean;
  /** Whether to compute normals from the volume's gradient. */
  readonly normals?: boolean;
  /**
   * 'fast': on a cell's face whose corners are alternately inside and outside, the two inside corners are separated.
   * 'exact': the topology of the trilinear interpolant.
   */
  readonly topology?: 'fast' | 'exact';
  /**
   * Values at the samples, which are interpolated at the vertices: views `[rows, columns, slices]`, or with channels
   * last. They must be finite next to the surface.
   */
  readonly attributes?: Readonly<Record<string, View>>;
  /** A faster kernel, from `simdKernel()` of `@vrn/mesh/simd`. It returns the same surface, to the bit. */
  readonly kernel?: SurfaceKernel | undefined;
}

export const MARCHING_CUBES_DEFAULTS = {
  level: 0.5,
  inside: 'above',
  close: true,
  normals: false,
  topology: 'fast',
} as const satisfies MarchingCubesOptions;

/** A surface with the values of its attributes at the vertices, `[V · channels]` each. */
export interface Surface extends TriangleMesh {
  readonly attributes?: Readonly<Record<string, Float32Array>>;
}

/**
 * Extracts the surface of a volume at a level, as triangles with shared vertices.
 *
 * Vertices lie on the edges between neighbouring voxel centres, where linear interpolation equals the level. With
 * `close`, parts that reach the border are closed there, on the box of the grid: for any volume, every edge of the
 * result has exactly two triangles. No triangle has zero area, even in noise and where samples equal the level, unless
 * voxels are too small for single precision at their distance from the origin: vertices keep a distance of 2⁻¹⁰ of an
 * edge from the samples, or up to 1/4 where single precision cannot resolve less.
 *
 * Topology 'fast' depends only on which corners of a face are inside: where inside and outside corners alternate, the
 * two inside corners are separated. 'exact' gives every cell the topology of the trilinear interpolant of its corners,
 * by the asymptotic decider on faces and a test for tunnels inside the cell, and may add vertices inside ambiguous
 * cells. It costs about the same, since few cells are ambiguous.
 *
 * @param samples  `[rows, columns, slices]`, any strides, finite values, soft or binary.
 * @param options.level  any finite number; default 0.5.
 * @param options.inside  default 'above'; 'below' for signed distances that are negative inside, with level 0. 'below'
 *   allocates a negated copy of the volume's data.
 * @param options.grid  must have the volume's shape; default: unit cubes, with the minimum of the box at the origin.
 * @param options.close  default true.
 * @param options.topology  default 'fast'.
 * @param options.normals  default false; along the gradient, from inside to outside, by central differences between
 *   voxel centres; on the walls that close the volume, the walls' normals; where the gradient is zero or
 *   overflows, those of `vertexNormals`.
 * @param options.attributes  views of the volume's shape, without or with channels last, to interpolate at the
 *   vertices.
 * @param options.kernel  `simdKernel()` of `@vrn/mesh/simd`, which is faster; the result is the same.
 * @returns  triangles counter-clockwise seen from outside, in world units, and the attributes at the vertices; no faces
 *   and no normals if the surface misses the volume.
 * @throws {VolumetricError} `bad-volume`, `bad-argument`, `bad-grid`, `shape-mismatch`
 * Cost: O(voxels) time; voxels that the surface misses are tested 32 at a time. Scratch memory for the
 *   bits of three rows and the vertex numbers of two, in addition to room for the mesh.
 *
 * @example
 * // A ball of radius 6 as signed distances, negative inside.
 * const data = Float32Array.from({ length: 20 ** 3 }, (_, at) =>
 *   Math.hypot(Math.floor(at / 400) - 9.5, (Math.floor(at / 20) % 20) - 9.5, (at % 20) - 9.5) - 6,
 * );
 * const ball = { data, shape: [20, 20, 20], stride: [400, 20, 1], offset: 0 };
 * const mesh = marchingCubes(ball, { level: 0, inside: 'below' });
 * inspect(mesh).closed; // → true
 * signedVolume(mesh) / ((4 / 3) * Math.PI * 6 ** 3); // → 0.98
 *
 * Source: Lorensen and Cline 1987; Nielson and Hamann 1991 (the asymptotic decider). The case table is computed, not
 * listed: see caseTable.ts. Design, rejected alternatives and their cost: docs/marching-cubes.md.
 */
export function marchingCubes(samples: View, options: MarchingCubesOptions = {}): Surface {
  checkOptions('marchingCubes', options, [...Object.keys(MARCHING_CUBES_DEFAULTS), 'grid', 'attributes', 'kernel']);
  const { level: given, inside, close, normals, topology } = { ...MARCHING_CUBES_DEFAULTS, ...defined(options) };
  checkView(samples, 'marchingCubes', 'volume', 3);
  check(inside === 'above' || inside === 'below', 'bad-argument', () => {
    return `marchingCubes: inside must be 'above' or 'below', got ${inside}`;
  });
  const volume = inside === 'above' ? samples : negated(samples);
  const level = inside === 'above' ? given : -given;
  const shape = volume.shape as readonly [number, number, number];
  const [rows, columns, slices] = shape;
  const { grid = { shape, min: [0, 0, 0], max: [columns, rows, slices] } } = options;
  check(Number.isFinite(level), 'bad-argument', () => `marchingCubes: level must be finite, got ${given}`);
  check(topology === 'fast' || topology === 'exact', 'bad-argument', () => {
    return `marchingCubes: topology must be 'fast' or 'exact', got ${topology}`;
  });
  checkGrid(grid, 'marchingCubes');
  check(String(grid.shape) === String(shape), 'shape-mismatch', () => {
    return `marchingCubes: grid must have the volume's shape [${shape}], got [${grid.shape}]`;
  });
  const attributes = Object.entries(options.attributes ?? {});
  for (const [name, view] of attributes) {
    checkView(view, 'marchingCubes', `attributes.${name}`, view?.shape?.length === 4 ? 4 : 3);
    check(
      shape.every((n, axis) => n === view.shape[axis]),
      'shape-mismatch',
      () => {
        return `marchingCubes: attributes.${name} must have the volume's shape [${shape}], got [${view.shape}]`;
      },
    );
  }

  const settings = {
    level,
    close,
    trace: attributes.length > 0,
    withNormals: normals,
    ...(topology === 'exact' && { exact: { ambiguous: AMBIGUOUS, solve: exactCell } }),
  };
  const extraction = options.kernel?.extract(volume, grid, settings) ?? extract(volume, grid, settings);
  const { positions, indices, places, ...made } = close ? extraction : used(extraction);
  const mesh = { positions, indices };
  if (made.flat > 0) replaceZeros(made.normals, vertexNormals(mesh));
  return {
    ...mesh,
    ...(normals && indices.length > 0 && { normals: made.normals }),
    ...(attributes.length > 0 && {
      attributes: Object.fromEntries(attributes.map(([name, view]) => [name, interpolate(name, view, places)])),
    }),
  };
}

/**
 * Returns a copy of the volume with negated data: in single precision if the data are single precision or bytes, else
 * in double precision.
 */
function negated(view: View): View {
  const { data } = view;
  const isSmall = data instanceof Float32Array || data instanceof Uint8Array;
  const out = new (isSmall ? Float32Array : Float64Array)(data.length);
  for (let i = 0; i < out.length; i++) out[i] = -data[i]!;
  return { data: out, shape: view.shape, stride: view.stride, offset: view.offset };
}

/** Replaces every zero normal by the same vertex's normal in `others`. */
function replaceZeros(normals: Float32Array, others: Float32Array): void {
  for (let v = 0; v < normals.length; v += 3) {
    if (normals[v] === 0 && normals[v + 1] === 0 && normals[v + 2] === 0) normals.set(others.subarray(v, v + 3), v);
  }
}

/** Removes the vertices that only cells at the border would have used. */
function used({ positions, indices, places, normals, flat }: Extraction): Extraction {
  const place = new Int32Array(positions.length / 3).fill(-1);
  const kept: number[] = [];
  const renumbered = indices.map((v) => {
    if (place[v] === -1) place[v] = kept.push(v) - 1;
    return place[v]!;
  });
  const gather = <T extends Float32Array | Float64Array>(from: T): T => {
    const to = from.slice(0, from.length === 0 ? 0 : 3 * kept.length) as T;
    for (let n = 0; n < to.length; n++) to[n] = from[3 * kept[Math.floor(n / 3)]! + (n % 3)]!;
    return to;
  };
  return {
    positions: gather(positions),
    indices: renumbered,
    places: gather(places),
    normals: gather(normals),
    flat,
  };
}
