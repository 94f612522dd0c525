// Rasterizes surfaces: finds the triangle that the camera sees at every sample, with a depth buffer.
import { check, type TriangleMesh } from '@vrn/voxel';
import { levelFor, type Mipmaps, opacityAt } from './mipmaps.js';

/** The data of a surface that the rasterizer needs. */
export interface Layer {
  readonly mesh: TriangleMesh;
  /** `[3V]`: column, row and key of each vertex, from `project`. */
  readonly projected: Float64Array;
  /** Whether back faces are visible as well. */
  readonly twoSided: boolean;
  /** Mipmaps of the texture. The surface has holes where the texture is less than half opaque. */
  readonly mips?: Mipmaps | undefined;
}

/** The nearest surface per sample, in row order. */
export interface SurfaceRaster {
  readonly rows: number;
  readonly columns: number;
  /** Depth key, larger for nearer surfaces; −Infinity where there is none. See `project`. */
  readonly key: Float32Array;
  /** Index of the surface; 255 where there is none. */
  readonly surface: Uint8Array;
  /** Index of the triangle within its surface; −1 where there is none. */
  readonly face: Int32Array;
}

/** Value of `surface` at samples without a surface. */
export const NOTHING = 255;

/**
 * Finds the nearest triangle at every sample's centre, over several surfaces.
 *
 * Back faces are skipped unless their surface is two-sided, and so are triangles with a vertex that `project` made NaN.
 * A surface does not cover samples at which its texture is less than half opaque. Of two surfaces at the same depth,
 * the first wins.
 *
 * @param perspective  whether the keys come from a pinhole camera. If so, uvs are interpolated with perspective
 *   correction.
 * @throws {VolumetricError} `bad-argument` for more than 255 surfaces
 * Cost: O(samples + F + samples in the bounding rectangles of all triangles).
 */
export function rasterizeSurfaces(
  layers: readonly Layer[],
  rows: number,
  columns: number,
  perspective: boolean,
): SurfaceRaster {
  check(layers.length <= NOTHING, 'bad-argument', () => {
    return `rasterizeSurfaces: layers must be at most ${NOTHING} surfaces, got ${layers.length}`;
  });
  const raster: SurfaceRaster = {
    rows,
    columns,
    key: new Float32Array(rows * columns).fill(Number.NEGATIVE_INFINITY),
    surface: new Uint8Array(rows * columns).fill(NOTHING),
    face: new Int32Array(rows * columns).fill(-1),
  };
  for (let number = 0; number < layers.length; number++) {
    const layer = layers[number]!;
    if (layer.mips?.holes && layer.mesh.uvs) drawCut(raster, layer, number, perspective);
    else draw(raster, layer, number);
  }
  return raster;
}

function draw({ rows, columns, key, surface, face }: SurfaceRaster, layer: Layer, number: number): void {
  const { projected: p, twoSided } = layer;
  const { indices } = layer.mesh;
  const [lastOfRows, lastOfColumns] = [rows - 1, columns - 1];
  for (let f = 0; f < indices.length; f += 3) {
    const a = 3 * indices[f]!;
    const b = 3 * indices[f + 1]!;
    const c = 3 * indices[f + 2]!;
    const ax = p[a]!;
    const ay = p[a + 1]!;
    const bx = p[b]!;
    const by = p[b + 1]!;
    const cx = p[c]!;
    const cy = p[c + 1]!;
    // Rows run downwards, so counter-clockwise triangles in the world have a negative area here.
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (!(twoSided ? area !== 0 : area < 0)) continue;
    let low = ay < by ? ay : by;
    let high = ay < by ? by : ay;
    if (cy < low) low = cy;
    if (cy > high) high = cy;
    const firstRow = low > 0 ? Math.ceil(low) : 0;
    const lastRow = high < lastOfRows ? Math.floor(high) : lastOfRows;
    if (!(firstRow <= lastRow)) continue;
    low = ax < bx ? ax : bx;
    high = ax < bx ? bx : ax;
    if (cx < low) low = cx;
    if (cx > high) high = cx;
    const firstColumn = low > 0 ? Math.ceil(low) : 0;
    const lastColumn = high < lastOfColumns ? Math.floor(high) : lastOfColumns;
    if (!(firstColumn <= lastColumn)) continue;
    const az = p[a + 2]!;
    const bz = p[b + 2]!;
    const cz = p[c + 2]!;
    for (let i = firstRow; i <= lastRow; i++) {
      for (let j = firstColumn, at = i * columns + j; j <= lastColumn; j++, at++) {
        const u = ((bx - j) * (cy - i) - (cx - j) * (by - i)) / area;
        const v = ((cx - j) * (ay - i) - (ax - j) * (cy - i)) / area;
        const w = 1 - u - v;
        if (u < 0 || v < 0 || w < 0) continue;
        const z = u * az + v * bz + w * cz;
        if (!(z > key[at]!)) continue;
        key[at] = z;
        surface[at] = number;
        face[at] = f / 3;
      }
    }
  }
}

/** Draws a surface whose texture has holes. Such triangles are few, so this version is simple rather than fast. */
function drawCut(raster: SurfaceRaster, layer: Layer, number: number, perspective: boolean): void {
  const { rows, columns, key, surface, face } = raster;
  const { projected: p, twoSided } = layer;
  const { indices } = layer.mesh;
  const uvs = layer.mesh.uvs!;
  const { levels } = layer.mips!;
  const texels = levels[0]!.rows * levels[0]!.columns;
  for (let f = 0; f < indices.length; f += 3) {
    const [ia, ib, ic] = [indices[f]!, indices[f + 1]!, indices[f + 2]!];
    const [ax, ay, az] = [p[3 * ia]!, p[3 * ia + 1]!, p[3 * ia + 2]!];
    const [bx, by, bz] = [p[3 * ib]!, p[3 * ib + 1]!, p[3 * ib + 2]!];
    const [cx, cy, cz] = [p[3 * ic]!, p[3 * ic + 1]!, p[3 * ic + 2]!];
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (!(twoSided ? area !== 0 : area < 0)) continue;
    const firstRow = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
    const lastRow = Math.min(rows - 1, Math.floor(Math.max(ay, by, cy)));
    const firstColumn = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
    const lastColumn = Math.min(columns - 1, Math.floor(Math.max(ax, bx, cx)));
    if (!(firstRow <= lastRow && firstColumn <= lastColumn)) continue;
    const [au, av, bu, bv, cu, cv] = [
      uvs[2 * ia]!,
      uvs[2 * ia + 1]!,
      uvs[2 * ib]!,
      uvs[2 * ib + 1]!,
      uvs[2 * ic]!,
      uvs[2 * ic + 1]!,
    ];
    const across = Math.abs((bu - au) * (cv - av) - (cu - au) * (bv - av)) * texels;
    const level = levels[levelFor(across / Math.abs(area), levels.length)]!;
    for (let i = firstRow; i <= lastRow; i++) {
      for (let j = firstColumn, at = i * columns + j; j <= lastColumn; j++, at++) {
        let u = ((bx - j) * (cy - i) - (cx - j) * (by - i)) / area;
        let v = ((cx - j) * (ay - i) - (ax - j) * (cy - i)) / area;
        let w = 1 - u - v;
        if (u < 0 || v < 0 || w < 0) continue;
        const z = u * az + v * bz + w * cz;
        if (!(z > key[at]!)) continue;
        if (perspective) {
          u *= az / z;
          v *= bz / z;
          w *= cz / z;
        }
        if (opacityAt(level, u * au + v * bu + w * cu, u * av + v * bv + w * cv) < 128) continue;
        key[at] = z;
        surface[at] = number;
        face[at] = f / 3;
      }
    }
  }
}
