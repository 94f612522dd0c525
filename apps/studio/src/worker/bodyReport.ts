// Describes a body for the page: its surface, texture and volume as copies that can be transferred to the page.
import { type Raster, rasterize } from '@vrn/mesh';
import type { Body, Textured } from '@vrn/reconstruct';
import { type Grid, type TriangleMesh, toViewFrame, viewDistance } from '@vrn/voxel';
import type { SurfaceReport, TexturedReport, VolumeReport } from '../protocol/calls.js';

/** Pixels per side of the depth image that tells which vertices the camera sees, and of the image of the front. */
const RASTER_SIZE = 1024;

/**
 * Values of a normal's z between which the visibility of a vertex rises from 0 to 1, and the number of voxels by which
 * another part of the surface must be nearer to the camera to hide it.
 */
const SEEN = { from: -0.05, to: 0.2, voxels: 2 } as const;

/** Grey values, 0..255, of surfaces that face the camera, and of those that are seen edge-on or face away. */
const SHADES = { facing: 250, away: 90 } as const;

/** Returns a copy of a surface, which must have normals, for the viewer. */
export function reportSurface({ positions, normals, indices }: TriangleMesh): SurfaceReport {
  return {
    positions: Float32Array.from(positions),
    normals: Float32Array.from(normals!),
    indices: Uint32Array.from(indices),
  };
}

/** Returns a textured surface for the viewer, with the visibility of its vertices and an image of its front. */
export async function reportTextured(
  { mesh, texture }: Textured,
  { grid, camera }: Pick<Body, 'grid' | 'camera'>,
): Promise<TexturedReport> {
  const inView = toViewFrame(mesh, { grid, fov: camera.fieldOfView });
  const raster = rasterize(inView, { grid, rows: RASTER_SIZE, columns: RASTER_SIZE });
  return {
    ...reportSurface(mesh),
    uvs: Float32Array.from(mesh.uvs!),
    texture: await bitmapOf(texture),
    seen: seenVertices(inView, raster, grid),
    front: await frontOf(inView, raster),
  };
}

/** Returns the volume as bytes, with its grid and the data that map it to the frame of the mesh. */
export function reportVolume({ volume, grid, camera }: Body): VolumeReport {
  const { data } = volume;
  const bytes = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) bytes[at] = Math.round(255 * data[at]!);
  return {
    data: bytes,
    grid,
    distance: viewDistance({ grid, fov: camera.fieldOfView }),
    viewToMesh: camera.viewToMesh,
  };
}

/** Returns the visibility of each vertex, 0..1: 0 behind another part of the surface, else a function of its normal. */
function seenVertices({ positions, normals }: TriangleMesh, { depth }: Raster, grid: Grid): Float32Array<ArrayBuffer> {
  const { min, max, shape } = grid;
  const tolerance = (SEEN.voxels * (max[2] - min[2])) / shape[2];
  const pixel = (at: number, low: number, high: number): number =>
    Math.max(0, Math.min(RASTER_SIZE - 1, Math.floor(((at - low) / (high - low)) * RASTER_SIZE)));
  return Float32Array.from({ length: positions.length / 3 }, (_, v) => {
    const [x, y, z] = [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!];
    const nearest = depth[pixel(-y, -max[1], -min[1]) * RASTER_SIZE + pixel(x, min[0], max[0])]!;
    if (nearest > z + tolerance) return 0;
    return Math.max(0, Math.min(1, (normals![3 * v + 2]! - SEEN.from) / (SEEN.to - SEEN.from)));
  });
}

function bitmapOf({ data, shape }: Textured['texture']): Promise<ImageBitmap> {
  const [rows, columns] = shape as [number, number];
  const image = new ImageData(columns, rows);
  for (let at = 0; at < rows * columns; at++) {
    image.data[4 * at] = data[3 * at]!;
    image.data[4 * at + 1] = data[3 * at + 1]!;
    image.data[4 * at + 2] = data[3 * at + 2]!;
    image.data[4 * at + 3] = 255;
  }
  return createImageBitmap(image);
}

/** Draws the surface in grey as the camera sees it, the lighter the more it faces the camera; transparent elsewhere. */
function frontOf({ indices, normals }: TriangleMesh, { face }: Raster): Promise<ImageBitmap> {
  const image = new ImageData(RASTER_SIZE, RASTER_SIZE);
  for (const [at, f] of face.entries()) {
    if (f < 0) continue;
    const facing = Math.max(0, normals![3 * indices[3 * f]! + 2]!);
    image.data.fill(SHADES.away + (SHADES.facing - SHADES.away) * facing, 4 * at, 4 * at + 3);
    image.data[4 * at + 3] = 255;
  }
  return createImageBitmap(image);
}
