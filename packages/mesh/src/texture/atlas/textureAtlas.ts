// Textures a body with the photograph it was reconstructed from: charts, texture coordinates and a texture.
import type { Grid, Landmark, TriangleMesh, View } from '@vrn/voxel';
import { check, checkGrid, checkMesh, checkOptions, checkView, defined } from '@vrn/voxel/internal';
import { vertexNormals } from '../../edit/vertexNormals.js';
import { checkLandmarks } from '../checkLandmarks.js';
import { hiddenColours } from '../hiddenColours.js';
import { photograph } from '../photograph.js';
import { checkPixels } from '../picture.js';
import { rasterize } from '../rasterize.js';
import { behindEdges, eroded, PULL, readMask, surfaceColours } from '../surfaceColours.js';
import { bake } from './bake.js';
import { chartsOf } from './charts.js';
import { layout } from './layout.js';

export interface TextureAtlasOptions {
  /** Silhouette of the person, `[rows, columns]` of the image, 0..1: excludes background colours from the body. */
  readonly mask?: View;
  /** The person's 16 landmarks of MPII, in pixels of the image: separates the parts of the body on the hidden side. */
  readonly landmarks?: readonly Landmark[];
  /** Texels per side. Default: the smallest size that holds all charts, the front at the resolution of the image. */
  readonly size?: 1024 | 2048 | 4096;
  /** Width of the band inside the outline whose colours are not used, as a fraction of the image's longer side. */
  readonly inset?: number;
}

export const TEXTURE_ATLAS_DEFAULTS = { inset: 0.006 } as const;

export const TEXTURE_SIZES = [1024, 2048, 4096] as const;

/** A mesh with a texture. */
export interface TextureAtlas {
  /** The faces of the given mesh in their order. Vertices on borders of charts are split. Has `normals` and `uvs`. */
  readonly mesh: TriangleMesh;
  /** `[V]`: for every vertex, the index of the vertex of the given mesh that it copies. */
  readonly source: Uint32Array;
  /** `[3 · vertices of the given mesh]`: linear colours of its vertices, for files without textures. */
  readonly colors: Float32Array;
  /** `[rows, columns, 3]`, sRGB bytes; `uvs` have v = 0 at row 0, as in glTF. */
  readonly texture: View & { readonly data: Uint8Array };
}

/**
 * Maximum length of the longer side of the picture from which colours of vertices are sampled; texels of the front use
 * all pixels.
 */
const MAX_SAMPLED = 1024;

/**
 * Width of the band beside a depth edge that takes no colours from the photograph, as a fraction of the longer side;
 * one pixel is added.
 */
const EDGE = 0.004;

/**
 * Textures a body with the photograph it was reconstructed from.
 *
 * Surfaces that the camera sees form one chart of the texture, which is the photograph at its own resolution. All other
 * surfaces are in further charts, each projected along the axis nearest to its normals. A point of the back takes the
 * dominant colour of its part of the body around the pixel in front of it, so clothes continue without prints or ties;
 * with `landmarks`, the back of the head takes the colour of the hair. Sides, soles, and surfaces that an arm hides are
 * filled from the surface around them, so that nothing is smeared along the line of sight and colours are continuous
 * where charts meet.
 *
 * @param mesh   must have faces and be in the world coordinates of the grid; need not be closed
 * @param image  `[rows, columns, 3]`, sRGB 0..1, or bytes 0..255 in a `Uint8Array` or `Uint8ClampedArray`
 * @param grid   its x and y bounds must be those of the image
 * @param options.mask  `[rows, columns]`, 0..1; default: the pixels that the mesh covers
 * @param options.landmarks  `[row, column, confidence?]` in pixels of the image
 * @param options.size  1024, 2048 or 4096; by default the smallest that holds all charts, the front at the resolution
 *   of the image. If none does, or the given one does not, the front is reduced, too.
 * @param options.inset  fraction of the longer side, default 0.006
 * @returns  the mesh with `uvs` and `normals`, without `colors`; the texture; the source of each vertex;
 *   colours of the given vertices
 * @throws {VolumetricError} `bad-mesh`, also if a mesh, for example of thousands of small components, has more charts
 *   than fit the texture at any scale; `bad-volume`, `bad-grid`, `bad-argument`, `bad-landmarks`, `shape-mismatch`
 * Cost: O(pixels + texels + V + F), and about O(charts²).
 *
 * @example
 * const positions = Float32Array.of(-1, -1, 0, 1, -1, 0, 0, 1, 0);
 * const image = { data: new Uint8Array(300).fill(200), shape: [10, 10, 3], stride: [30, 3, 1], offset: 0 };
 * const grid = { shape: [10, 10, 10], min: [-2, -2, -2], max: [2, 2, 2] };
 * const { mesh, texture } = textureAtlas({ positions, indices: Uint32Array.of(0, 1, 2) }, image, grid);
 * texture.shape; // → [1024, 1024, 3]
 * const file = await encodeGlb(mesh, { texture });
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, figs. 4 and 5: the front is coloured by projection. The rest is not in
 * the paper.
 */
export function textureAtlas(
  mesh: TriangleMesh,
  image: View,
  grid: Grid,
  options: TextureAtlasOptions = {},
): TextureAtlas {
  checkOptions('textureAtlas', options, ['inset', 'size', 'mask', 'landmarks']);
  const { inset, size, mask, landmarks } = { ...TEXTURE_ATLAS_DEFAULTS, ...defined(options) };
  checkMesh(mesh, 'textureAtlas');
  checkGrid(grid, 'textureAtlas');
  checkView(image, 'textureAtlas', 'image', 3);
  checkLandmarks(landmarks, 'textureAtlas');
  const channels = image.shape[2];
  check(channels === 3, 'shape-mismatch', () => `textureAtlas: image must have 3 channels, got ${channels}`);
  checkPixels(image, 'textureAtlas', 'image');
  check(inset >= 0 && inset < 0.5, 'bad-argument', () => {
    return `textureAtlas: inset must be a fraction of the side below 0.5, got ${inset}`;
  });
  check(size === undefined || TEXTURE_SIZES.includes(size), 'bad-argument', () => {
    return `textureAtlas: size must be ${TEXTURE_SIZES.join(', ')}, got ${size}`;
  });
  const normals = mesh.normals ?? vertexNormals(mesh);
  const photo = photograph(image);
  const { rows, columns, picture } = photo.reduced(MAX_SAMPLED);
  const longest = Math.max(rows, columns);
  const raster = rasterize(mesh, { grid, rows, columns });
  const person =
    mask === undefined
      ? Uint8Array.from(raster.face, (f) => (f < 0 ? 0 : 1))
      : photo.reducedMask(readMask(mask, [photo.rows, photo.columns], 'textureAtlas'), MAX_SAMPLED);
  const trusted = eroded(person, rows, columns, Math.round(inset * longest));
  const marks = landmarks?.map(
    ([row, column, confidence = 1]): Landmark => [
      ((row + 0.5) * rows) / photo.rows - 0.5,
      ((column + 0.5) * columns) / photo.columns - 0.5,
      confidence,
    ],
  );
  const behind = hiddenColours({ rows, columns, picture, trusted, landmarks: marks });
  const hidden = behindEdges(raster, Math.round(EDGE * longest) + 1, grid);
  const shown = trusted.map((isInside, at) => isInside & (1 - hidden[at]!));
  const { colors, seen } = surfaceColours(
    mesh,
    normals,
    { grid, rows, columns, picture, isSoft: true, raster, trusted: shown, pull: PULL },
    behind,
  );
  const { indices } = mesh;
  const inFront = new Uint8Array(indices.length / 3);
  for (let f = 0; f < inFront.length; f++) {
    inFront[f] = seen[indices[3 * f]!]! & seen[indices[3 * f + 1]!]! & seen[indices[3 * f + 2]!]!;
  }
  const pixel = Math.min((grid.max[0] - grid.min[0]) / photo.columns, (grid.max[1] - grid.min[1]) / photo.rows);
  const charts = chartsOf(mesh, normals, inFront, Math.max(pixel, (grid.max[1] - grid.min[1]) / MAX_SAMPLED));
  const placed = layout(mesh, charts, { grid, photo, sizes: size === undefined ? TEXTURE_SIZES : [size] });
  const data = bake(mesh, colors, placed.charts, placed.size);
  return {
    ...split({ ...mesh, normals }, placed.charts, placed.size),
    colors,
    texture: { data, shape: [placed.size, placed.size, 3], stride: [3 * placed.size, 3, 1], offset: 0 },
  };
}

/** Gives each chart vertices of its own, with texture coordinates. */
function split(
  { positions, indices, normals }: TriangleMesh,
  charts: ReturnType<typeof layout>['charts'],
  size: number,
): Pick<TextureAtlas, 'mesh' | 'source'> {
  const to = new Uint32Array(indices.length);
  const source: number[] = [];
  const uvs: number[] = [];
  const chartOf = new Int32Array(positions.length / 3).fill(-1);
  const vertexOf = new Uint32Array(positions.length / 3);
  for (const [c, { faces, x, y }] of charts.entries()) {
    for (const f of faces) {
      for (let corner = 3 * f; corner < 3 * f + 3; corner++) {
        const v = indices[corner]!;
        if (chartOf[v] !== c) {
          chartOf[v] = c;
          vertexOf[v] = source.push(v) - 1;
          uvs.push(x(v) / size, y(v) / size);
        }
        to[corner] = vertexOf[v]!;
      }
    }
  }
  const gather = (values: Float32Array): Float32Array =>
    Float32Array.from({ length: 3 * source.length }, (_, at) => values[3 * source[Math.floor(at / 3)]! + (at % 3)]!);
  const mesh = { positions: gather(positions), indices: to, normals: gather(normals!), uvs: Float32Array.from(uvs) };
  return { mesh, source: Uint32Array.from(source) };
}
