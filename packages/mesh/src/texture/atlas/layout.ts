// Scales the charts of a mesh, and places them in a square texture.
import type { Grid, TriangleMesh } from '@vrn/voxel';
import { check } from '@vrn/voxel/internal';
import type { Photograph } from '../photograph.js';
import { PADDING, type PlacedChart } from './bake.js';
import { type Chart, DIRECTIONS } from './charts.js';
import { packRectangles } from './packRectangles.js';

/**
 * Resolutions to try for the charts that the camera does not see, in texels per pixel of the image. Low ones suffice,
 * since the colours of these charts vary slowly.
 */
const RESOLUTIONS = [1, 0.7, 0.5, 0.35, 0.25] as const;

/** Factor by which all charts are reduced, repeatedly, if the largest texture is too small. */
const REDUCTION = 0.9;

/** Scale at which no chart is wider or higher than one texel and its padding. */
const SMALLEST = 1e-9;

interface Frame {
  readonly grid: Grid;
  readonly photo: Photograph;
  /** Texels per side, ascending. */
  readonly sizes: readonly number[];
}

/**
 * Places charts without overlaps in the smallest of several squares that has room. The first chart has one texel per
 * pixel of the image, on the same raster, unless the largest square is too small.
 *
 * @throws {VolumetricError} `bad-mesh` if the largest square has no room for all charts at any scale
 * Cost: O(F), plus about O(charts²), for every size and scale that is tried.
 */
export function layout(
  mesh: TriangleMesh,
  charts: readonly Chart[],
  frame: Frame,
): { readonly charts: readonly PlacedChart[]; readonly size: number } {
  const boundsOfAll = charts.map((chart) => boundsOf(mesh, chart));
  const scaledBy = (front: number, resolution: number): ScaledChart[] =>
    charts.map((chart, i) =>
      i === 0
        ? frontChart(mesh, chart, frame, front)
        : sideChart(mesh, chart, { ...frame, bounds: boundsOfAll[i]!, scale: front * resolution }),
    );
  const largest = frame.sizes.slice(-1);
  for (let front = 1; ; front *= REDUCTION) {
    for (const size of front === 1 ? frame.sizes : largest) {
      for (const resolution of RESOLUTIONS) {
        const scaled = scaledBy(front, resolution);
        const corners = packRectangles(scaled, size);
        if (!corners) continue;
        return { size, charts: scaled.map(({ place }, i) => place(corners[i]!.left, corners[i]!.top)) };
      }
    }
    // Padding is not reduced, so thousands of charts may fit at no scale.
    check(front < 1 || packRectangles(scaledBy(SMALLEST, 1), largest[0]!) !== undefined, 'bad-mesh', () => {
      return `textureAtlas: mesh must have charts that fit into ${largest[0]} × ${largest[0]} texels, got ${charts.length} charts: remove small components, or choose a larger size`;
    });
  }
}

/** A chart whose size in the texture is known, but not its position. */
interface ScaledChart {
  readonly width: number;
  readonly height: number;
  place(left: number, top: number): PlacedChart;
}

type Bounds = readonly [left: number, right: number, top: number, bottom: number];

/** Returns the bounds of a chart in world units, across and down. */
function boundsOf({ positions, indices }: TriangleMesh, { direction, faces }: Chart): Bounds {
  const { across, down } = DIRECTIONS[direction]!;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const f of faces) {
    for (let corner = 3 * f; corner < 3 * f + 3; corner++) {
      const x = across[1] * positions[3 * indices[corner]! + across[0]]!;
      const y = down[1] * positions[3 * indices[corner]! + down[0]]!;
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    }
  }
  return faces.length === 0 ? [0, 0, 0, 0] : [left, right, top, bottom];
}

/** Scales the chart that the camera sees. Its texels are sampled from the image, at the same position on the body. */
function frontChart(mesh: TriangleMesh, chart: Chart, { grid, photo }: Frame, scale: number): ScaledChart {
  const { positions } = mesh;
  const dx = (grid.max[0] - grid.min[0]) / photo.columns;
  const dy = (grid.max[1] - grid.min[1]) / photo.rows;
  const [left, right, top, bottom] = boundsOf(mesh, chart);
  const firstColumn = Math.floor((left - grid.min[0]) / dx);
  const firstRow = Math.floor((top + grid.max[1]) / dy);
  const width = Math.ceil(((right - grid.min[0]) / dx - firstColumn) * scale) + 2 * PADDING;
  const height = Math.ceil(((bottom + grid.max[1]) / dy - firstRow) * scale) + 2 * PADDING;
  if (chart.faces.length === 0) return { width: 0, height: 0, place: () => ({ ...chart, x: () => 0, y: () => 0 }) };
  return {
    width,
    height,
    place: (atLeft, atTop) => ({
      ...chart,
      x: (v) => atLeft + PADDING + ((positions[3 * v]! - grid.min[0]) / dx - firstColumn) * scale,
      y: (v) => atTop + PADDING + ((grid.max[1] - positions[3 * v + 1]!) / dy - firstRow) * scale,
      copy: (column, row, out, to) =>
        photo.bytesAt(
          firstRow + (row + 0.5 - atTop - PADDING) / scale - 0.5,
          firstColumn + (column + 0.5 - atLeft - PADDING) / scale - 0.5,
          out,
          to,
        ),
    }),
  };
}

/** Scales a chart whose colours are those of its vertices. */
function sideChart(
  { positions }: TriangleMesh,
  chart: Chart,
  {
    grid,
    photo,
    bounds: [left, right, top, bottom],
    scale,
  }: Frame & { readonly bounds: Bounds; readonly scale: number },
): ScaledChart {
  const { across, down } = DIRECTIONS[chart.direction]!;
  const perUnit = (scale * photo.rows) / (grid.max[1] - grid.min[1]);
  return {
    width: Math.ceil((right - left) * perUnit) + 2 * PADDING,
    height: Math.ceil((bottom - top) * perUnit) + 2 * PADDING,
    place: (atLeft, atTop) => ({
      ...chart,
      x: (v) => atLeft + PADDING + (across[1] * positions[3 * v + across[0]]! - left) * perUnit,
      y: (v) => atTop + PADDING + (down[1] * positions[3 * v + down[0]]! - top) * perUnit,
    }),
  };
}
