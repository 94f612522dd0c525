// Computes the proportion of each pixel that surfaces cover, without shading.
import { checkMesh, type Grid, type Packed, packed } from '@vrn/voxel';
import type { Surface } from '../../person/person.js';
import { camera, project } from '../camera/camera.js';
import { mipmaps } from './mipmaps.js';
import { NOTHING, rasterizeSurfaces, type SurfaceRaster } from './rasterizeSurfaces.js';

/**
 * Returns the covered proportion of each pixel, `[rows, columns]`, 0..1, from `supersample`² samples per pixel, and the
 * depth buffer. Both equal those of `renderSurfaces`.
 *
 * @throws {VolumetricError} `bad-mesh`, `bad-grid`, `bad-argument`, `bad-image`
 * Cost: O(F + pixels · supersample²), plus the samples in the bounding rectangles of all triangles.
 */
export function coverage(
  surfaces: readonly Surface[],
  view: {
    readonly grid: Grid;
    readonly rows: number;
    readonly columns: number;
    readonly fov: number;
    readonly supersample: number;
  },
): { readonly mask: Packed<Float32Array>; readonly raster: SurfaceRaster } {
  const { grid, rows, columns, fov, supersample } = view;
  const seenBy = camera(grid, rows * supersample, columns * supersample, fov);
  const layers = surfaces.map(({ mesh, texture, twoSided = false }) => {
    checkMesh(mesh, 'coverage', { faces: 'any' });
    return { mesh, projected: project(mesh.positions, seenBy), twoSided, mips: texture && mipmaps(texture) };
  });
  const raster = rasterizeSurfaces(layers, seenBy.rows, seenBy.columns, fov > 0);
  const cover = new Float32Array(rows * columns);
  const weight = 1 / (supersample * supersample);
  for (let i = 0, at = 0; i < seenBy.rows; i++) {
    const line = Math.floor(i / supersample) * columns;
    for (let j = 0; j < seenBy.columns; j++, at++) {
      if (raster.surface[at] !== NOTHING) cover[line + Math.floor(j / supersample)]! += weight;
    }
  }
  return { mask: packed(cover, [rows, columns]), raster };
}
