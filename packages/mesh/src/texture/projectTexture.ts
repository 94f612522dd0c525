// Colours a body from the photograph it was reconstructed from.
import type { Grid, TriangleMesh, View } from '@vrn/voxel';
import { check, checkGrid, checkMesh, checkOptions, checkView } from '@vrn/voxel/internal';
import { neighboursOf } from '../edit/neighbours.js';
import { vertexNormals } from '../edit/vertexNormals.js';
import { maskedBlur, readPicture, sampleAt } from './picture.js';
import { rasterize } from './rasterize.js';

export interface ProjectTextureOptions {
  /** Silhouette of the person, `[rows, columns]` of the image, 0..1: excludes background colours from the body. */
  readonly mask?: View;
  /** Width of the band inside the outline that is not used, as a fraction of the longer side. */
  readonly inset?: number;
  /** Blur radius of the colours of the back, as a fraction of the longer side. */
  readonly softness?: number;
}

export const PROJECT_TEXTURE_DEFAULTS = { inset: 0.006, softness: 0.015 } as const;

/** Minimum component of a vertex normal towards the camera at which the vertex takes its colour from the photograph. */
const FACING = 0.25;

/** Number of diffusion sweeps over the vertices between front and back. */
const SWEEPS = 80;

/**
 * Adds a linear colour and a normal to every vertex of a mesh.
 *
 * Vertices that the camera sees take the colour of the photograph's pixel. Vertices that face away take the blurred
 * colour of the pixel in front of them, so that the back of a shirt has the shirt's colour but no face and no print.
 * Vertices that are seen edge-on, or hidden behind an arm, are filled from their neighbours on the surface by
 * diffusion, so no colour is smeared along the line of sight.
 *
 * @param mesh   in the world coordinates of the grid
 * @param image  `[rows, columns, 3]`, sRGB 0..1, or bytes 0..255 in a `Uint8Array`
 * @param grid   its x and y bounds are those of the image
 * @param options.mask  `[rows, columns]`, 0..1; default: the pixels that the mesh covers
 * @param options.inset  fraction of the longer side, default 0.006
 * @param options.softness  fraction of the longer side, default 0.015
 * @returns  the mesh with `colors` (linear) and `normals`
 * @throws {VolumetricError} `bad-mesh`, `bad-volume`, `bad-grid`, `bad-argument`, `shape-mismatch`
 * Cost: O(pixels + V + F).
 *
 * @example
 * const positions = Float32Array.of(-1, -1, 0, 1, -1, 0, 0, 1, 0);
 * const image = { data: new Uint8Array(300).fill(255), shape: [10, 10, 3], stride: [30, 3, 1], offset: 0 };
 * const grid = { shape: [10, 10, 10], min: [-2, -2, -2], max: [2, 2, 2] };
 * const { colors } = projectTexture({ positions, indices: Uint32Array.of(0, 1, 2) }, image, grid);
 * colors.slice(0, 3); // → [1, 1, 1]
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, figs. 4 and 5, colour the front by projection. All else is not in the
 * paper.
 */
export function projectTexture(
  mesh: TriangleMesh,
  image: View,
  grid: Grid,
  options: ProjectTextureOptions = {},
): TriangleMesh {
  checkOptions('projectTexture', options, ['inset', 'softness', 'mask']);
  const { inset, softness } = { ...PROJECT_TEXTURE_DEFAULTS, ...options };
  checkMesh(mesh, 'projectTexture', { faces: 'any' });
  checkGrid(grid, 'projectTexture');
  checkView(image, 'projectTexture', 'image', 3);
  const [rows, columns, channels] = image.shape as [number, number, number];
  check(channels === 3, 'shape-mismatch', () => `projectTexture: image must have 3 channels, got ${channels}`);
  check(inset >= 0 && inset < 0.5 && softness > 0 && softness < 0.5, 'bad-argument', () => {
    return `projectTexture: inset and softness must be fractions of the side below 0.5, got ${inset} and ${softness}`;
  });
  const normals = mesh.normals ?? vertexNormals(mesh);
  const raster = rasterize(mesh, { grid, rows, columns });
  const person =
    options.mask === undefined
      ? Uint8Array.from(raster.face, (f) => (f < 0 ? 0 : 1))
      : readMask(options.mask, rows, columns);
  const picture = readPicture(image);
  const trusted = eroded(person, rows, columns, Math.round(inset * Math.max(rows, columns)));
  const soft = maskedBlur(picture, trusted, {
    rows,
    columns,
    radius: Math.max(1, Math.round(softness * Math.max(rows, columns))),
  });

  const colors = new Float32Array(mesh.positions.length);
  const known = new Uint8Array(mesh.positions.length / 3);
  const dx = (grid.max[0] - grid.min[0]) / columns;
  const dy = (grid.max[1] - grid.min[1]) / rows;
  const tolerance = 0.015 * (grid.max[1] - grid.min[1]);
  for (let v = 0; v < known.length; v++) {
    const row = (grid.max[1] - mesh.positions[3 * v + 1]!) / dy - 0.5;
    const column = (mesh.positions[3 * v]! - grid.min[0]) / dx - 0.5;
    const at = Math.round(row) * columns + Math.round(column);
    const within = row > -0.5 && column > -0.5 && row < rows - 0.5 && column < columns - 0.5;
    const facing = normals[3 * v + 2]!;
    if (!within) continue;
    if (facing > FACING && trusted[at] === 1 && mesh.positions[3 * v + 2]! > raster.depth[at]! - tolerance) {
      sampleAt(picture, { row, column, rows, columns }, colors, 3 * v);
      known[v] = 1;
    } else if (facing < -FACING && soft.weight[at]! > 0) {
      for (let c = 0; c < 3; c++) colors[3 * v + c] = soft.colour[3 * at + c]!;
      known[v] = 1;
    }
  }
  diffuse(mesh, colors, known);
  return { ...mesh, normals, colors };
}

function readMask(mask: View, rows: number, columns: number): Uint8Array {
  checkView(mask, 'projectTexture', 'mask', 2);
  check(mask.shape[0] === rows && mask.shape[1] === columns, 'shape-mismatch', () => {
    return `projectTexture: mask must be ${rows} × ${columns} like the image, got ${mask.shape[0]} × ${mask.shape[1]}`;
  });
  const { data, stride, offset } = mask;
  return Uint8Array.from({ length: rows * columns }, (_, at) => {
    return data[offset + Math.floor(at / columns) * stride[0]! + (at % columns) * stride[1]!]! >= 0.5 ? 1 : 0;
  });
}

/** Returns the mask without the pixels within a distance of its outline, measured along rows and columns. */
function eroded(mask: Uint8Array, rows: number, columns: number, steps: number): Uint8Array {
  let from = mask;
  for (let step = 0; step < steps; step++) {
    const to = new Uint8Array(from.length);
    for (let i = 1; i < rows - 1; i++) {
      for (let j = 1; j < columns - 1; j++) {
        const at = i * columns + j;
        to[at] = from[at]! & from[at - 1]! & from[at + 1]! & from[at - columns]! & from[at + columns]!;
      }
    }
    from = to;
  }
  return from;
}

/** Colours the unknown vertices from their neighbours: propagates outwards from the known vertices, then averages. */
function diffuse(mesh: TriangleMesh, colors: Float32Array, known: Uint8Array): void {
  const { start, list } = neighboursOf(mesh);
  const reached = known.slice();
  let front = [...known.keys()].filter((v) => known[v] === 1);
  const order: number[] = [];
  while (front.length > 0) {
    const next: number[] = [];
    for (const v of front) {
      for (let n = start[v]!; n < start[v + 1]!; n++) {
        const to = list[n]!;
        if (reached[to] === 1) continue;
        reached[to] = 1;
        for (let c = 0; c < 3; c++) colors[3 * to + c] = colors[3 * v + c]!;
        next.push(to);
      }
    }
    order.push(...next);
    front = next;
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const v of order) {
      const [first, last] = [start[v]!, start[v + 1]!];
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let n = first; n < last; n++) sum += colors[3 * list[n]! + c]!;
        colors[3 * v + c] = sum / (last - first);
      }
    }
  }
  // Connected components without any known colour.
  for (let v = 0; v < reached.length; v++) if (reached[v] === 0) colors.fill(0.5, 3 * v, 3 * v + 3);
}
