// Renders a mesh orthographically, with a depth buffer, one lamp and a sky.
import { check, type Grid, type Packed, type TriangleMesh, transformMesh, type View } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import { lampAndSky } from './light/lighting.js';
import { renderSurfaces } from './renderSurfaces.js';

/** The side of the person that the camera sees. */
export type Viewpoint = 'front' | 'back' | 'left' | 'right';

export interface RenderOptions {
  /**
   * The front face of the grid is the image's frame. For views other than 'front', the mesh is rotated about the
   * vertical line through the grid's centre.
   */
  readonly grid: Grid;
  readonly rows: number;
  readonly columns: number;
  readonly view?: Viewpoint;
  /**
   * Direction towards the lamp as the camera sees it (x to the right, y up, z towards the camera), of any length;
   * (0, 0, 0) gives no light from the lamp.
   */
  readonly lamp?: readonly [number, number, number];
  /** Proportion of the light that comes from the sky, 0..1. */
  readonly ambient?: number;
  /** One sRGB colour, 0..1, or an image `[rows, columns, 3]`. */
  readonly background?: readonly [number, number, number] | View;
  /** Samples along each side of a pixel, 1 to 8. */
  readonly supersample?: number;
}

export const RENDER_DEFAULTS = {
  view: 'front',
  lamp: [0.4, 0.7, 1],
  ambient: 0.45,
  background: [1, 1, 1],
  supersample: 2,
} as const;

export interface Rendering {
  /** `[rows, columns, 3]`, sRGB 0..1. */
  readonly image: Packed<Float32Array>;
  /** `[rows, columns]`, 0..1: fraction of each pixel that is covered. */
  readonly mask: Packed<Float32Array>;
}

/** Rotation about y in degrees that brings each side of the person to the front. */
const ROTATIONS: Readonly<Record<Viewpoint, number>> = { front: 0, right: 90, back: 180, left: -90 };

/**
 * Renders a shaded image of a mesh, and the proportion of each pixel that it covers.
 *
 * @param options.rows         height of the image in pixels; `options.columns` is its width.
 * @param options.view         default 'front'.
 * @param options.lamp         default [0.4, 0.7, 1].
 * @param options.ambient      default 0.45.
 * @param options.background   default white.
 * @param options.supersample  default 2.
 * @throws {VolumetricError} `bad-mesh`, `bad-grid`, `bad-argument`; `bad-volume` or `shape-mismatch` for the background
 * Cost: O(F + pixels · supersample²), plus the samples in the bounding rectangles of all triangles.
 */
export function renderMesh(mesh: TriangleMesh, options: RenderOptions): Rendering {
  checkOptions('renderMesh', options, [...Object.keys(RENDER_DEFAULTS), 'grid', 'rows', 'columns']);
  const { grid, rows, columns } = options;
  const { view, lamp, ambient, background, supersample } = { ...RENDER_DEFAULTS, ...defined(options) };
  check(Number.isInteger(supersample) && supersample > 0 && supersample <= 8, 'bad-argument', () => {
    return `renderMesh: supersample must be an integer from 1 to 8, got ${supersample}`;
  });
  check(
    Object.hasOwn(ROTATIONS, view),
    'bad-argument',
    () => `renderMesh: view must be front, back, left or right, got ${view}`,
  );
  const [rotated, box] = rotateAboutY(mesh, grid, ROTATIONS[view]);
  const { image, mask } = renderSurfaces([{ what: 'body', name: 'mesh', mesh: rotated, twoSided: true }], {
    ...{ grid: box, rows, columns, background, supersample },
    lighting: lampAndSky(lamp, ambient),
  });
  return { image, mask };
}

function rotateAboutY(mesh: TriangleMesh, grid: Grid, degrees: number): [TriangleMesh, Grid] {
  if (degrees === 0) return [mesh, grid];
  const [cx, cz] = [(grid.min[0] + grid.max[0]) / 2, (grid.min[2] + grid.max[2]) / 2];
  const [c, s] = [Math.round(Math.cos((degrees * Math.PI) / 180)), Math.round(Math.sin((degrees * Math.PI) / 180))];
  // Rotates about the vertical line through the centre of the grid.
  const matrix = [c, 0, -s, 0, 0, 1, 0, 0, s, 0, c, 0, cx - c * cx - s * cz, 0, cz + s * cx - c * cz, 1];
  return [transformMesh(mesh, matrix), grid];
}
