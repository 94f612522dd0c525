// Colours a body from the photograph it was reconstructed from.
import type { Grid, Landmark, TriangleMesh, View } from '@vrn/voxel';
import { check, checkGrid, checkMesh, checkOptions, checkView, defined } from '@vrn/voxel/internal';
import { vertexNormals } from '../edit/vertexNormals.js';
import { checkLandmarks } from './checkLandmarks.js';
import { hiddenColours } from './hiddenColours.js';
import { checkPixels, maskedBlur, readPicture } from './picture.js';
import { rasterize } from './rasterize.js';
import { type ColourBehind, eroded, PULL, readMask, surfaceColours } from './surfaceColours.js';

export interface ProjectTextureOptions {
  /** Silhouette of the person, `[rows, columns]` of the image, 0..1: excludes background colours from the body. */
  readonly mask?: View;
  /** Width of the band inside the outline whose colours are not used, as a fraction of the image's longer side. */
  readonly inset?: number;
  /** Blur radius of the colours of the back, as a fraction of the image's longer side. Unused with `landmarks`. */
  readonly softness?: number;
  /** The person's 16 landmarks of MPII, in pixels: the back takes the dominant colours of each part of the body. */
  readonly landmarks?: readonly Landmark[];
}

export const PROJECT_TEXTURE_DEFAULTS = { inset: 0.006, softness: 0.015 } as const;

/**
 * Adds a linear colour to every vertex of a mesh, and normals if it has none.
 *
 * Vertices that the camera sees take the colour of the photograph's pixel. Vertices that face away take the blurred
 * colour of the pixel in front of them; with `landmarks`, they take the dominant colour of their part of the body
 * around that pixel, so that the back has neither prints nor ties, and the back of the head has the colour of the hair.
 * All other vertices, such as those seen edge-on, near the outline, or hidden behind an arm, are filled from their
 * neighbours on the surface by diffusion, so no colour is smeared along the line of sight. Components that get no
 * colour at all become grey.
 *
 * @param mesh   must be in the world coordinates of the grid
 * @param image  `[rows, columns, 3]`, sRGB 0..1, or bytes 0..255 in a `Uint8Array` or `Uint8ClampedArray`
 * @param grid   its x and y bounds must be those of the image
 * @param options.mask  `[rows, columns]`, 0..1; default: the pixels that the mesh covers
 * @param options.inset  fraction of the longer side, default 0.006
 * @param options.softness  fraction of the longer side, default 0.015; unused with `landmarks`
 * @param options.landmarks  `[row, column, confidence?]` in pixels of the image
 * @returns  the mesh with `colors` (linear) and `normals`
 * @throws {VolumetricError} `bad-mesh`, `bad-volume`, `bad-grid`, `bad-argument`, `bad-landmarks`, `shape-mismatch`
 * Cost: O(pixels · width of the inset in pixels + V + F), and that of `rasterize`.
 *
 * @example
 * const positions = Float32Array.of(-1, -1, 0, 1, -1, 0, 0, 1, 0);
 * const image = { data: new Uint8Array(300).fill(255), shape: [10, 10, 3], stride: [30, 3, 1], offset: 0 };
 * const grid = { shape: [10, 10, 10], min: [-2, -2, -2], max: [2, 2, 2] };
 * const { colors } = projectTexture({ positions, indices: Uint32Array.of(0, 1, 2) }, image, grid);
 * colors.slice(0, 3); // → [1, 1, 1]
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, figs. 4 and 5: the front is coloured by projection. The rest is not in
 * the paper.
 */
export function projectTexture(
  mesh: TriangleMesh,
  image: View,
  grid: Grid,
  options: ProjectTextureOptions = {},
): TriangleMesh {
  checkOptions('projectTexture', options, ['inset', 'softness', 'mask', 'landmarks']);
  const { inset, softness } = { ...PROJECT_TEXTURE_DEFAULTS, ...defined(options) };
  checkMesh(mesh, 'projectTexture', { faces: 'any' });
  checkGrid(grid, 'projectTexture');
  checkView(image, 'projectTexture', 'image', 3);
  checkLandmarks(options.landmarks, 'projectTexture');
  const [rows, columns, channels] = image.shape as [number, number, number];
  check(channels === 3, 'shape-mismatch', () => `projectTexture: image must have 3 channels, got ${channels}`);
  checkPixels(image, 'projectTexture', 'image');
  check(inset >= 0 && inset < 0.5 && softness > 0 && softness < 0.5, 'bad-argument', () => {
    return `projectTexture: inset and softness must be fractions of the side below 0.5, got ${inset} and ${softness}`;
  });
  const normals = mesh.normals ?? vertexNormals(mesh);
  const raster = rasterize(mesh, { grid, rows, columns });
  const person =
    options.mask === undefined
      ? Uint8Array.from(raster.face, (f) => (f < 0 ? 0 : 1))
      : readMask(options.mask, [rows, columns], 'projectTexture');
  const picture = readPicture(image);
  const trusted = eroded(person, rows, columns, Math.round(inset * Math.max(rows, columns)));
  const behind =
    options.landmarks === undefined
      ? blurred({
          picture,
          trusted,
          rows,
          columns,
          radius: Math.max(1, Math.round(softness * Math.max(rows, columns))),
        })
      : hiddenColours({ picture, trusted, rows, columns, landmarks: options.landmarks });
  const { colors } = surfaceColours(
    mesh,
    normals,
    { grid, rows, columns, picture, raster, trusted, pull: options.landmarks ? PULL : 0 },
    behind,
  );
  return { ...mesh, normals, colors };
}

/** Returns a function that writes the blurred colour at a pixel, and returns false if no trusted pixel is near. */
function blurred({
  picture,
  trusted,
  ...size
}: {
  readonly picture: Float32Array;
  readonly trusted: Uint8Array;
  readonly rows: number;
  readonly columns: number;
  readonly radius: number;
}): ColourBehind {
  const { colour, weight } = maskedBlur(picture, trusted, size);
  return (row, column, _, out, to) => {
    const at = Math.round(row) * size.columns + Math.round(column);
    if (weight[at]! === 0) return false;
    for (let c = 0; c < 3; c++) out[to + c] = colour[3 * at + c]!;
    return true;
  };
}
