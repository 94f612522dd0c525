// Colours the vertices of a body: the front from the picture, the back from given colours, the rest by diffusion.
import type { Grid, TriangleMesh, View } from '@vrn/voxel';
import { check, checkView } from '@vrn/voxel/internal';
import { type Neighbours, neighboursOf } from '../edit/neighbours.js';
import { checkPixels, sampleAt } from './picture.js';
import type { Raster } from './rasterize.js';

/**
 * Threshold for the component of a vertex normal towards the camera: above it, the vertex may take its colour from the
 * photograph; below −`FACING`, it takes the colour of the hidden side.
 */
const FACING = 0.25;

/** Number of diffusion sweeps over the vertices that have neither the photograph's nor the hidden side's colour. */
const SWEEPS = 80;

/** Depth behind the nearest surface within which a vertex is visible, relative to the height of the image. */
const VISIBLE = 0.015;

/**
 * Weight of the hidden side's colours for surfaces between front and back, relative to the mean of the neighbouring
 * vertices. It is above 0, so that hair begins at the ears.
 */
export const PULL = 0.08;

/**
 * Depth behind the nearest surface within which a surface belongs to the same part, relative to the height of the
 * image: the thickness of hands and wrists.
 */
const NEAR = 0.02;

export interface Scene {
  readonly grid: Grid;
  readonly rows: number;
  readonly columns: number;
  /** Linear colours `[rows, columns, 3]`. */
  readonly picture: Float32Array;
  /** The nearest surface at each pixel. */
  readonly raster: Raster;
  /** 1 for pixels whose colour may be projected. */
  readonly trusted: Uint8Array;
  /** Whether surfaces between front and back continue softened colours of the front, without stripes; default false. */
  readonly isSoft?: boolean;
  /**
   * Weight of the hidden side's colour for surfaces between front and back, relative to the mean of the neighbouring
   * vertices; default 0.
   */
  readonly pull?: number;
}

/**
 * Writes the colour of the hidden side at a pixel; returns false where it is unknown. `isNear` is true for surfaces
 * close behind the nearest one, which belong to the part that the camera sees.
 */
export type ColourBehind = (row: number, column: number, isNear: boolean, out: Float32Array, to: number) => boolean;

export interface SurfaceColours {
  /** Linear colours, 3 per vertex. */
  readonly colors: Float32Array;
  /** 1 for vertices that have the colour of the picture. */
  readonly seen: Uint8Array;
}

/** Colours every vertex of a mesh. `normals` are those of its vertices. Cost: O(V + F). */
export function surfaceColours(
  mesh: TriangleMesh,
  normals: Float32Array,
  { grid, rows, columns, picture, isSoft = false, raster, trusted, pull = 0 }: Scene,
  behind: ColourBehind,
): SurfaceColours {
  const colors = new Float32Array(mesh.positions.length);
  const seen = new Uint8Array(mesh.positions.length / 3);
  const target = new Float32Array(colors.length);
  const pulls = new Float32Array(seen.length);
  const known = new Uint8Array(seen.length);
  const dx = (grid.max[0] - grid.min[0]) / columns;
  const dy = (grid.max[1] - grid.min[1]) / rows;
  const tolerance = VISIBLE * (grid.max[1] - grid.min[1]);
  const near = NEAR * (grid.max[1] - grid.min[1]);
  for (let v = 0; v < known.length; v++) {
    const row = (grid.max[1] - mesh.positions[3 * v + 1]!) / dy - 0.5;
    const column = (mesh.positions[3 * v]! - grid.min[0]) / dx - 0.5;
    const at = Math.round(row) * columns + Math.round(column);
    const within = row > -0.5 && column > -0.5 && row < rows - 0.5 && column < columns - 0.5;
    const facing = normals[3 * v + 2]!;
    if (!within) continue;
    const below = raster.depth[at]! - mesh.positions[3 * v + 2]!;
    const isNear = below < near;
    if (facing > FACING && trusted[at] === 1 && below < tolerance) {
      sampleAt(picture, { row, column, rows, columns }, colors, 3 * v);
      seen[v] = 1;
      known[v] = 1;
    } else if (facing < -FACING && behind(row, column, isNear, colors, 3 * v)) known[v] = 1;
    else if (pull > 0 && facing < FACING && behind(row, column, isNear, target, 3 * v)) pulls[v] = pull;
  }
  const sharp = colors.slice();
  const neighbours = neighboursOf(mesh);
  if (isSoft) soften(colors, seen, neighbours);
  diffuse(neighbours, colors, { known, target, pulls });
  for (let at = 0; at < colors.length; at++) if (seen[Math.floor(at / 3)] === 1) colors[at] = sharp[at]!;
  return { colors, seen };
}

/** Returns 1 for the pixels at which a mask is at least 0.5, else 0. Throws `bad-volume`, `shape-mismatch`. */
export function readMask(mask: View, [rows, columns]: readonly [number, number], caller: string): Uint8Array {
  checkView(mask, caller, 'mask', 2);
  check(mask.shape[0] === rows && mask.shape[1] === columns, 'shape-mismatch', () => {
    return `${caller}: mask must be ${rows} × ${columns} like the image, got ${mask.shape[0]} × ${mask.shape[1]}`;
  });
  checkPixels(mask, caller, 'mask');
  const { data, stride, offset } = mask;
  return Uint8Array.from({ length: rows * columns }, (_, at) => {
    return data[offset + Math.floor(at / columns) * stride[0]! + (at % columns) * stride[1]!]! >= 0.5 ? 1 : 0;
  });
}

/**
 * Returns the mask without the pixels up to `steps` pixels from its outline, measured along rows and columns. The
 * border of the picture counts as outline.
 */
export function eroded(mask: Uint8Array, rows: number, columns: number, steps: number): Uint8Array {
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

/**
 * Minimum difference in depth between neighbouring surfaces that counts as an edge, relative to the height of the
 * image.
 */
const STEP = 0.02;

/**
 * Returns 1 for pixels at most `distance` rows and columns from a surface that is clearly nearer to the camera. If the
 * outlines in mesh and photograph differ by that distance, these pixels of the photograph may show the nearer surface.
 */
export function behindEdges({ depth, rows, columns }: Raster, distance: number, grid: Grid): Uint8Array {
  const widest = (from: Float32Array, step: number, length: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let at = 0; at < to.length; at++) {
      const place = Math.floor(at / step) % length;
      const last = at + Math.min(distance, length - 1 - place) * step;
      let nearest = from[at]!;
      for (let near = at - Math.min(distance, place) * step; near <= last; near += step) {
        if (from[near]! > nearest) nearest = from[near]!;
      }
      to[at] = nearest;
    }
    return to;
  };
  const nearest = widest(widest(depth, 1, columns), columns, rows);
  const step = STEP * (grid.max[1] - grid.min[1]);
  const hidden = new Uint8Array(depth.length);
  for (let at = 0; at < hidden.length; at++) hidden[at] = nearest[at]! > depth[at]! + step ? 1 : 0;
  return hidden;
}

/** Number of sweeps that average colours along the surface: stripes of a few vertices disappear. */
const SOFTENING = 8;

/** Averages the colours of the vertices in `set` along the surface, so those of an arm and the trunk do not mix. */
function soften(colors: Float32Array, set: Uint8Array, { start, list }: Neighbours): void {
  for (let sweep = 0; sweep < SOFTENING; sweep++) {
    const from = colors.slice();
    for (let v = 0; v < set.length; v++) {
      if (set[v] === 0) continue;
      let count = 1;
      for (let n = start[v]!; n < start[v + 1]!; n++) {
        const next = list[n]!;
        if (set[next] === 0) continue;
        count++;
        for (let c = 0; c < 3; c++) colors[3 * v + c]! += from[3 * next + c]!;
      }
      for (let c = 0; c < 3; c++) colors[3 * v + c]! /= count;
    }
  }
}

/**
 * Colours the unknown vertices from their neighbours: propagates outwards from the known vertices, then averages, with
 * `pulls` as the weights of the colours in `target`.
 */
function diffuse(
  { start, list }: Neighbours,
  colors: Float32Array,
  { known, target, pulls }: { readonly known: Uint8Array; readonly target: Float32Array; readonly pulls: Float32Array },
): void {
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
        const pull = pulls[v]!;
        colors[3 * v + c] = (sum / (last - first) + pull * target[3 * v + c]!) / (1 + pull);
      }
    }
  }
  // Connected components without any known colour become grey.
  for (let v = 0; v < reached.length; v++) if (reached[v] === 0) colors.fill(0.5, 3 * v, 3 * v + 3);
}
