// A volume to the surface on which it has a given value.
import { check, checkGrid, checkView, type Grid, type TriangleMesh, type View } from '@vrn/voxel';
import { CASES, EDGES } from './caseTable.js';
import { vertexNormals } from './vertexNormals.js';

export interface MarchingCubesOptions {
  /** The value on the surface; at it and above is inside. */
  readonly level?: number;
  /** Where the volume lies in the world; by default its voxels are unit cubes, from the origin on. */
  readonly grid?: Grid;
  /** Whether the grid's box closes what it cuts. */
  readonly close?: boolean;
  /** Whether to add normals. */
  readonly normals?: boolean;
}

export const MARCHING_CUBES_DEFAULTS = { level: 0.5, close: true, normals: false } as const;

/**
 * How near a vertex may come to a sample, as a fraction of the edge. Samples equal to the level would put vertices of
 * several edges on one point, and triangles without area between them.
 */
const MARGIN = 2 ** -10;

/**
 * The surface of a volume at a level, as triangles that share their vertices.
 *
 * Vertices lie on the edges between neighbouring voxel centres, where linear interpolation meets the level. With `close`
 * the result has no open edge whatever the volume: what reaches the border is closed there, on the grid's box. Every
 * edge has exactly two triangles and no triangle is without area, also where samples equal the level and in noise. Where
 * four corners of a face alternate, the inside is cut in two.
 *
 * @param volume  `[rows, columns, slices]`, any strides, finite values, soft or binary.
 * @param options.level  0.5 by default; any finite number.
 * @param options.grid  its shape must be the volume's.
 * @returns  counter-clockwise seen from outside, in world units; without faces where nothing is inside.
 * @throws {VolumetricError} `bad-volume`, `bad-argument`, `bad-grid`, `shape-mismatch`
 * Cost: O(voxels) time; scratch for two rows of the volume, and the mesh.
 *
 * @example
 * signedVolume(marchingCubes(voxelize(cube({ side: 1 }), grid), { grid }));  // → about 1
 *
 * Source: Lorensen and Cline 1987. The table is made, not listed: see caseTable.ts.
 */
export function marchingCubes(volume: View, options: MarchingCubesOptions = {}): TriangleMesh {
  const { level, close, normals } = { ...MARCHING_CUBES_DEFAULTS, ...options };
  checkView(volume, 'marchingCubes', 'volume', 3);
  const shape = volume.shape as readonly [number, number, number];
  const [rows, columns, slices] = shape;
  const grid = options.grid ?? { shape, min: [0, 0, 0], max: [columns, rows, slices] };
  check(Number.isFinite(level), 'bad-argument', () => `marchingCubes: level must be finite, got ${level}`);
  checkGrid(grid, 'marchingCubes');
  check(String(grid.shape) === String(shape), 'shape-mismatch', () => {
    return `marchingCubes: grid must have the volume's shape [${shape}], got [${grid.shape}]`;
  });
  const mesh = extract(volume, grid, level, close);
  return normals && mesh.indices.length > 0 ? { ...mesh, normals: vertexNormals(mesh) } : mesh;
}

/** Numbers that are appended one by one. */
function growing<T extends Float32Array | Uint32Array>(make: (length: number) => T) {
  let data = make(1 << 12);
  let length = 0;
  return {
    push3(a: number, b: number, c: number): void {
      if (length + 3 > data.length) {
        const larger = make(2 * data.length);
        larger.set(data);
        data = larger;
      }
      data[length++] = a;
      data[length++] = b;
      data[length++] = c;
    },
    taken: (): T => data.slice(0, length) as T,
  };
}

/**
 * Walks the rows with a plane of samples above and one below. Planes have a border of samples that lie outside; cells
 * that touch it are walked only where the surface is to be closed.
 */
function extract(volume: View, grid: Grid, level: number, close: boolean): TriangleMesh {
  const [rows, columns, slices] = volume.shape as [number, number, number];
  const { data, offset } = volume;
  const [di, dj, dk] = volume.stride as [number, number, number];
  const width = slices + 2;
  const plane = (columns + 2) * width;
  const positions = growing((n) => new Float32Array(n));
  const indices = growing((n) => new Uint32Array(n));
  const [x0, y0, z0] = [grid.min[0], grid.max[1], grid.max[2]];
  const dx = (grid.max[0] - x0) / columns;
  const dy = (y0 - grid.min[1]) / rows;
  const dz = (z0 - grid.min[2]) / slices;

  // Two planes of samples, whether they are inside, and the vertices on the edges that start in each.
  let values = [new Float64Array(plane), new Float64Array(plane)] as [Float64Array, Float64Array];
  let inside = [new Uint8Array(plane), new Uint8Array(plane)] as [Uint8Array, Uint8Array];
  let along = [0, 1].map(() => [new Int32Array(plane), new Int32Array(plane), new Int32Array(plane)]) as [
    Int32Array[],
    Int32Array[],
  ];
  let vertices = 0;

  /** Fills the lower plane with a row of samples; outside the volume there is nothing inside. */
  const load = (row: number): void => {
    const [, value] = values;
    const [, flag] = inside;
    flag.fill(0);
    if (row < 0 || row >= rows) return;
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      let at = offset + row * di + column * dj;
      const to = (column + 1) * width + 1;
      for (let slice = 0; slice < slices; slice++, at += dk) {
        const sample = data[at]!;
        sum += sample;
        value[to + slice] = sample;
        if (sample >= level) flag[to + slice] = 1;
      }
    }
    check(
      Number.isFinite(sum),
      'bad-volume',
      () => `marchingCubes: volume must be finite, got NaN or infinity in row ${row}`,
    );
  };

  /** Where on the edge from a sample to the next the surface is. At the border it is the grid's box. */
  const fraction = (a: number, b: number, beyond: boolean): number => {
    if (beyond) return 0.5;
    const t = (level - a) / (b - a);
    return t > MARGIN ? (t < 1 - MARGIN ? t : 1 - MARGIN) : MARGIN;
  };

  /** A vertex at a place counted in samples from the first one of the volume. */
  const vertex = (i: number, j: number, k: number): number => {
    positions.push3(x0 + (j + 0.5) * dx, y0 - (i + 0.5) * dy, z0 - (k + 0.5) * dz);
    return vertices++;
  };

  /** Puts vertices on the edges within the lower plane, and on those from the upper plane to it. */
  const cut = (row: number): void => {
    const [above, here] = values;
    const [insideAbove, insideHere] = inside;
    const [alongRows, ,] = along[0] as [Int32Array, Int32Array, Int32Array];
    const [, alongColumns, alongSlices] = along[1] as [Int32Array, Int32Array, Int32Array];
    const outRow = row < 0 || row >= rows;
    const outAbove = row < 1 || row > rows;
    for (let j = -1; j <= columns; j++) {
      const outColumn = j < 0 || j >= columns;
      const nextOutColumn = j + 1 >= columns || j + 1 < 0;
      for (let k = -1, at = (j + 1) * width; k <= slices; k++, at++) {
        const flag = insideHere[at]!;
        if (flag !== insideAbove[at]) {
          const t = fraction(above[at]!, here[at]!, outAbove || outRow);
          alongRows[at] = vertex(row - 1 + t, j, k);
        }
        if (outRow) continue;
        if (k < slices && flag !== insideHere[at + 1]) {
          const t = fraction(here[at]!, here[at + 1]!, k < 0 || k + 1 >= slices);
          alongSlices[at] = vertex(row, j, k + t);
        }
        if (j < columns && flag !== insideHere[at + width]) {
          const t = fraction(here[at]!, here[at + width]!, outColumn || nextOutColumn);
          alongColumns[at] = vertex(row, j + t, k);
        }
      }
    }
  };

  /** Where the vertex of a cell's edge is to be found: which plane, which axis, how far from the cell's corner. */
  const places = EDGES.map(([corner, axis]) => ({
    plane: axis === 0 ? 0 : corner & 1,
    axis,
    step: ((corner >> 1) & 1) * width + ((corner >> 2) & 1),
  }));

  const walk = (): void => {
    const [up, down] = inside;
    const vertexOf = places.map(({ plane: p, axis }) => along[p as 0 | 1][axis]!);
    const steps = places.map(({ step }) => step);
    const margin = close ? 0 : 1;
    for (let j = margin; j <= columns - margin; j++) {
      let at = j * width + margin;
      let near = up[at]! | (down[at]! << 1) | (up[at + width]! << 2) | (down[at + width]! << 3);
      for (const end = j * width + slices + 1 - margin; at < end; at++) {
        const far = up[at + 1]! | (down[at + 1]! << 1) | (up[at + width + 1]! << 2) | (down[at + width + 1]! << 3);
        const which = near | (far << 4);
        near = far;
        if (which === 0 || which === 255) continue;
        const triangles = CASES[which]!;
        for (let t = 0; t < triangles.length; t += 3) {
          const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
          indices.push3(vertexOf[a]![at + steps[a]!]!, vertexOf[b]![at + steps[b]!]!, vertexOf[c]![at + steps[c]!]!);
        }
      }
    }
  };

  for (let row = 0; row <= rows; row++) {
    load(row);
    cut(row);
    if (close || (row > 0 && row < rows)) walk();
    values = [values[1], values[0]];
    inside = [inside[1], inside[0]];
    along = [along[1], along[0]];
  }
  return used({ positions: positions.taken(), indices: indices.taken() }, close);
}

/** Without the vertices that only cells at the border would have used. */
function used(mesh: TriangleMesh, all: boolean): TriangleMesh {
  if (all) return mesh;
  const count = mesh.positions.length / 3;
  const place = new Int32Array(count).fill(-1);
  const positions = growing((n) => new Float32Array(n));
  let kept = 0;
  const indices = mesh.indices.map((v) => {
    if (place[v] === -1) {
      place[v] = kept++;
      positions.push3(mesh.positions[3 * v]!, mesh.positions[3 * v + 1]!, mesh.positions[3 * v + 2]!);
    }
    return place[v]!;
  });
  return { positions: positions.taken(), indices };
}
