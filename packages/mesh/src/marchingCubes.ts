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

/** One row of samples, with a border of samples that lie outside: lines of columns, along slices. */
interface Plane {
  readonly inside: Uint8Array;
  /** On every line the first and the last sample inside; first is beyond last where there is none. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Of the edges that start at each sample, along rows, columns, slices. */
  readonly vertices: readonly [Int32Array, Int32Array, Int32Array];
}

/**
 * Walks the rows with a plane of samples above and one below, on every line only where something is inside. Planes have a border of samples that lie outside; cells
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

  // Two planes: which samples are inside, from where to where on every line, and the vertices on the edges that start there.
  const line = () => new Int32Array(columns + 2);
  const makePlane = (): Plane => ({
    inside: new Uint8Array(plane),
    first: line().fill(width),
    last: line(),
    vertices: [new Int32Array(plane), new Int32Array(plane), new Int32Array(plane)],
  });
  let [above, here] = [makePlane(), makePlane()];
  let vertices = 0;

  /** Marks what is inside in a row of samples; outside the volume nothing is. */
  const load = (row: number): void => {
    const { inside, first, last } = here;
    for (let j = 1; j <= columns; j++)
      if (last[j]! >= first[j]!) inside.fill(0, j * width + first[j]!, j * width + last[j]! + 1);
    first.fill(width);
    last.fill(0);
    if (row >= rows) return;
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      let at = offset + row * di + column * dj;
      const to = (column + 1) * width + 1;
      let low = width;
      let high = 0;
      for (let slice = 0; slice < slices; slice++, at += dk) {
        const sample = data[at]!;
        sum += sample;
        if (sample >= level) {
          inside[to + slice] = 1;
          if (low === width) low = slice + 1;
          high = slice + 1;
        }
      }
      first[column + 1] = low;
      last[column + 1] = high;
    }
    check(
      Number.isFinite(sum),
      'bad-volume',
      () => `marchingCubes: volume must be finite, got NaN or infinity in row ${row}`,
    );
  };

  /** Where on the edge from a sample to the next the surface is. At the border it is a half: the grid's box. */
  const fraction = (a: number, b: number): number => {
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
    const [alongRows] = above.vertices;
    const [, alongColumns, alongSlices] = here.vertices;
    const [flags, flagsAbove] = [here.inside, above.inside];
    const outRow = row >= rows;
    const outAbove = row < 1 || outRow;
    for (let j = -1; j <= columns; j++) {
      const l = j + 1;
      const next = Math.min(l + 1, columns + 1);
      // Lines without anything inside have first beyond last, and widen nothing.
      const start = Math.min(above.first[l]!, here.first[l]!, here.first[next]!) - 1;
      const end = Math.max(above.last[l]!, here.last[l]!, here.last[next]!);
      const outColumn = j < 0 || j + 1 >= columns;
      const base = offset + row * di + j * dj;
      for (let c = start; c <= end; c++) {
        const at = l * width + c;
        const k = c - 1;
        const flag = flags[at]!;
        const sample = base + k * dk;
        if (flag !== flagsAbove[at]) {
          const t = outAbove ? 0.5 : fraction(data[sample - di]!, data[sample]!);
          alongRows[at] = vertex(row - 1 + t, j, k);
        }
        if (outRow) continue;
        if (k < slices && flag !== flags[at + 1]) {
          const t = k < 0 || k + 1 >= slices ? 0.5 : fraction(data[sample]!, data[sample + dk]!);
          alongSlices[at] = vertex(row, j, k + t);
        }
        if (j < columns && flag !== flags[at + width]) {
          const t = outColumn ? 0.5 : fraction(data[sample]!, data[sample + dj]!);
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
    const [up, down] = [above.inside, here.inside];
    const planes = [above, here] as const;
    const vertexOf = places.map(({ plane: p, axis }) => planes[p as 0 | 1].vertices[axis as 0 | 1 | 2]);
    const steps = places.map(({ step }) => step);
    const margin = close ? 0 : 1;
    for (let j = margin; j <= columns - margin; j++) {
      const start = Math.min(above.first[j]!, above.first[j + 1]!, here.first[j]!, here.first[j + 1]!) - 1;
      const stop = Math.max(above.last[j]!, above.last[j + 1]!, here.last[j]!, here.last[j + 1]!);
      if (start > stop) continue;
      let at = j * width + Math.max(start, margin);
      let near = up[at]! | (down[at]! << 1) | (up[at + width]! << 2) | (down[at + width]! << 3);
      for (const end = j * width + Math.min(stop, slices - margin); at <= end; at++) {
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
    [above, here] = [here, above];
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
