// Corners are darker: how much of the sky other parts hide from a sample, by looking at the depth buffer round it.
import { type Unprojection, unproject } from '../camera/camera.js';
import { NOTHING, type SurfaceRaster } from '../raster/rasterizeSurfaces.js';

/** How far away parts hide the sky, as a share of the picture's height: some 12 cm of a grown person. */
const OCCLUSION_RADIUS = 0.055;

const TAPS = 6;

/**
 * Offsets of taps in shares of the reach, column and row by turns: a spiral, for each of two by two neighbouring samples
 * turned by a further quarter of a step, so that a pixel made of four samples looks at 24 places.
 */
const OFFSETS: Float64Array = Float64Array.from({ length: 4 * TAPS * 2 }, (_, at) => {
  const tap = (at >> 1) % TAPS;
  const turn = Math.floor(at / 2 / TAPS);
  const radius = 0.2 + (0.8 * (tap + turn / 4)) / TAPS;
  const angle = 2 * Math.PI * (tap * 0.381966 + turn * 0.25 + 0.11);
  return radius * (at % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
});

const place = new Float64Array(3);

/** Share of the sky that is hidden from a sample at a world position with a unit normal, 0..1. */
export function hiddenSky(
  { rows, columns, key, surface }: SurfaceRaster,
  by: Unprojection,
  row: number,
  column: number,
  position: Float64Array,
  normal: Float64Array,
): number {
  const height = rows * by.dy;
  const reach = OCCLUSION_RADIUS * height;
  const size = by.distance === 0 ? 1 : key[row * columns + column]! * by.distance;
  const across = (reach * size) / by.dx;
  const down = (reach * size) / by.dy;
  let offset = ((row & 1) * 2 + (column & 1)) * TAPS * 2;
  let hidden = 0;
  for (let tap = 0; tap < TAPS; tap++, offset += 2) {
    const j = column + Math.round(OFFSETS[offset]! * across);
    const i = row + Math.round(OFFSETS[offset + 1]! * down);
    if (i < 0 || j < 0 || i >= rows || j >= columns) continue;
    const at = i * columns + j;
    if (surface[at] === NOTHING) continue;
    unproject(by, j, i, key[at]!, place);
    const x = place[0]! - position[0]!;
    const y = place[1]! - position[1]!;
    const z = place[2]! - position[2]!;
    const square = x * x + y * y + z * z;
    const fade = 1 - square / (4 * reach * reach);
    if (!(square > 0 && fade > 0)) continue;
    const above = (x * normal[0]! + y * normal[1]! + z * normal[2]!) / Math.sqrt(square) - 0.1;
    if (above > 0) hidden += above * fade;
  }
  return Math.min(1, (2 * hidden) / TAPS);
}
