// Renders several textured surfaces with one depth buffer, lamps, one shadow, a sky and a background.
import { check, checkMesh, checkView, type Grid, type Packed, packed, type View } from '@vrn/voxel';
import type { Surface } from '../person/person.js';
import { camera, project } from './camera/camera.js';
import type { Lighting } from './light/lighting.js';
import { type ShadedLayer, shadeSurfaces } from './light/shadeSurfaces.js';
import { shadowMap } from './light/shadowMap.js';
import { mipmaps } from './raster/mipmaps.js';
import { NOTHING, rasterizeSurfaces, type SurfaceRaster } from './raster/rasterizeSurfaces.js';
import { decodeSrgb, encodeSrgb } from './raster/srgbTable.js';
import { surfaceNormals } from './raster/surfaceNormals.js';

export interface SurfaceRenderOptions {
  /** The front face of the grid (orthographic) or the plane through its centre (pinhole) is the image's frame. */
  readonly grid: Grid;
  readonly rows: number;
  readonly columns: number;
  /** Vertical field of view in degrees; 0 is orthographic. */
  readonly fov?: number;
  readonly lighting: Lighting;
  /** One sRGB colour, 0..1, or an image `[rows, columns, 3]`. */
  readonly background: readonly [number, number, number] | View;
  /** Samples along each side of a pixel, 1 to 8. */
  readonly supersample?: number;
  readonly depth?: boolean;
  readonly normals?: boolean;
}

export interface SurfaceRendering {
  /** `[rows, columns, 3]`, sRGB 0..1. */
  readonly image: Packed<Float32Array>;
  /** `[rows, columns]`, 0..1: fraction of each pixel that is covered. */
  readonly mask: Packed<Float32Array>;
  /**
   * `[rows, columns]`: fractional slice index (as in `worldToIndex`) of the nearest surface at each pixel; the number
   * of slices where there is none up to that index.
   */
  readonly depth?: Packed<Float32Array>;
  /** `[rows, columns, 3]`: unit normal of the visible surface in world axes; (0, 0, 0) where there is none. */
  readonly normals?: Packed<Float32Array>;
  /** The depth buffer, one entry per sample. */
  readonly raster: SurfaceRaster;
}

/** Maximum side of a shadow map in texels. */
const MAX_TEXELS = 256;

/**
 * Renders a shaded image of surfaces, the proportion of each pixel that they cover, and optionally depth and normals.
 *
 * Each surface is drawn once into a depth buffer with `supersample`² samples per pixel, and each covered sample is
 * shaded once. Its colour comes from the texture (mipmap level by the size of the triangle, bilinear, in linear light),
 * else from the vertex colours, else it is grey. It reflects lamps, of which the first casts a soft shadow, and a sky
 * in spherical harmonics with ambient occlusion; reflection is Lambertian, with smooth normals.
 *
 * @throws {VolumetricError} `bad-mesh`, `bad-grid`, `bad-argument`; `bad-image` for a texture; `bad-volume` or
 *   `shape-mismatch` for the background
 * Cost: O(F + pixels · supersample² · lamps), plus the samples in the bounding rectangles of all triangles.
 */
export function renderSurfaces(surfaces: readonly Surface[], options: SurfaceRenderOptions): SurfaceRendering {
  const { grid, rows, columns, fov = 0, lighting, background, supersample = 2 } = options;
  check(Number.isInteger(supersample) && supersample > 0 && supersample <= 8, 'bad-argument', () => {
    return `renderSurfaces: supersample must be an integer from 1 to 8, got ${supersample}`;
  });
  const behind = backgroundPixels(background, rows, columns);
  const seenBy = camera(grid, rows * supersample, columns * supersample, fov);
  const layers = surfaces.map((surface): ShadedLayer => {
    const { mesh, texture, twoSided = false } = surface;
    checkMesh(mesh, 'renderSurfaces', { faces: 'any' });
    const fits = !texture || mesh.uvs?.length === (mesh.positions.length / 3) * 2;
    check(fits, 'bad-mesh', () => {
      return `renderSurfaces: surface ${surface.name} must have uvs [2V] for its texture, got ${mesh.uvs?.length ?? 'none'}`;
    });
    const projected = project(mesh.positions, seenBy);
    return { mesh, projected, twoSided, mips: texture && mipmaps(texture), normals: surfaceNormals(mesh) };
  });
  const raster = rasterizeSurfaces(layers, seenBy.rows, seenBy.columns, fov > 0);
  const [first] = lighting.lights;
  const casts = first && lighting.shadow > 0 && layers.length > 0;
  const size = Math.min(MAX_TEXELS, Math.max(32, Math.round(1.25 * Math.max(rows, columns))));
  const shadow = casts ? shadowMap(layers, first.direction, size) : undefined;
  const outputs = { supersample, shadow, normals: options.normals ?? false };
  const { light, cover, normals } = shadeSurfaces(layers, raster, seenBy, lighting, outputs);
  return {
    image: packed(compose(light, cover, behind), [rows, columns, 3]),
    mask: packed(cover, [rows, columns]),
    ...(options.depth && { depth: packed(depthOf(raster, seenBy.distance, grid, supersample), [rows, columns]) }),
    ...(normals && { normals: packed(normalized(normals), [rows, columns, 3]) }),
    raster,
  };
}

/** Returns the background as sRGB pixels in row order. */
function backgroundPixels(background: SurfaceRenderOptions['background'], rows: number, columns: number): Float32Array {
  const out = new Float32Array(rows * columns * 3);
  if (Array.isArray(background)) {
    for (let at = 0; at < out.length; at++) out[at] = background[at % 3] as number;
    return out;
  }
  const picture = background as View;
  checkView(picture, 'renderSurfaces', 'background', 3);
  check(String(picture.shape) === `${rows},${columns},3`, 'shape-mismatch', () => {
    return `renderSurfaces: background must be [${rows}, ${columns}, 3], got [${picture.shape}]`;
  });
  const { data, stride, offset } = picture;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const from = offset + i * stride[0]! + j * stride[1]!;
      for (let c = 0; c < 3; c++) out[at++] = data[from + c * stride[2]!]!;
    }
  }
  return out;
}

/** Composes linear light over the sRGB background. Overwrites and returns `behind`. */
function compose(light: Float32Array, cover: Float32Array, behind: Float32Array): Float32Array {
  for (let pixel = 0, at = 0; pixel < cover.length; pixel++) {
    const open = 1 - cover[pixel]!;
    if (open === 1) {
      at += 3;
      continue;
    }
    for (let c = 0; c < 3; c++, at++) behind[at] = encodeSrgb(light[at]! + open * decodeSrgb(behind[at]!));
  }
  return behind;
}

/** Returns the fractional slice index of the nearest sample per pixel. */
function depthOf(raster: SurfaceRaster, distance: number, grid: Grid, supersample: number): Float32Array {
  const columns = raster.columns / supersample;
  const slices = grid.shape[2];
  const out = new Float32Array((raster.rows / supersample) * columns).fill(slices);
  const sliceDepth = (grid.max[2] - grid.min[2]) / slices;
  const middle = (grid.min[2] + grid.max[2]) / 2;
  for (let i = 0, at = 0; i < raster.rows; i++) {
    for (let j = 0; j < raster.columns; j++, at++) {
      if (raster.surface[at] === NOTHING) continue;
      const key = raster.key[at]!;
      const z = distance === 0 ? key : middle + distance - 1 / key;
      const slice = (grid.max[2] - z) / sliceDepth - 0.5;
      const pixel = Math.floor(i / supersample) * columns + Math.floor(j / supersample);
      if (slice < out[pixel]!) out[pixel] = slice;
    }
  }
  return out;
}

function normalized(triples: Float32Array): Float32Array {
  for (let at = 0; at < triples.length; at += 3) {
    const [x, y, z] = [triples[at]!, triples[at + 1]!, triples[at + 2]!];
    const length = Math.sqrt(x * x + y * y + z * z);
    if (!(length > 0)) continue;
    triples[at] = x / length;
    triples[at + 1] = y / length;
    triples[at + 2] = z / length;
  }
  return triples;
}
