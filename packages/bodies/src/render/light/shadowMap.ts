// Renders shadow maps, and looks up whether a point is lit.
import { type Layer, NOTHING, rasterizeSurfaces, type SurfaceRaster } from '../raster/rasterizeSurfaces.js';

type Triple = readonly [number, number, number];

export interface ShadowMap {
  readonly raster: SurfaceRaster;
  /**
   * Coefficients of `[x, y, z, 1]` that map world positions to columns, rows and depth keys of the map. Keys are larger
   * for positions nearer to the lamp.
   */
  readonly columnOf: Float64Array;
  readonly rowOf: Float64Array;
  readonly keyOf: Float64Array;
  /** Side of a texel in world units. */
  readonly texel: number;
}

/**
 * Renders the surfaces as seen from a distant lamp in the direction `towards` (unit vector). The map has `size` by
 * `size` texels and contains all surfaces.
 */
export function shadowMap(layers: readonly Layer[], towards: Triple, size: number): ShadowMap {
  const [dx, dy, dz] = towards;
  // Two axes perpendicular to the rays, with right × up pointing to the lamp.
  const flat = Math.sqrt(dx * dx + dz * dz);
  const right: Triple = flat > 1e-6 ? [dz / flat, 0, -dx / flat] : [1, 0, 0];
  const up: Triple = [dy * right[2] - dz * right[1], dz * right[0] - dx * right[2], dx * right[1] - dy * right[0]];
  let [leftmost, rightmost, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { mesh } of layers) {
    const { positions: p } = mesh;
    for (let v = 0; v < p.length; v += 3) {
      const a = right[0] * p[v]! + right[1] * p[v + 1]! + right[2] * p[v + 2]!;
      const b = up[0] * p[v]! + up[1] * p[v + 1]! + up[2] * p[v + 2]!;
      if (a < leftmost) leftmost = a;
      if (a > rightmost) rightmost = a;
      if (b < low) low = b;
      if (b > high) high = b;
    }
  }
  const texel = Math.max(rightmost - leftmost, high - low, 1e-9) / (size - 2);
  const scale = 1 / texel;
  const columnOf = Float64Array.of(right[0] * scale, right[1] * scale, right[2] * scale, 0.5 - leftmost * scale);
  const rowOf = Float64Array.of(-up[0] * scale, -up[1] * scale, -up[2] * scale, 0.5 + high * scale);
  const keyOf = Float64Array.of(dx, dy, dz, 0);
  const seen = layers.map((layer): Layer => {
    const { positions: p } = layer.mesh;
    const projected = new Float64Array(p.length);
    for (let v = 0; v < p.length; v += 3) {
      const x = p[v]!;
      const y = p[v + 1]!;
      const z = p[v + 2]!;
      projected[v] = columnOf[0]! * x + columnOf[1]! * y + columnOf[2]! * z + columnOf[3]!;
      projected[v + 1] = rowOf[0]! * x + rowOf[1]! * y + rowOf[2]! * z + rowOf[3]!;
      projected[v + 2] = dx * x + dy * y + dz * z;
    }
    return { ...layer, projected };
  });
  return { raster: rasterizeSurfaces(seen, size, size, false), columnOf, rowOf, keyOf, texel };
}

/** Returns the fraction of the lamp's light that reaches a point with a unit normal, filtered over 3 × 3 texels. */
export function litShare(map: ShadowMap, position: Float64Array, normal: Float64Array): number {
  const { columnOf, rowOf, keyOf, texel } = map;
  const { columns, rows, key, surface } = map.raster;
  // Offsets the point from the surface, so that the surface does not shadow itself.
  const off = 1.5 * texel;
  const x = position[0]! + off * normal[0]!;
  const y = position[1]! + off * normal[1]!;
  const z = position[2]! + off * normal[2]!;
  const column = columnOf[0]! * x + columnOf[1]! * y + columnOf[2]! * z + columnOf[3]!;
  const row = rowOf[0]! * x + rowOf[1]! * y + rowOf[2]! * z + rowOf[3]!;
  const depth = keyOf[0]! * x + keyOf[1]! * y + keyOf[2]! * z + 1.5 * texel;
  const leftmost = Math.floor(column);
  const top = Math.floor(row);
  const across = column - leftmost;
  const down = row - top;
  let lit = 0;
  for (let i = -1; i <= 2; i++) {
    // A box filter three texels wide touches four texels per side; the outer ones are weighted by their overlap.
    const weight = i === -1 ? 1 - down : i === 2 ? down : 1;
    const at = (top + i) * columns;
    if (top + i < 0 || top + i >= rows) {
      lit += 3 * weight;
      continue;
    }
    for (let j = -1; j <= 2; j++) {
      const share = weight * (j === -1 ? 1 - across : j === 2 ? across : 1);
      const k = leftmost + j;
      if (k < 0 || k >= columns || surface[at + k] === NOTHING || key[at + k]! <= depth) lit += share;
    }
  }
  return lit / 9;
}
