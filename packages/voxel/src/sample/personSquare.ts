// Defines the crop rule: how large a person is in the images that networks read, both in training images and in crops
// of photographs.
import { check } from '../core/errors.js';
import { checkGrid, type Grid, type Triple } from '../core/grid.js';
import { checkOptions, defined } from '../core/options.js';
import type { TriangleMesh } from '../core/triangleMesh.js';
import { checkView, type View } from '../core/volume.js';
import { type FitGridOptions, fitGrid } from '../shape/fitGrid.js';

/** Fraction of the side of a square crop that the larger of a person's height and width takes, at scale 1. */
export const PERSON_SHARE = 0.8;

/** A square in pixels of a picture: `left` and `top` are edges, not pixel centres. It may extend beyond the picture. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Pixels of at least this value belong to the person. */
const COVERED = 0.5;

/**
 * Returns the square around a person in which they have the size that networks were trained on: centred on the bounds
 * of the mask, the larger of its height and width taking {@link PERSON_SHARE} of the side.
 *
 * @param mask    `[n, n]`, 0..1: how much of each pixel the person covers; any strides.
 * @param square  the square of the picture that the mask shows.
 * @returns  a square of the same picture.
 * @throws {VolumetricError} `no-person` when no pixel of the mask is at least half covered; `bad-volume`;
 *   `shape-mismatch` for masks that are not square
 *
 * @example
 * // A person of 40 × 20 pixels in the middle of a mask over a picture of 64 × 64:
 * personSquare(mask, { left: 0, top: 0, side: 64 });  // → { left: 7, top: 7, side: 50 }
 */
export function personSquare(mask: View, square: Square): Square {
  checkView(mask, 'personSquare', 'mask', 2);
  const [rows, columns] = mask.shape as [number, number];
  check(rows === columns, 'shape-mismatch', () => `personSquare: mask must be square, got ${rows} × ${columns}`);
  const { data, stride, offset } = mask;
  let [top, bottom, left, right] = [rows, -1, columns, -1];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (!(data[offset + i * stride[0]! + j * stride[1]!]! >= COVERED)) continue;
      top = Math.min(top, i);
      bottom = i;
      left = Math.min(left, j);
      right = Math.max(right, j);
    }
  }
  check(bottom >= 0, 'no-person', () => 'personSquare: mask must cover a pixel, got none that stands out');
  const pixel = square.side / rows;
  const side = (Math.max(bottom - top, right - left) + 1) * (pixel / PERSON_SHARE);
  return {
    left: square.left + ((left + right + 1) / 2) * pixel - side / 2,
    top: square.top + ((top + bottom + 1) / 2) * pixel - side / 2,
    side,
  };
}

export interface PersonGridOptions {
  /** Voxels along `[rows, columns, slices]`. */
  readonly shape: Triple;
  /** The person's size relative to {@link PERSON_SHARE} of the grid's side, above 0. Default 1. */
  readonly scale?: number;
  /** z of the grid's middle, see `fitGrid`. Default 'mean'. */
  readonly zAlign?: NonNullable<FitGridOptions['zAlign']>;
}

export const PERSON_GRID_DEFAULTS = { scale: 1, zAlign: 'mean' } as const;

/**
 * Returns the grid of cubic voxels in which a mesh has the size that {@link personSquare} gives a person in a crop. x
 * and y are centred on the mesh's bounds, z by `zAlign`. The mesh takes `PERSON_SHARE · scale` of the grid's height or
 * width, whichever it fills more; less where the grid would otherwise be too shallow for the mesh. Vertices that no
 * face uses are ignored.
 *
 * @throws {VolumetricError} `bad-grid` (shape), `bad-argument` (other options), `bad-mesh`
 *
 * @example
 * voxelize(body, personGrid(body, { shape: [128, 128, 128] }));
 */
export function personGrid(mesh: TriangleMesh, options: PersonGridOptions): Grid {
  checkOptions('personGrid', options, ['shape', ...Object.keys(PERSON_GRID_DEFAULTS)]);
  const { shape, scale, zAlign } = { ...PERSON_GRID_DEFAULTS, ...defined(options) };
  checkGrid({ shape, min: [0, 0, 0], max: [1, 1, 1] }, 'personGrid');
  check(scale > 0 && Number.isFinite(scale), 'bad-argument', () => {
    return `personGrid: scale must be above 0, got ${scale}`;
  });
  const { min, max } = fitGrid(mesh, { shape: [1, 1, 1], margin: 0, zAlign });
  const centre = min.map((low, axis) => (low + max[axis]!) / 2) as [number, number, number];
  let width = 0;
  let height = 0;
  let depth = 0;
  for (const vertex of mesh.indices) {
    width = Math.max(width, Math.abs(mesh.positions[3 * vertex]! - centre[0]));
    height = Math.max(height, Math.abs(mesh.positions[3 * vertex + 1]! - centre[1]));
    depth = Math.max(depth, Math.abs(mesh.positions[3 * vertex + 2]! - centre[2]));
  }
  const [rows, columns, slices] = shape;
  const framed = (2 * Math.max(width / columns, height / rows)) / (PERSON_SHARE * scale);
  const voxel = Math.max(framed, (2 * depth) / slices);
  const half = [(columns * voxel) / 2, (rows * voxel) / 2, (slices * voxel) / 2];
  const corner = (sign: 1 | -1) => centre.map((c, axis) => c + sign * half[axis]!) as unknown as Triple;
  return { shape, min: corner(-1), max: corner(1) };
}
