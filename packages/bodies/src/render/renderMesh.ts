// A picture of a mesh: orthographic, a depth buffer, one lamp and the sky.
import { check, type Grid, type Packed, type TriangleMesh, transformMesh, type View } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { lampAndSky } from './light/lighting.js';
import { renderSurfaces } from './renderSurfaces.js';

/** From where: the side of the person that is seen. */
export type Viewpoint = 'front' | 'back' | 'left' | 'right';

export interface RenderOptions {
  /** Its front is the picture's frame; other viewpoints turn the mesh about its middle. */
  readonly grid: Grid;
  readonly rows: number;
  readonly columns: number;
  readonly view?: Viewpoint;
  /** Towards the lamp, any length. */
  readonly lamp?: readonly [number, number, number];
  /** Share of the light that comes from the sky, 0..1. */
  readonly ambient?: number;
  /** sRGB 0..1: one colour, or a picture `[rows, columns, 3]`. */
  readonly background?: readonly [number, number, number] | View;
  /** Samples along each side of a pixel. */
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
  /** `[rows, columns]`, 0..1: how much of a pixel is covered. */
  readonly mask: Packed<Float32Array>;
}

/** Degrees about y that bring a side of the person to the front. */
const TURNS: Readonly<Record<Viewpoint, number>> = { front: 0, right: 90, back: 180, left: -90 };

/**
 * A shaded picture of a mesh, and the share of each pixel that it covers.
 *
 * @throws {VolumetricError} `bad-mesh`, `bad-grid`, `bad-argument`, `shape-mismatch`
 * Cost: O(F + pixels · supersample²).
 */
export function renderMesh(mesh: TriangleMesh, options: RenderOptions): Rendering {
  checkOptions('renderMesh', options, [...Object.keys(RENDER_DEFAULTS), 'grid', 'rows', 'columns']);
  const { grid, rows, columns } = options;
  const { view, lamp, ambient, background, supersample } = { ...RENDER_DEFAULTS, ...options };
  check(Number.isInteger(supersample) && supersample > 0 && supersample <= 8, 'bad-argument', () => {
    return `renderMesh: supersample must be a whole number of 1 to 8, got ${supersample}`;
  });
  check(
    Object.hasOwn(TURNS, view),
    'bad-argument',
    () => `renderMesh: view must be front, back, left or right, got ${view}`,
  );
  const [turned, box] = turnedBy(mesh, grid, TURNS[view]);
  const { image, mask } = renderSurfaces([{ what: 'body', name: 'mesh', mesh: turned, twoSided: true }], {
    ...{ grid: box, rows, columns, background, supersample },
    lighting: lampAndSky(lamp, ambient),
  });
  return { image, mask };
}

function turnedBy(mesh: TriangleMesh, grid: Grid, degrees: number): [TriangleMesh, Grid] {
  if (degrees === 0) return [mesh, grid];
  const [cx, cz] = [(grid.min[0] + grid.max[0]) / 2, (grid.min[2] + grid.max[2]) / 2];
  const [c, s] = [Math.round(Math.cos((degrees * Math.PI) / 180)), Math.round(Math.sin((degrees * Math.PI) / 180))];
  // About the vertical line through the middle of the box.
  const matrix = [c, 0, -s, 0, 0, 1, 0, 0, s, 0, c, 0, cx - c * cx - s * cz, 0, cz + s * cx - c * cz, 1];
  return [transformMesh(mesh, matrix), grid];
}
