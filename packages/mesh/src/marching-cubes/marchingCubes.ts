// Extracts the surface on which a volume has a given value.
import type { Grid, TriangleMesh, View } from '@vrn/voxel';
import { check, checkGrid, checkOptions, checkView } from '@vrn/voxel/internal';
import { vertexNormals } from '../edit/vertexNormals.js';
import { AMBIGUOUS, exactCell } from './exactCell.js';
import { type Extraction, extract } from './extract.js';
import { gradientNormals, interpolate } from './interpolate.js';

export interface MarchingCubesOptions {
  /** The value on the surface, which itself is inside. */
  readonly level?: number;
  /** Which values are inside: those above the level, as of occupancy, or those below, as of signed distances. */
  readonly inside?: 'above' | 'below';
  /** Where the volume lies in the world; by default its voxels are unit cubes, from the origin on. */
  readonly grid?: Grid;
  /** Whether the grid's box closes what it cuts. */
  readonly close?: boolean;
  /** Whether to add normals, by the volume's gradient. */
  readonly normals?: boolean;
  /** 'fast': where four corners of a face alternate, the inside is cut in two. 'exact': as the values between the samples would have it. */
  readonly topology?: 'fast' | 'exact';
  /** Values at the samples to carry over to the vertices: views `[rows, columns, slices]`, or with channels behind. */
  readonly attributes?: Readonly<Record<string, View>>;
}

export const MARCHING_CUBES_DEFAULTS = {
  level: 0.5,
  inside: 'above',
  close: true,
  normals: false,
  topology: 'fast',
} as const satisfies MarchingCubesOptions;

/** A surface with the values that its attributes have at its vertices, `[V · channels]` each. */
export interface Surface extends TriangleMesh {
  readonly attributes?: Readonly<Record<string, Float32Array>>;
}

/**
 * The surface of a volume at a level, as triangles that share their vertices.
 *
 * Vertices lie on the edges between neighbouring voxel centres, where linear interpolation meets the level. With `close`
 * the result has no open edge whatever the volume: what reaches the border is closed there, on the grid's box. Every
 * edge has exactly two triangles and no triangle is without area, also where samples equal the level and in noise: a
 * vertex keeps 2⁻¹⁰ of an edge away from the samples.
 *
 * Topology 'fast' decides by the corners of a face alone: where they alternate, the inside is cut in two. 'exact' gives
 * every cell the topology of the trilinear interpolant of its corners, by the asymptotic decider on faces and a test for
 * tunnels within; it costs about the same, since few cells are open to doubt.
 *
 * @param samples  `[rows, columns, slices]`, any strides, finite values, soft or binary.
 * @param options.level  0.5 by default; any finite number.
 * @param options.inside  'above' by default; 'below' for signed distances that are negative inside, with level 0. Takes a
 *   negated copy of the volume's data.
 * @param options.grid  its shape must be the volume's.
 * @param options.normals  against the gradient, by central differences between voxel centres; on the walls that close the
 *   volume, the walls'.
 * @returns  counter-clockwise seen from outside, in world units; without faces where nothing is inside.
 * @throws {VolumetricError} `bad-volume`, `bad-argument`, `bad-grid`, `shape-mismatch`
 * Cost: O(voxels) time, of which a voxel that the surface misses costs under a nanosecond; scratch for two rows of the volume,
 *   and the mesh.
 *
 * @example
 * // A ball of radius 6 as signed distances, negative inside.
 * const data = Float32Array.from({ length: 20 ** 3 }, (_, at) =>
 *   Math.hypot(Math.floor(at / 400) - 9.5, (Math.floor(at / 20) % 20) - 9.5, (at % 20) - 9.5) - 6,
 * );
 * const mesh = marchingCubes({ data, shape: [20, 20, 20], stride: [400, 20, 1], offset: 0 }, { level: 0, inside: 'below' });
 * inspect(mesh).closed; // → true
 * signedVolume(mesh) / ((4 / 3) * Math.PI * 6 ** 3); // → 0.98
 *
 * Source: Lorensen and Cline 1987; Nielson and Hamann 1991 (the asymptotic decider). The table is made, not listed: see
 * caseTable.ts. The design, what else was tried and what it took: docs/marching-cubes.md.
 */
export function marchingCubes(samples: View, options: MarchingCubesOptions = {}): Surface {
  checkOptions('marchingCubes', options, [...Object.keys(MARCHING_CUBES_DEFAULTS), 'grid', 'attributes']);
  const { level: given, inside, close, normals, topology } = { ...MARCHING_CUBES_DEFAULTS, ...options };
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

  const extraction = extract(volume, grid, {
    level,
    close,
    trace: normals || attributes.length > 0,
    ...(topology === 'exact' && { exact: { ambiguous: AMBIGUOUS, solve: exactCell } }),
  });
  const { positions, indices, places } = close ? extraction : used(extraction);
  const mesh = { positions, indices };
  return {
    ...mesh,
    ...(normals && indices.length > 0 && { normals: gradientNormals(volume, grid, places, vertexNormals(mesh)) }),
    ...(attributes.length > 0 && {
      attributes: Object.fromEntries(attributes.map(([name, view]) => [name, interpolate(view, places)])),
    }),
  };
}

/** The volume with all its data negated. */
function negated(view: View): View {
  const { data } = view;
  const isSmall = data instanceof Float32Array || data instanceof Uint8Array;
  const out = new (isSmall ? Float32Array : Float64Array)(data.length);
  for (let i = 0; i < out.length; i++) out[i] = -data[i]!;
  return { data: out, shape: view.shape, stride: view.stride, offset: view.offset };
}

/** Without the vertices that only cells at the border would have used. */
function used({ positions, indices, places }: Extraction): Extraction {
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
  return { positions: gather(positions), indices: renumbered, places: gather(places) };
}
