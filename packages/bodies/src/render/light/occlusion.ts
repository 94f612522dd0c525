// Computes ambient occlusion in screen space: how much of the sky nearby surfaces hide from a sample.
import { type Unprojection, unproject } from '../camera/camera.js';
import { NOTHING, type SurfaceRaster } from '../raster/rasterizeSurfaces.js';

/**
 * Radius of the disc of neighbouring samples that are tested (taps), relative to the height of the image: about 12 cm
 * for an adult. The effect of a surface fades to none at twice this distance.
 */
const OCCLUSION_RADIUS = 0.055;

const TAPS = 6;

/**
 * Offsets of taps relative to the radius, column and row alternating. The taps form a spiral. Each of 2 × 2
 * neighbouring samples rotates it by a further quarter turn and enlarges it by a quarter of the radial step, so that a
 * pixel of four samples has 24 different taps.
 */
const OFFSETS: Float64Array = Float64Array.from({ length: 4 * TAPS * 2 }, (_, at) => {
  const tap = (at >> 1) % TAPS;
  const turn = Math.floor(at / 2 / TAPS);
  const radius = 0.2 + (0.8 * (tap + turn / 4)) / TAPS;
  const angle = 2 * Math.PI * (tap * 0.381966 + turn * 0.25 + 0.11);
  return radius * (at % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
});

const place = new Float64Array(3);

/** Estimates the proportion of the sky that is hidden from a sample at a world position with a unit normal, 0..1. */
export function hiddenSky(
  { rows, columns, key, surface }: SurfaceRaster,
  by: Unprojection,
  row: number,
  column: number,
  position: Float64Array,
  normal: Float64Array,
): number {
  const height = rows * by.dy;
  const radius = OCCLUSION_RADIUS * height;
  const size = by.distance === 0 ? 1 : key[row * columns + column]! * by.distance;
  const across = (radius * size) / by.dx;
  const down = (radius * size) / by.dy;
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
    const fade = 1 - square / (4 * radius * radius);
    if (!(square > 0 && fade > 0)) continue;
    const above = (x * normal[0]! + y * normal[1]! + z * normal[2]!) / Math.sqrt(square) - 0.1;
    if (above > 0) hidden += above * fade;
  }
  return Math.min(1, (2 * hidden) / TAPS);
}
